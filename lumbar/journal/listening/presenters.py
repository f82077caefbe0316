"""What was heard, as a page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from lumbar.clinical.library import library
from lumbar.journal.models import ProgressFinding
from lumbar.plans.actions import may_take_back
from lumbar.plans.queries import Standing
from lumbar.plans.wording import heard_words
from lumbar.site.wording import page_language


@dataclass(frozen=True, slots=True)
class HeardCard:
    """One finding with what can be answered to it."""

    uuid: UUID
    title: str
    sentence: str
    found_on: date
    asks_danger_signs: bool
    waits: bool
    """The danger signs are asked on another card; this one can be answered after it."""
    offers_be_seen: bool
    offers_walking: bool
    topic: str | None
    """What to read about it."""
    may_go_back: bool
    """Whether the change it made can be taken back now."""


@dataclass(frozen=True, slots=True)
class ShorterCard:
    """The offer of a shorter evening."""

    title: str
    sentence: str


def shorter_card(evidence: Mapping[str, Any] | None) -> ShorterCard | None:
    """The offer, where there is one."""
    if evidence is None:
        return None
    words = library().words(page_language())
    rule = next(rule for rule in library().progress.rule if "shorter" in rule.offer)
    return ShorterCard(
        title=words.progress.rules[rule.id].title,
        sentence=heard_words(rule.id, dict(evidence), words, changed=False),
    )


def heard_cards(findings: list[ProgressFinding], stands: Standing) -> list[HeardCard]:
    """The cards of these findings; none while a danger sign stands before everything else."""
    words = library().words(page_language())
    topics = {rule.id: rule.topic for rule in library().progress.rule}
    asking = next((one.pk for one in findings if "danger-signs" in one.offers), None)
    return [
        HeardCard(
            uuid=finding.pk,
            title=words.progress.rules[finding.rule].title,
            sentence=heard_words(
                finding.rule, finding.evidence, words, changed=finding.plan is not None
            ),
            found_on=finding.found_on,
            asks_danger_signs=finding.pk == asking,
            waits=asking is not None and finding.pk != asking,
            offers_be_seen="be-seen" in finding.offers,
            offers_walking="walking" in finding.offers,
            topic=topics.get(finding.rule),
            may_go_back=stands.plan is not None
            and finding.plan == stands.plan
            and may_take_back(stands.plan) is not None,
        )
        for finding in findings
        if finding.rule in words.progress.rules
    ]
