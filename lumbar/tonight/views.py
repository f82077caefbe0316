"""The evening's pages: start, player, end, history."""

from __future__ import annotations

import json
import uuid as uuids
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lumbar.clinical.library import library
from lumbar.clinical.words import Words
from lumbar.people.http import Request
from lumbar.people.models import Person
from lumbar.plans.actions import NotAllowed, current_plan
from lumbar.plans.cards import cards_of
from lumbar.plans.models import StoredPlan
from lumbar.site.looks import look_of
from lumbar.site.theme import theme_of
from lumbar.site.wording import place_words
from lumbar.tonight import actions, queries
from lumbar.tonight.evening import evening_data
from lumbar.tonight.hurts import hurt_answers
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.records import Copy, RecordError
from lumbar.tonight.routines import tonight_of
from lumbar.tonight.words import evening_words, fortnight, kept_lines, pain_words

PAIN = range(11)
EVENINGS_ON_A_PAGE = 30
JUST_FINISHED = queries.STILL_TONIGHT


@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """Pain before in one tap, then the player."""
    try:
        plan = current_plan(person=request.person)
    except NotAllowed:
        return redirect("plan")
    person, now = plan.person, timezone.now()
    if queries.stopped_since(person, plan.assessment):
        return render(request, "tonight/check_again.html", {"routine": _words().routine})
    if request.method == "POST":
        pain, fits = _pain(request.POST.get("pain_before"))
        identifier = _uuid(request.POST.get("id"))
        if not fits or identifier is None:
            return HttpResponseBadRequest("A pain from 0 to 10, and the id the page was given.")
        try:
            record = actions.begin_evening(
                person=person, plan=plan, uuid=identifier, pain_before=pain, now=now
            )
        except actions.NotTheirs:
            raise Http404 from None
        return redirect("player", record.pk)
    tonight = tonight_of(plan)
    return render(
        request,
        "tonight/start.html",
        {
            "new_id": uuids.uuid4(),
            "open_record": queries.open_evening(person, plan.assessment, now),
            "pain_numbers": PAIN,
            "routine": _words().routine,
            "summary": _summary(plan, tonight.seconds),
        },
    )


@require_GET
def player(request: Request, uuid: UUID) -> HttpResponse:
    """The timed player; closed or superseded evenings lead elsewhere."""
    record = _evening(request, uuid)
    if record.state == SessionRecord.State.DONE:
        return redirect("finish", record.pk)
    if record.state == SessionRecord.State.STOPPED:
        return redirect("evening", record.pk)
    if queries.is_superseded(record) or queries.stopped_since(
        record.person, record.plan.assessment
    ):
        return redirect("tonight")
    knowledge, words = library(), _words()
    country = request.clinic.country if request.clinic else ""
    home = knowledge.care.countries.get(country, knowledge.care.home)
    return render(
        request,
        "tonight/player.html",
        {
            "record": record,
            "cards": cards_of(record.plan.value(), knowledge, words),
            "evening": evening_data(
                record, tonight_of(record.plan), words, look_of(request), theme_of(request)
            ),
            "hurts": hurt_answers(knowledge, words.routine),
            "routine": words.routine,
            "emergency": {
                "headline": words.levels["emergency"].headline,
                "do": [
                    step.replace("{emergency}", home.emergency_number)
                    for step in words.levels["emergency"].do
                ],
                "call": home.emergency_number,
            },
            "pain_numbers": PAIN,
            "pain_after_legend": _("How much does your back hurt now?"),
        },
    )


@require_POST
def progress(request: Request, uuid: UUID) -> HttpResponse:
    """Join the page's copy with the server's and answer with both; 409 when a newer check came."""
    try:
        copy = Copy.from_json(json.loads(request.body))
        record = actions.keep_progress(
            person=_person(request), uuid=uuid, copy=copy, now=timezone.now()
        )
    except (RecordError, ValueError) as error:
        return JsonResponse({"error": str(error)}, status=400)
    except actions.NotTheirs:
        raise Http404 from None
    superseded = queries.is_superseded(record)
    return JsonResponse(record.copy().to_json(), status=409 if superseded else 200)


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
        actions.keep_pain_after(person=record.person, uuid=uuid, pain_after=pain)
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
            "can_go_on": record.state == SessionRecord.State.OPEN
            and not queries.is_superseded(record),
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
                    "why": _made_words()[plan.made_because],
                }
                for plan in queries.plans_of(request.person)
            ],
        },
    )


def _words() -> Words:
    return library().words(get_language() or "en")


def _made_words() -> dict[str, str]:
    return {
        StoredPlan.Made.FIRST: _("after a check"),
        StoredPlan.Made.SWAP: _("you swapped an exercise"),
        StoredPlan.Made.PLACE: _("another place"),
        StoredPlan.Made.MINUTES: _("another length"),
    }


def _summary(plan: StoredPlan, seconds: float) -> str:
    chosen, minutes = plan.value(), max(1, round(seconds / 60))
    exercises = ngettext("%(count)s exercise", "%(count)s exercises", len(chosen.items)) % {
        "count": len(chosen.items)
    }
    length = ngettext("about %(count)s minute", "about %(count)s minutes", minutes) % {
        "count": minutes
    }
    return " · ".join((exercises, length, place_words(chosen.place)))


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


def _uuid(given: str | None) -> UUID | None:
    try:
        return UUID(given or "")
    except ValueError:
        return None
