"""Pages a device may keep and open without a network; `docs/developer/offline.md` has the whole."""

from __future__ import annotations

from django.http import HttpResponse

KEEP_OFFLINE = "X-Lumbar-Offline"
"""The header that tells the service worker."""
SHARED_FILES = (
    "site/site.css",
    "fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "site/icon.svg",
    "site/offline.js",
    "site/outbox.js",
    "site/shelf.js",
    "site/link.js",
    "site/kept.js",
    "idb/index.js",
)
"""Static files of every kept page: its look, and what keeps and sends what is said on it. A page
names these and its own; without a network each has to be on the device."""


def kept_on_device(response: HttpResponse) -> HttpResponse:
    """The same page, marked for the device to keep."""
    response.headers[KEEP_OFFLINE] = "keep"
    return response
