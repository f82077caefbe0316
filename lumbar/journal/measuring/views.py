"""The check-in, one measure a screen, and what it came to."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lumbar.clinical.library import library
from lumbar.journal.measuring import actions, queries
from lumbar.journal.measuring.asking import Asked
from lumbar.journal.measuring.checkin import (
    Today,
    as_asked,
    needs_crisis_help,
    todays_check_in,
)
from lumbar.journal.measuring.forms import kept_choices, read_answers
from lumbar.journal.measuring.presenters import (
    HTML_LANGUAGES,
    about_minutes,
    crisis_help,
    screen_view,
)
from lumbar.journal.measuring.results import results
from lumbar.people.http import Request
from lumbar.site.wording import page_language


@require_GET
def check_in(request: Request) -> HttpResponse:
    """What is due now, or when something is; and what else may be asked."""
    if request.person is None:
        return redirect("home")
    knowledge = library()
    today = todays_check_in(request.person, timezone.localdate(), knowledge)
    words = knowledge.care.words(page_language()).measures.measures
    wanted, goals = queries.also_asked(request.person), queries.goals_of(request.person)
    return render(
        request,
        "journal/measures/check_in.html",
        {
            "due": [words[measure].name for measure in today.due],
            "begun": today.begun,
            "first": today.due[0] if today.due else None,
            "minutes": about_minutes(_questions(today, len(goals))),
            "next_on": today.next_day,
            "last": queries.last_check_in(request.person),
            "goals": len(goals),
            "optional": [
                {"id": one.id, "words": words[one.id], "on": one.id in wanted}
                for one in queries.optional_measures()
            ],
            "crisis": _crisis(request, today),
        },
    )


def _questions(today: Today, goals: int) -> int:
    """How many questions are still to be answered."""
    due = [library().care.measures.of(one) for one in today.due]
    return sum(goals if one.per_goal else len(one.item_ids()) for one in due)


@require_http_methods(["GET", "POST"])
def check_in_measure(request: Request, measure: str) -> HttpResponse:
    """One measure of today's check-in: shown with what was said today, or read and kept."""
    if request.person is None:
        return redirect("home")
    knowledge, now = library(), timezone.now()
    today = todays_check_in(request.person, timezone.localdate(now), knowledge)
    if measure not in today.run:
        if all(one.id != measure for one in knowledge.care.measures.measure):
            raise Http404
        # It is not due, or no longer: somebody came by an old link.
        return redirect("check_in")
    asked = as_asked(request.person, measure, today, knowledge, page_language())
    if request.method == "GET":
        said = today.said.get(measure)
        given = kept_choices(asked, said.answers, said.chosen) if said else {}
        return _show(request, asked, today, given, {})
    sent = read_answers(asked, request.POST)
    if sent.errors:
        return _show(request, asked, today, sent.given, sent.errors)
    actions.keep_response(
        person=request.person,
        measure=asked.measure,
        answers=sent.answers,
        items=asked.items,
        chosen=sent.chosen,
        now=now,
        knowledge=knowledge,
    )
    return redirect(_following(today, measure))


def _show(
    request: Request, asked: Asked, today: Today, given: dict[str, str], errors: dict[str, str]
) -> HttpResponse:
    measure = asked.measure.id
    before = today.before(measure)
    return render(
        request,
        "journal/measures/measure.html",
        {
            "view": screen_view(asked, library(), given, errors),
            "position": today.run.index(measure) + 1,
            "total": len(today.run),
            "back_url": reverse("check_in_measure", args=[before])
            if before
            else reverse("check_in"),
            "skip_url": _following(today, measure),
            "page_lang": HTML_LANGUAGES[page_language()],
            "crisis": _crisis(request, today),
        },
        status=400 if errors else 200,
    )


def _following(today: Today, measure: str) -> str:
    following = today.after(measure)
    if following is None:
        return reverse("check_in_done")
    return reverse("check_in_measure", args=[following])


def _crisis(request: Request, today: Today) -> object:
    if not needs_crisis_help(today.said, library()):
        return None
    return crisis_help(library(), request.clinic)


@require_GET
def check_in_done(request: Request) -> HttpResponse:
    """What the newest check-in came to."""
    if request.person is None:
        return redirect("home")
    day = queries.last_check_in(request.person)
    if day is None:
        return redirect("check_in")
    knowledge = library()
    today = todays_check_in(request.person, timezone.localdate(), knowledge)
    said = queries.responses_until(request.person, day)
    newest = {measure: answers[-1] for measure, answers in said.items() if answers[-1].day == day}
    mine = [*queries.goals_of(request.person), *queries.goals_of(request.person, ended=True)]
    found = results(said, day, knowledge, today.next_on, mine)
    return render(
        request,
        "journal/measures/done.html",
        {
            "day": day,
            "is_today": day == timezone.localdate(),
            "results": found,
            "to_be_seen": any(one.to_be_seen for one in found),
            "compared": any(one.scale and one.scale.first is not None for one in found),
            "next_on": today.next_day,
            "open": today.due[0] if today.due else None,
            "crisis": crisis_help(knowledge, request.clinic)
            if needs_crisis_help(newest, knowledge)
            else None,
        },
    )


@require_POST
def check_in_also(request: Request) -> HttpResponse:
    """Switch an optional measure on or off."""
    if request.person is None:
        return redirect("home")
    measure = request.POST.get("measure", "")
    if all(one.id != measure for one in queries.optional_measures()):
        raise Http404
    actions.also_ask(
        person=request.person,
        measure=measure,
        on=request.POST.get("on") == "yes",
        now=timezone.now(),
    )
    return redirect(reverse("check_in") + "#also")
