"""Pages and switches that belong to the whole site."""

from __future__ import annotations

from typing import cast, get_args

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe

from lumbar.figure import palette
from lumbar.figure.stills import UnknownStill
from lumbar.people.marks import marks_of
from lumbar.site import figures
from lumbar.site.figures import Moment
from lumbar.site.looks import LOOK_COOKIE, LOOK_COOKIE_AGE, look, look_of
from lumbar.site.theme import THEME_COOKIE, THEME_COOKIE_AGE, THEMES


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen colours in a cookie and go back to where the person was."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest()
    return _kept(redirect(_next(request)), THEME_COOKIE, theme, THEME_COOKIE_AGE)


@require_GET
def token(request: HttpRequest) -> JsonResponse:
    """A fresh form token, for a page that was kept on the device longer than its own lives; the
    time, by which the device learns how far its clock is off; and the marks of who asks, by which
    it learns whose records it may send."""
    return JsonResponse(
        {
            "token": get_token(request),
            "now": timezone.now().isoformat(),
            "owners": marks_of(getattr(request, "person", None)),
        }
    )


@require_POST
def set_figure(request: HttpRequest) -> HttpResponse:
    """Keep the chosen body or skin tone (or both) in a cookie and go back."""
    before = look_of(request)
    body, tone = request.POST.get("body", before.body), request.POST.get("tone", before.tone)
    chosen = look(f"{body}-{tone}")
    if chosen is None:
        return HttpResponseBadRequest()
    return _kept(redirect(_next(request)), LOOK_COOKIE, str(chosen), LOOK_COOKIE_AGE)


@require_safe
def figure_still(
    request: HttpRequest, version: str, look_name: str, theme: str, name: str
) -> HttpResponse:
    """One picture of an exercise. Its address changes when it does, so browsers keep it."""
    chosen = look(look_name)
    clip, _, at = name.rpartition(".")
    if chosen is None or at not in get_args(Moment) or theme not in palette.THEMES:
        raise Http404
    shown = figures.Picture(clip, cast(Moment, at))
    try:
        svg = figures.still(shown, chosen, theme)
    except UnknownStill:
        raise Http404 from None
    response = HttpResponse(svg, content_type="image/svg+xml")
    if version == figures.version():
        # Not for shared caches: the guest's cookie may be renewed by any answer.
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _kept(response: HttpResponse, cookie: str, value: str, age: int) -> HttpResponse:
    """The response with a choice in a cookie that scripts cannot read."""
    response.set_cookie(
        cookie,
        value,
        max_age=age,
        secure=settings.LUMBAR.https,
        httponly=True,
        samesite="Lax",
    )
    return response


def _next(request: HttpRequest) -> str:
    """The page to go back to; the home page when the form names one of another site."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return "/"


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """For a watcher: 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "up"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the page was open for days, or cookies are switched off."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: perhaps the database or the base page, so this uses neither."""
    return render(request, "500.html", status=500)
