"""The rules of a clinic's morning board as anyone may read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from lumbar.check.presenters.result import SourceView, source_view
from lumbar.clinical import board_schema as schema
from lumbar.clinical import progress_schema
from lumbar.clinical.library import Library
from lumbar.site.decisions import tag_words
from lumbar.site.wording import enumeration, page_language, sentences


@dataclass(frozen=True, slots=True)
class BoardExampleRow:
    fires: bool
    told: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One rule of the board, in words."""

    id: str
    title: str
    level: str
    level_label: str
    when: str
    then: str
    shares: str
    sources: tuple[SourceView, ...]
    checked: str
    since: str
    examples: tuple[BoardExampleRow, ...]


def board_rules(library: Library) -> tuple[BoardRow, ...]:
    """Every rule of the board, in the order of its lines."""
    language = page_language()
    words, care = library.words(language), library.care.words(language)
    return tuple(
        BoardRow(
            id=rule.id,
            title=care.board.rules[rule.id].title,
            level=rule.level or "",
            level_label=words.levels[rule.level].label if rule.level else "",
            when=_when(rule.signal, library),
            then=_then(rule),
            shares=_shares(rule.shares),
            sources=tuple(source_view(source, library) for source in rule.source),
            checked=tag_words(rule.tag),
            since=rule.since,
            examples=tuple(
                BoardExampleRow(example.fires, enumeration(_told(example, library)))
                for example in rule.example
            ),
        )
        for rule in library.care.board.rule
    )


def _when(signal: schema.BoardSignal, library: Library) -> str:
    language = page_language()
    words, care = library.words(language), library.care.words(language)
    if isinstance(signal, schema.CheckLevel):
        return gettext("A check came to this: %(level)s.") % {
            "level": words.levels[signal.level].label
        }
    if isinstance(signal, schema.SignNamed):
        return gettext(
            "A danger sign was named in the first 48 hours, or the answer was “not sure”. A check "
            "that came after it and is itself urgent has its own line instead."
        )
    if isinstance(signal, schema.NewCheckCalledFor):
        return gettext("A new check is asked for, because of: %(reasons)s.") % {
            "reasons": enumeration(care.board.by[part] for part in signal.by)
        }
    if isinstance(signal, schema.ReviewDue):
        return gettext(
            "48 hours since the pain began end today, or ended since the last working evening, and "
            "how it is was not said yet."
        )
    if isinstance(signal, schema.ReviewSaid):
        answers = [
            gettext("“%(title)s: %(answer)s”")
            % {
                "title": care.companion.check_ins[check_in].title,
                "answer": care.companion.check_ins[check_in].answers[outcome],
            }
            for check_in, outcomes in signal.outcomes.items()
            for outcome in outcomes
        ]
        return gettext("The newest check-in was answered with one of these: %(answers)s.") % {
            "answers": enumeration(answers)
        }
    return _when_of_a_course(signal, library) or _when_of_the_book(signal)


def _when_of_a_course(signal: schema.BoardSignal, library: Library) -> str:
    progress = {rule.id: rule.signal for rule in library.progress.rule}
    if isinstance(signal, schema.WorseOnWaking):
        listens = progress[signal.rule]
        if isinstance(listens, progress_schema.MorningsWorse):
            return gettext(
                "The last %(mornings)s mornings hurt at least %(points)s points more than the "
                "middle one of up to %(before)s mornings before, and the newest is of today or "
                "yesterday. It is the rule by which the plan itself listens."
            ) % {
                "mornings": listens.mornings,
                "points": listens.points,
                "before": listens.before,
            }
    if isinstance(signal, schema.Stopped):
        listens = progress[signal.rule]
        if isinstance(listens, progress_schema.NothingDone):
            return gettext(
                "No evening was done for %(nights)s to %(most)s nights, after at least %(done)s in "
                "the %(before)s nights before. Nobody who was told to leave the exercises is "
                "counted."
            ) % {
                "nights": listens.nights,
                "most": signal.at_most_nights,
                "done": signal.done_before,
                "before": signal.before_nights,
            }
    return ""


def _when_of_the_book(signal: schema.BoardSignal) -> str:
    if isinstance(signal, schema.Undelivered):
        return gettext(
            "The last e-mail about a visit did not arrive. The visit is still to come, or the "
            "clinic called it off."
        )
    if isinstance(signal, schema.RequestWaits):
        return gettext("A visit was asked for and the clinic has not answered yet.")
    if isinstance(signal, schema.TimeSuits):
        return gettext(
            "A time is free in the next seven days that suits somebody on the wait list: with "
            "whom, on which day, in which part of it, and no later than helps. The order of the "
            "line decides, and no time is named to two."
        )
    if isinstance(signal, schema.TimesWaitedFor):
        return gettext("Somebody is on the wait list, or was offered a time.")
    return gettext("A visit is in the book for today.")


def _then(rule: schema.BoardRule) -> str:
    parts = []
    if rule.days:
        parts.append(
            ngettext(
                "It is shown if it came since the last working evening, or in the last %(days)s "
                "day with nothing newer said.",
                "It is shown if it came since the last working evening, or in the last %(days)s "
                "days with nothing newer said.",
                rule.days,
            )
            % {"days": rule.days}
        )
    else:
        parts.append(gettext("It is shown while it is so."))
    if rule.stays:
        parts.append(gettext("It stays until somebody closes it and says what was done."))
    else:
        parts.append(
            gettext(
                "When it is no longer so the line says it, and stays until it is closed or the day "
                "ends."
            )
        )
    parts.append(
        ngettext(
            "It can be put off with a reason, for %(hours)s hour at most.",
            "It can be put off with a reason, for %(hours)s hours at most.",
            rule.snooze_hours,
        )
        % {"hours": rule.snooze_hours}
    )
    return sentences(parts)


def _shares(shares: schema.Shares) -> str:
    return {
        "none": gettext("Nothing: it is in the clinic’s own book."),
        "result": gettext("The result of the check. Shown to clinicians only."),
        "journal": gettext("The check and the journal. Shown to clinicians only."),
    }[shares]


def _told(example: schema.BoardExample, library: Library) -> Iterator[str]:
    """What the example tells, part by part."""
    language = page_language()
    words, care = library.words(language), library.care.words(language)

    def ago(hours: int) -> str:
        return ngettext("%(hours)s hour ago", "%(hours)s hours ago", hours) % {"hours": hours}

    for check in example.checks:
        yield gettext("check %(ago)s: %(level)s") % {
            "ago": ago(check.hours),
            "level": words.levels[check.level].label,
        }
    if example.sign_hours is not None:
        yield gettext("danger sign named %(ago)s") % {"ago": ago(example.sign_hours)}
    if example.called_hours is not None:
        yield gettext("new check asked for %(ago)s (%(reason)s)") % {
            "ago": ago(example.called_hours),
            "reason": care.board.by[example.called_by],
        }
    if example.began_hours is not None:
        yield gettext("pain began %(ago)s") % {"ago": ago(example.began_hours)}
        if example.reviewed:
            yield gettext("said how it is")
    if example.review is not None:
        said = care.companion.check_ins[example.review.check_in]
        yield gettext("answered %(ago)s: %(answer)s") % {
            "ago": ago(example.review.hours),
            "answer": said.answers[example.review.outcome],
        }
    if example.mornings:
        days = " · ".join("–" if pain == "none" else str(pain) for pain in example.mornings)
        yield gettext("pain on waking, day by day to today: %(days)s") % {"days": days}
    if example.done:
        nights = " · ".join(str(one) for one in example.done)
        yield gettext("evenings done, nights ago: %(nights)s") % {"nights": nights}
    if example.asked_hours is not None:
        yield gettext("visit asked for %(ago)s") % {"ago": ago(example.asked_hours)}
    if example.undelivered_hours is not None:
        yield gettext("an e-mail did not arrive %(ago)s") % {"ago": ago(example.undelivered_hours)}
    if example.visit:
        yield gettext("a visit in two hours")
    if example.suits:
        yield gettext("a time is free that suits them")
    of_the_book = example.asked_hours or example.undelivered_hours or example.visit
    if not of_the_book and not _of_a_person(example):
        yield ngettext("%(count)s person waits", "%(count)s people wait", example.waiting) % {
            "count": example.waiting
        }
    if _of_a_person(example):
        yield {
            "none": gettext("shares nothing"),
            "result": gettext("shares the result"),
            "journal": gettext("shares the journal"),
        }[example.shares]


def _of_a_person(example: schema.BoardExample) -> bool:
    said = (example.sign_hours, example.called_hours, example.began_hours, example.review)
    return bool(
        example.checks or example.mornings or example.done or any(one is not None for one in said)
    )
