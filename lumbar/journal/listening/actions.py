"""Writes of listening. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lumbar.check.actions import call_for_recheck
from lumbar.clinical.library import library
from lumbar.clinical.progress import Heard, listen
from lumbar.journal.listening.queries import course_of
from lumbar.journal.models import ProgressFinding
from lumbar.people.models import Person
from lumbar.plans import actions as plans
from lumbar.plans.models import StoredPlan
from lumbar.plans.queries import standing
from lumbar.tonight.queries import evening_date

ASKS_FIRST = "shorter"
"""What is only done when the person takes it."""


class NotTheirs(Exception):
    """The finding belongs to someone else, or offers no such thing."""


@transaction.atomic
def hear(*, person: Person, now: datetime) -> list[ProgressFinding]:
    """Listen to everything kept so far; keep what is heard for the first time, and revise the
    plan by the first rule that changes it."""
    Person.objects.select_for_update().get(pk=person.pk)
    stands = standing(person)
    if stands.assessment is None or stands.plan is None:
        return []
    today = evening_date(now)
    course = course_of(person, stands.assessment, stands.plan, today)
    kept: list[ProgressFinding] = []
    changed = False
    for heard in listen(course, library()):
        if ASKS_FIRST in heard.offers:
            continue
        finding, made = _keep(person, heard, today, now)
        if not made:
            continue
        if not changed:
            finding.plan = plans.revise_plan(
                person=person, rule=heard.rule, evidence=heard.evidence
            )
            finding.save(update_fields=["plan"])
            changed = finding.plan is not None
        kept.append(finding)
        if heard.rule.recheck:
            call_for_recheck(person=person, by="progress", now=now)
    return kept


@transaction.atomic
def answer_danger_signs(*, person: Person, uuid: UUID, any_sign: bool, now: datetime) -> None:
    """What was said to the danger signs: none, and the question is closed; or some, or not sure,
    and a new check comes before anything else. Raises ``NotTheirs``."""
    _locked(person, uuid, "danger-signs")
    if any_sign:
        call_for_recheck(person=person, by="progress", now=now)
    # The list is the same whatever it was asked for: it is answered once.
    for finding in ProgressFinding.objects.filter(person=person, closed_at__isnull=True):
        if "danger-signs" not in finding.offers:
            continue
        finding.offers = [offer for offer in finding.offers if offer != "danger-signs"]
        if not finding.offers:
            finding.closed_at = now
        finding.save(update_fields=["offers", "closed_at"])


@transaction.atomic
def put_away(*, person: Person, uuid: UUID, now: datetime) -> None:
    """The person has read it. A question about danger signs cannot be put away unanswered.

    Raises ``NotTheirs``.
    """
    finding = _locked(person, uuid)
    if "danger-signs" in finding.offers:
        raise NotTheirs
    finding.closed_at = now
    finding.save(update_fields=["closed_at"])


@transaction.atomic
def take_back(*, person: Person, uuid: UUID, now: datetime) -> StoredPlan:
    """Go back to the plan before this finding changed it.

    Raises ``NotTheirs``; ``NotAChoice`` where it may not be taken back or is no longer current.
    """
    finding = _locked(person, uuid)
    if finding.plan_id is None:
        raise plans.NotAChoice
    back = plans.take_back(person=person, uuid=finding.plan_id)
    finding.closed_at = now
    finding.save(update_fields=["closed_at"])
    return back


@transaction.atomic
def answer_shorter(*, person: Person, shorter: bool, now: datetime) -> StoredPlan | None:
    """Take the shorter evening that was offered, or leave it; either way it is not offered again
    for a while. None when the plan stays as it is."""
    Person.objects.select_for_update().get(pk=person.pk)
    stands = standing(person)
    if stands.assessment is None or stands.plan is None:
        return None
    today = evening_date(now)
    course = course_of(person, stands.assessment, stands.plan, today)
    for heard in listen(course, library()):
        if ASKS_FIRST not in heard.offers:
            continue
        finding, _made = _keep(person, heard, today, now)
        finding.offers, finding.closed_at = [], now
        if shorter and finding.plan is None:
            finding.plan = plans.revise_plan(
                person=person, rule=heard.rule, evidence=heard.evidence
            )
        finding.save(update_fields=["offers", "closed_at", "plan"])
        return finding.plan
    return None


def _keep(person: Person, heard: Heard, today: date, now: datetime) -> tuple[ProgressFinding, bool]:
    return ProgressFinding.objects.get_or_create(
        person=person,
        rule=heard.rule.id,
        subject=str(heard.evidence.get("exercise", "")),
        found_on=today,
        defaults={"evidence": heard.evidence, "offers": list(heard.offers), "found_at": now},
    )


def _locked(person: Person, uuid: UUID, offer: str | None = None) -> ProgressFinding:
    finding = ProgressFinding.objects.select_for_update().filter(person=person, pk=uuid).first()
    if finding is None or (offer is not None and offer not in finding.offers):
        raise NotTheirs
    return finding
