"""The rules of progress as anyone may read them: what is heard, what follows, and from where."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from lumbar.check.presenters.result import SourceView, source_view
from lumbar.clinical import progress_schema as schema
from lumbar.clinical.library import Library
from lumbar.clinical.words import Words
from lumbar.site.wording import enumeration, page_language, sentences


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One rule of progress, in words."""

    id: str
    title: str
    when: str
    then: str
    reversible: bool
    sources: tuple[SourceView, ...]


def progress_rules(library: Library) -> tuple[ProgressRow, ...]:
    """Every rule of progress, in the order in which they are tried."""
    words = library.words(page_language())
    return tuple(
        ProgressRow(
            id=rule.id,
            title=words.progress.rules[rule.id].title,
            when=_when(rule.signal, words),
            then=_then(rule),
            reversible=rule.reversible,
            sources=tuple(source_view(source, library) for source in rule.source),
        )
        for rule in library.progress.rule
    )


def _when(signal: schema.Signal, words: Words) -> str:
    if isinstance(signal, schema.MorningsWorse):
        return gettext(
            "The last %(mornings)s mornings hurt at least %(points)s points more than the middle "
            "one of up to %(before)s mornings before."
        ) % {"mornings": signal.mornings, "points": signal.points, "before": signal.before}
    if isinstance(signal, schema.LegFurtherDown):
        return gettext(
            "Pain reaches further down a leg than the morning before, or an exercise was stopped "
            "because it did."
        )
    if isinstance(signal, schema.LegDrawingBack):
        return gettext(
            "On %(mornings)s mornings in a row, pain reaches less far down a leg than before."
        ) % {"mornings": signal.mornings}
    if isinstance(signal, schema.HurtInExercise):
        answers = enumeration(words.routine.hurt_answers[answer] for answer in signal.answers)
        return gettext("An exercise was stopped with the answer “%(answers)s”.") % {
            "answers": answers
        }
    if isinstance(signal, schema.NothingDone):
        return ngettext(
            "%(nights)s night without the moves.",
            "%(nights)s nights without the moves.",
            signal.nights,
        ) % {"nights": signal.nights}
    if isinstance(signal, schema.Better):
        return gettext(
            "All mornings of %(days)s days (%(mornings)s at least) hurt less than at the check, by "
            "%(points)s points or by %(tenths)s of 10 of it, whichever is less. At least "
            "%(evenings)s evenings were done, and nothing hurt in them."
        ) % {
            "days": signal.days,
            "mornings": signal.mornings,
            "points": signal.points,
            "tenths": signal.hundredths // 10,
            "evenings": signal.evenings,
        }
    return gettext("Pain was %(pain)s on all mornings of %(days)s days, %(mornings)s at least.") % {
        "pain": signal.pain_at_most,
        "days": signal.days,
        "mornings": signal.mornings,
    }


def _then(rule: schema.ProgressRule) -> str:
    change = {
        "none": gettext("The plan stays as it is."),
        "halve": gettext("Each exercise has half the repeats."),
        "hold-exercise": gettext("Another exercise takes its place."),
        "hold-direction": gettext("All exercises that move the back the same way rest."),
        "fuller": gettext("What was halved comes back; else one exercise gets harder."),
        "stay-well": gettext("Exercises for strength come first, and walking is suggested."),
        "shorter": gettext("A shorter evening is offered, and made only if you take it."),
    }[rule.change]
    also = [change]
    if rule.recheck:
        also.append(gettext("There are no exercises until a new check is finished."))
    elif "danger-signs" in rule.offer:
        also.append(gettext("The danger signs are asked again."))
    if "be-seen" in rule.offer_again:
        also.append(
            gettext("If it happens again within %(days)s days, being seen is suggested.")
            % {"days": rule.again_days}
        )
    return sentences(also)
