"""What makes the site an app that opens without a network: the worker, the manifest, the page.

docs/developer/offline.md tells how they work together.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import HashedFilesMixin, staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lumbar.site.storage import without_documentation

PAGES = ("/tonight", "/morning", "/medicines")
"""The private pages a device may keep, if their answer says so (``X-Lumbar-Offline: keep``)."""

NIGHT = "#0b0e18"

SOURCES = Path(__file__).parent / "static" / "site"
PARTS = ("offline-policy.js", "offline-store.js", "notifications.js", "service-worker.js")
IMPORT = re.compile(r"^import\b[^;]*;", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)
FILE_OF_A_PAGE = re.compile(
    r'<(?:link rel="(?:preload|stylesheet|icon)"|script)[^>]*? (?:href|src)="([^"]+)"'
)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker as one classic script: not every browser takes modules for workers.

    Browsers ask for it on every page, so an unchanged one is answered with 304.
    """
    facts = facts_of_release(request)
    etag = f'"{facts["version"]}"'
    script = f'"use strict";\nself.LUMBAR = {json.dumps(facts)};\n{joined()}'
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer


def facts_of_release(request: HttpRequest) -> dict[str, Any]:
    """What the worker goes by (``Facts`` in offline-policy.js).

    The version is worked out from what it stands for, so nobody has to remember to raise it.
    """
    pages = [_offline_in(language, request) for language, _name in settings.LANGUAGES]
    shell = sorted({path for page in pages for path in FILE_OF_A_PAGE.findall(page)})
    facts: dict[str, Any] = {
        "hashed": isinstance(staticfiles_storage, HashedFilesMixin),
        "offline": reverse("offline"),
        "icon": static("site/icons/icon-192.png"),
        "shell": shell,
        "pages": PAGES,
        "assets": [settings.STATIC_URL, "/figure/"],
    }
    digest = hashlib.sha256(json.dumps([joined(), facts, pages]).encode())
    return {"version": digest.hexdigest()[:16], **facts}


def _offline_in(language: str, request: HttpRequest) -> str:
    """The offline page as somebody gets it who has chosen no colours."""
    with translation.override(language):
        return render_to_string("site/offline.html", {"theme": "system"}, request)


def joined() -> str:
    """The worker's modules one after another, each before those that use it."""
    texts = [(SOURCES / name).read_text(encoding="utf-8") for name in PARTS]
    return "".join(EXPORT.sub("", IMPORT.sub("", without_documentation(text))) for text in texts)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown where there is no network. It knows nothing of the person but their language
    and colours: the worker keeps it on the device."""
    return render(request, "site/offline.html")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the device needs to know to install the site as an app."""
    chinese = translation.get_language() == "zh-hant"
    answer = JsonResponse(
        {
            "id": "/",
            "name": f"Lumbar – {_('care for a sore lower back')}",
            "short_name": "Lumbar",
            "description": _(
                "Five gentle moves, chosen for you. About ten minutes, in bed, lights off."
            ),
            "lang": "zh-Hant-HK" if chinese else "en-GB",
            "dir": "ltr",
            "start_url": "/?from=app",
            "scope": "/",
            "display": "standalone",
            "background_color": NIGHT,
            "theme_color": NIGHT,
            "categories": ["health"],
            "icons": [
                _icon("icon-192.png", "192x192"),
                _icon("icon-512.png", "512x512"),
                {**_icon("icon-maskable-512.png", "512x512"), "purpose": "maskable"},
                {"src": static("site/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            ],
            "screenshots": [
                _screenshot("narrow", "780x1688", _("In the evening"), chinese),
                _screenshot("wide", "1280x800", _("At a desk"), chinese),
            ],
            "shortcuts": [
                _shortcut(_("Tonight"), "/tonight", "tonight-96.png"),
                _shortcut(_("Morning"), "/morning", "morning-96.png"),
            ],
        },
        content_type="application/manifest+json",
    )
    # It speaks the person's language, so no shared cache may have it.
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _icon(name: str, sizes: str) -> dict[str, str]:
    return {"src": static(f"site/icons/{name}"), "sizes": sizes, "type": "image/png"}


def _shortcut(name: str, url: str, icon: str) -> dict[str, Any]:
    return {"name": name, "url": url, "icons": [_icon(icon, "96x96")]}


def _screenshot(form: str, sizes: str, label: str, chinese: bool) -> dict[str, str]:
    name = f"{form}.{'zh-hant' if chinese else 'en'}.webp"
    return {
        "src": static(f"site/screenshots/{name}"),
        "sizes": sizes,
        "type": "image/webp",
        "form_factor": form,
        "label": label,
    }
