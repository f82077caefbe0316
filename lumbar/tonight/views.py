"""The evening's pages: start, player, end, history."""

from __future__ import annotations

import json
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lumbar.clinical.library import library
from lumbar.clinical.words import Words
from lumbar.people.http import Request
from lumbar.people.models import Person
from lumbar.plans.actions import NotAllowed, current_plan
from lumbar.plans.cards import card_of
from lumbar.plans.wording import made_words
from lumbar.site.kept_pages import kept_on_device
from lumbar.site.reading import read_uuid
from lumbar.site.wording import page_language
from lumbar.tonight import actions, queries
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.pages import PAIN, tonight_page
from lumbar.tonight.queries import is_over
from lumbar.tonight.routines import offers
from lumbar.tonight.sent import EveningSent
from lumbar.tonight.sleep import SLEEP_COOKIE, SLEEP_COOKIE_AGE, sleep_of
from lumbar.tonight.words import evening_words, fortnight, kept_lines, pain_words

EVENINGS_ON_A_PAGE = 30
JUST_FINISHED = queries.STILL_TONIGHT


@require_http_methods(["GET", "POST"])
def tonight(request: Request) -> HttpResponse:
    """Tonight in one tap. With JavaScript the page is the player itself, and is kept on the
    device for nights without a network; without, the tap opens the list."""
    try:
        plan = current_plan(person=request.person)
    except NotAllowed:
        return redirect("plan")
    person, now = plan.person, timezone.now()
    if queries.stopped_since(person, plan.assessment):
        return render(request, "tonight/check_again.html", {"routine": _words().routine})
    offered = {offer.name: offer for offer in offers(plan, sleep_of(request, plan))}
    if request.method == "POST":
        pain, fits = _pain(request.POST.get("pain_before"))
        identifier = read_uuid(request.POST.get("id"))
        # A button that is an evening of its own goes before the chosen length.
        wished = request.POST.get("evening") or request.POST.get("length")
        chosen = offered.get(wished or str(plan.value().minutes))
        if not fits or identifier is None or chosen is None:
            return HttpResponseBadRequest("A pain from 0 to 10, and the id the page was given.")
        try:
            record = actions.begin_evening(
                person=person,
                plan=plan,
                uuid=identifier,
                tonight=chosen.tonight,
                pain_before=pain,
                now=now,
            )
        except actions.NotTheirs:
            raise Http404 from None
        return redirect("evening_list", record.pk)
    response = render(
        request, "tonight/tonight.html", tonight_page(request, plan, tuple(offered.values()), now)
    )
    return kept_on_device(response)


@require_POST
def set_sleep(request: Request) -> HttpResponse:
    """Keep the position a person falls asleep in, in a cookie, and go back."""
    chosen = request.POST.get("sleep", "")
    if chosen not in {position.id for position in library().care.sleep_positions.position}:
        return HttpResponseBadRequest()
    response = redirect("tonight")
    response.set_cookie(
        SLEEP_COOKIE,
        chosen,
        max_age=SLEEP_COOKIE_AGE,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@require_GET
def evening_list(request: Request, uuid: UUID) -> HttpResponse:
    """A begun evening as a list, without the timer; closed or superseded ones lead elsewhere."""
    record = _evening(request, uuid)
    if record.state == SessionRecord.State.DONE:
        return redirect("finish", record.pk)
    if record.state == SessionRecord.State.STOPPED:
        return redirect("evening", record.pk)
    if is_over(record):
        return redirect("tonight")
    words = _words()
    return render(
        request,
        "tonight/list.html",
        {
            "record": record,
            "cards": [card_of(item, library(), words) for item in record.exercises()],
            "routine": words.routine,
            "pain_numbers": PAIN,
            "pain_after_legend": _("How much does your back hurt now?"),
        },
    )


@require_http_methods(["PUT"])
def keep_evening(request: Request, uuid: UUID) -> HttpResponse:
    """Join a device's copy of an evening with the server's and answer with both.

    The device makes the id, so sending twice keeps one evening; docs/developer/outbox.md has the
    protocol. 401 asks who is there, 404 is another person's, 400 can never be kept.
    """
    if request.person is None:
        return JsonResponse({"error": "nobody"}, status=401)
    now = timezone.now()
    try:
        sent = EveningSent.from_json(json.loads(request.body), now)
        record = actions.keep_evening(
            person=request.person,
            uuid=uuid,
            plan=sent.plan,
            items=sent.items,
            choice=sent.choice,
            started_at=sent.started_at,
            copy=sent.copy,
            now=now,
        )
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    except actions.NotTheirs:
        return JsonResponse({"error": "not yours"}, status=404)
    return JsonResponse({"record": record.copy().to_json(), "over": is_over(record)})


@require_POST
def did(request: Request, uuid: UUID) -> HttpResponse:
    """Without the timer: which exercises the person says they did."""
    pain, fits = _pain(request.POST.get("pain_after"))
    items = [item for item in request.POST.getlist("did") if item.isdecimal()]
    if not fits or len(items) != len(request.POST.getlist("did")):
        return HttpResponseBadRequest("A pain from 0 to 10, and exercises of the plan.")
    try:
        record = actions.keep_said(
            person=_person(request),
            uuid=uuid,
            items=[int(item) for item in items],
            pain_after=pain,
            now=timezone.now(),
        )
    except actions.NotTheirs:
        raise Http404 from None
    return redirect("evening", record.pk)


@require_http_methods(["GET", "POST"])
def finish(request: Request, uuid: UUID) -> HttpResponse:
    """Pain after in one tap, then good night."""
    record = _evening(request, uuid)
    if request.method == "POST":
        pain, fits = _pain(request.POST.get("pain_after"))
        if not fits:
            return HttpResponseBadRequest("A pain from 0 to 10.")
        actions.keep_said(
            person=record.person, uuid=uuid, items=(), pain_after=pain, now=timezone.now()
        )
        return redirect("evening", record.pk)
    if record.state != SessionRecord.State.DONE or record.pain_after is not None:
        return redirect("evening", record.pk)
    return render(request, "tonight/finish.html", {"pain_numbers": PAIN})


@require_GET
def evening(request: Request, uuid: UUID) -> HttpResponse:
    """What was kept of one evening; good night when it has just ended."""
    record = _evening(request, uuid)
    words = _words()
    just_now = (
        record.finished_at is not None and timezone.now() - record.finished_at < JUST_FINISHED
    )
    return render(
        request,
        "tonight/evening.html",
        {
            "record": record,
            "date": queries.evening_date(record.started_at),
            "good_night": just_now and record.state == SessionRecord.State.DONE,
            "stopped": record.state == SessionRecord.State.STOPPED,
            "just_now": just_now,
            "can_go_on": record.state == SessionRecord.State.OPEN and not is_over(record),
            "kept": kept_lines(record, words),
            "pain": pain_words(record),
            "line": evening_words(record, words),
            "routine": words.routine,
            "danger_advice": words.routine.hurt_advice["danger_signs"],
        },
    )


@require_GET
def history(request: Request) -> HttpResponse:
    """The evenings, the last two weeks at a glance, the checks and the plans."""
    words, today = _words(), queries.evening_date(timezone.now())
    page = Paginator(queries.evenings_of(request.person), EVENINGS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    evenings = [
        {
            "uuid": record.pk,
            "date": queries.evening_date(record.started_at),
            "pain": pain_words(record),
            "more": evening_words(record, words),
        }
        for record in page.object_list
    ]
    states = queries.states_by_evening(request.person, today)
    return render(
        request,
        "tonight/history.html",
        {
            "page": page,
            "evenings": evenings,
            "fortnight": fortnight(states, today),
            "checks": [
                {
                    "uuid": check.pk,
                    "date": timezone.localdate(check.created_at),
                    "level": words.levels[check.level].label,
                }
                for check in queries.checks_of(request.person)
            ],
            "plans": [
                {
                    "uuid": plan.pk,
                    "version": plan.version,
                    "date": timezone.localdate(plan.created_at),
                    "why": made_words(plan, words),
                }
                for plan in queries.plans_of(request.person)
            ],
        },
    )


def _words() -> Words:
    return library().words(page_language())


def _person(request: Request) -> Person:
    if request.person is None:
        raise Http404
    return request.person


def _evening(request: Request, uuid: UUID) -> SessionRecord:
    record = queries.evening_of(request.person, uuid)
    if record is None:
        raise Http404
    return record


def _pain(given: str | None) -> tuple[int | None, bool]:
    """A pain from 0 to 10 or none told; the second says whether what was sent fits."""
    if given in (None, ""):
        return None, True
    if str(given).isdecimal() and int(str(given)) in PAIN:
        return int(str(given)), True
    return None, False
