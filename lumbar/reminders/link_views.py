"""Pages for whoever has the link: the calendar, stopping from a message, confirming an address.

None needs a cookie; none is kept, indexed or named to another site. A link that is unknown gets
the same answer as one that was revoked.
"""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lumbar.people.http import Request
from lumbar.reminders import actions, feed, links, queries
from lumbar.reminders.facts import known_of
from lumbar.reminders.models import ReminderSettings, Way
from lumbar.reminders.schedule import Kind
from lumbar.reminders.visits import visit_entries
from lumbar.reminders.wording import PAGES, kind_words, reminder_words, way_words
from lumbar.site.post import absolute
from lumbar.site.secret_links import for_whoever_has_the_link


@require_safe
@for_whoever_has_the_link
def calendar(request: Request, token: str) -> HttpResponse:
    """The private calendar. An address that was revoked is as unknown as one never made."""
    found = queries.calendar_by(token)
    kept = queries.settings_of(found.person) if found else None
    if found is None or kept is None:
        raise Http404
    now = timezone.now()
    wished = queries.wished_by(kept, Way.FEED)
    hours = kept.hours()
    with translation.override(kept.language):
        entries = feed.entries(
            wished,
            hours,
            known_of(found.person, hours, now, wished),
            now,
            found.token_hash,
            {kind: _said(kind, kept, found.token_hash, request) for kind in wished},
            kept.updated_at,
        )
        visits = visit_entries(
            found.person,
            health_words=kept.health_words,
            secret=found.token_hash,
            now=now,
            url=absolute(reverse("visits"), request),
        )
        host = request.get_host().partition(":")[0]
        body = feed.calendar([*entries, *visits], "Lumbar", host, now)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Language"] = "zh-Hant-HK" if kept.language == "zh-hant" else "en-GB"
    response.headers["Content-Disposition"] = 'inline; filename="lumbar.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response


def _said(
    kind: Kind, kept: ReminderSettings, token_hash: str, request: Request
) -> tuple[str, str, str]:
    """Title, text and address of a kind's entries."""
    words = reminder_words(kind, kept.health_words)
    page = absolute(reverse(PAGES[kind]), request)
    stop = absolute(links.stop_path(Way.FEED, kind, token_hash), request)
    stopping = _("Stop these reminders")
    return words.title, f"{words.sentence}\n{page}\n\n{stopping}: {stop}", page


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_has_the_link
def stop(request: Request, token: str) -> HttpResponse:
    """One button (GET), or it is done (POST). Mail programs and the service worker post by
    themselves, without a page and so without a form's token (RFC 8058); all it can do is stop."""
    told = links.read_stop(token)
    if told is None:
        raise Http404
    if request.method == "POST":
        actions.stop_by_link(stop=told)
    return render(
        request,
        "reminders/stop.html",
        {
            "stopped": request.method == "POST",
            "kind": kind_words()[told.kind][0] if told.kind != links.ALL else "",
            "way": way_words()[told.way],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_has_the_link
def confirm(request: Request, token: str) -> HttpResponse:
    """One button (GET): programs that look at every link in a message confirm nothing. POST
    confirms."""
    told = links.read_confirm(token)
    done = (
        request.method == "POST"
        and told is not None
        and actions.confirm_address(person_id=told[0], email_hash=told[1], now=timezone.now())
    )
    too_old = told is None or (request.method == "POST" and not done)
    return render(
        request,
        "reminders/confirm.html",
        {"done": done, "too_old": too_old},
        status=400 if too_old else 200,
    )
