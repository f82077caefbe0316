"""Home, and how we decide."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lumbar.check.queries import draft_of
from lumbar.clinical.library import library
from lumbar.journal.listening.presenters import heard_cards, shorter_card
from lumbar.journal.listening.queries import open_findings, shorter_offer
from lumbar.people.http import Request
from lumbar.plans.queries import standing
from lumbar.reports.what_helps.queries import coin_tonight
from lumbar.site.board_rules import board_rules
from lumbar.site.decisions import rules_by_level
from lumbar.site.journal import due_now
from lumbar.site.progress_rules import progress_rules
from lumbar.site.wording import page_language
from lumbar.tonight.keeping import keep_token
from lumbar.tonight.queries import evening_date, evenings_of

EVENING_BEGINS = time(18)
EVENING_ENDS = time(4)
MORNING_ENDS = time(12)


def is_evening(now: datetime) -> bool:
    """Whether it is between six in the evening and four in the morning on this clock."""
    return now.time() >= EVENING_BEGINS or now.time() < EVENING_ENDS


def is_morning(now: datetime) -> bool:
    """Whether it is between four in the morning and noon on this clock."""
    return EVENING_ENDS <= now.time() < MORNING_ENDS


@require_GET
def home(request: Request) -> HttpResponse:
    """Three doors; in the evening tonight's comes first."""
    where = standing(request.person)
    draft = draft_of(request.person)
    last = evenings_of(request.person).first()
    level = where.assessment.level if where.assessment else ""
    words = library().words(page_language())
    today = evening_date(timezone.now())
    evening = is_evening(timezone.localtime())
    heard = heard_cards(open_findings(request.person, today), where)
    return render(
        request,
        "site/home.html",
        {
            "evening": evening,
            "standing": where,
            "keep": keep_token(request, where),
            "morning": is_morning(timezone.localtime()) and where.assessment is not None,
            "open_check": draft is not None and bool(draft.answers),
            "last_evening": last,
            "last_evening_date": evening_date(last.started_at) if last else None,
            "level": level,
            "level_words": words.levels[level] if level else None,
            "heard": heard,
            # One thing at a time: danger signs before comfort.
            "shorter": None
            if any(card.asks_danger_signs for card in heard)
            else shorter_card(shorter_offer(request.person, today)),
            "due": due_now(request.person, request.clinic, timezone.now(), evening=evening),
            "coin": coin_tonight(request.person, timezone.now()) if evening else None,
            "be_seen": words.progress.be_seen,
            "danger_ask": words.progress.danger_ask,
            "watch_for": words.watch_for,
        },
    )


@require_GET
def how_we_decide(request: Request) -> HttpResponse:
    """Every rule in force, generated from the knowledge."""
    knowledge = library()
    return render(
        request,
        "site/how_we_decide.html",
        {
            "levels": rules_by_level(knowledge),
            "progress": progress_rules(knowledge),
            "board": board_rules(knowledge),
            "version": knowledge.version,
        },
    )
