"""When the pages kept on the device have to be fetched anew."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest
from django.templatetags.static import static

from lumbar.plans.queries import Standing
from lumbar.site import figures
from lumbar.site.looks import look_of
from lumbar.site.theme import theme_of
from lumbar.site.wording import page_language
from lumbar.tonight.sleep import SLEEP_COOKIE


def keep_token(request: HttpRequest, stands: Standing) -> str:
    """What tonight's page on the device was made from, as one token; ``site/offline.js`` fetches
    the page again when it changes, and lets go of it when it is empty.

    It is empty for somebody without exercises: an old plan must not outlive an emergency.
    """
    if stands.assessment is None or stands.refused is not None:
        return ""
    parts = (
        str(stands.assessment.pk),
        str(stands.plan.version if stands.plan else 0),
        page_language(),
        theme_of(request),
        str(look_of(request)),
        request.COOKIES.get(SLEEP_COOKIE, ""),
        figures.version(),
        static("tonight/main.js"),
        static("tonight/tonight.css"),
    )
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]
