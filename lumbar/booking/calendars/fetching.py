"""Fetching a calendar from an address somebody gave us, with care (`site.outside_address`)."""

from __future__ import annotations

import time
from typing import NamedTuple
from urllib.parse import urljoin

from lumbar.booking.calendars.reading import MOST_BYTES, UnreadableCalendar
from lumbar.site.outside_address import OutsideAddressError, careful_session, check

TIMEOUT = (10, 15)
"""Seconds to be connected, and between two pieces of the answer."""
LONGEST = 40.0
"""Seconds the whole may take: who sends a byte now and then holds nobody up."""
MOST_REDIRECTS = 3
ALIKE = {"webcal://": "https://", "webcals://": "https://"}
"""Calendars' own word for an address of a calendar."""


class Fetched(NamedTuple):
    """What came."""

    data: bytes | None
    """None: it is as it was."""
    etag: str


def https_address(url: str) -> str:
    """The address as it is asked."""
    url = url.strip()
    for other, ours in ALIKE.items():
        if url.lower().startswith(other):
            return ours + url[len(other) :]
    return url


def fetch(url: str, etag: str = "") -> Fetched:
    """Ask an address for a calendar. ``etag`` is what came with it the last time.

    Raises `UnreadableCalendar` with ``address`` (nothing is sent there), ``not_there`` (the address
    is wrong, or no longer shared), ``away`` (no answer just now), ``too_large``.
    """
    import requests

    deadline = time.monotonic() + LONGEST
    headers = {"Accept": "text/calendar", "User-Agent": "Lumbar"}
    if etag:
        headers["If-None-Match"] = etag
    try:
        with careful_session() as session:
            for _step in range(MOST_REDIRECTS + 1):
                check(url)
                with session.get(url, headers=headers, stream=True, timeout=TIMEOUT) as answer:
                    if answer.is_redirect:
                        url = urljoin(url, answer.headers["Location"])
                        continue
                    return _taken(answer, deadline)
    except OutsideAddressError as error:
        raise UnreadableCalendar("address") from error
    except (OSError, requests.RequestException) as error:
        raise UnreadableCalendar(
            "address" if isinstance(error, requests.exceptions.InvalidSchema) else "away"
        ) from error
    raise UnreadableCalendar("not_there")


def _taken(answer: object, deadline: float) -> Fetched:
    import requests

    assert isinstance(answer, requests.Response)  # noqa: S101
    etag = answer.headers.get("ETag", "")[:200]
    if answer.status_code == 304:
        return Fetched(None, etag)
    if 400 <= answer.status_code < 500 and answer.status_code != 429:
        raise UnreadableCalendar("not_there")
    if answer.status_code != 200:
        raise UnreadableCalendar("away")
    data = bytearray()
    for piece in answer.iter_content(64 * 1024):
        data += piece
        if len(data) > MOST_BYTES:
            raise UnreadableCalendar("too_large")
        if time.monotonic() > deadline:
            raise UnreadableCalendar("away")
    return Fetched(bytes(data), etag)
