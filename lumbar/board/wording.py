"""What the board says: why a line is there, how long ago, what staff did, a course in one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.board.course import ShortCourse
from lumbar.board.models import BoardAct, BoardItem
from lumbar.clinical.board_schema import BoardRule
from lumbar.clinical.library import Library
from lumbar.scheduling.instants import moment
from lumbar.site.wording import page_language, sentences


def why_words(
    rule: BoardRule, evidence: Mapping[str, Any], *, over: bool, known: Library, now: datetime,
    zone: ZoneInfo,
) -> str:  # fmt: skip
    """What was heard, in a sentence or two, from the knowledge's words."""
    language = page_language()
    said = known.care.words(language).board.rules[rule.id]
    names = _names(evidence, known, now, zone, language)
    parts = [said.why.format_map(names)]
    if over and said.over is not None:
        parts.append(said.over.format_map(names))
    return sentences(parts)


def _names(
    evidence: Mapping[str, Any], known: Library, now: datetime, zone: ZoneInfo, language: str
) -> dict[str, str]:
    care = known.care.words(language)
    names = {key: _number(value) for key, value in evidence.items()}
    if "level" in evidence:
        level = known.words(language).levels.get(evidence["level"])
        names["level"] = level.label if level is not None else ""
    if "by" in evidence:
        names["by"] = care.board.by[evidence["by"]]
    if "answer" in evidence:
        check_in, _colon, outcome = evidence["answer"].partition(":")
        names["answer"] = care.companion.check_ins[check_in].answers[outcome]
    if "starts" in evidence:
        there = ZoneInfo(evidence["zone"])
        names["time"] = there_words(moment(evidence["starts"]), now, there, zone)
        names["who"] = evidence["who_zh_hant" if language == "zh-hant" else "who_en"]
    return names


def _number(value: Any) -> str:
    return str(value).removesuffix(".0")


def course_words(course: ShortCourse) -> str:
    """The last three weeks in one line; what is not known is said not to be."""
    if not course.anything:
        return _("Nothing noted in three weeks")
    parts = []
    if course.before is not None and course.after is not None:
        parts.append(
            ngettext(
                "pain %(before)s → %(after)s in %(weeks)s week",
                "pain %(before)s → %(after)s in %(weeks)s weeks",
                course.weeks,
            )
            % {"before": course.before, "after": course.after, "weeks": course.weeks}
        )
    elif course.mornings:
        parts.append(
            ngettext(
                "%(count)s morning noted in three weeks, too few to compare",
                "%(count)s mornings noted in three weeks, too few to compare",
                course.mornings,
            )
            % {"count": course.mornings}
        )
    else:
        parts.append(_("no morning noted in three weeks"))
    if course.nights:
        parts.append(
            ngettext("%(done)s of %(nights)s night", "%(done)s of %(nights)s nights", course.nights)
            % {"done": course.done, "nights": course.nights}
        )
    if course.last is not None:
        parts.append(_last_words(course.last, course.last_days))
    line = ("，" if page_language() == "zh-hant" else ", ").join(parts)
    return line[:1].upper() + line[1:]


def _last_words(pain: int, days: int) -> str:
    if days == 0:
        return _("this morning %(pain)s") % {"pain": pain}
    return ngettext(
        "last morning %(pain)s, %(days)s day ago", "last morning %(pain)s, %(days)s days ago", days
    ) % {"pain": pain, "days": days}


def shares_words(shares: str) -> str:
    """What somebody lets the clinic see."""
    if shares == "result":
        return _("shares the result of the check")
    return _("shares the check and the journal") if shares == "journal" else ""


def moment_words(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """When something was, by the clinic's clock: the time, and the day where it is another."""
    here, today = at.astimezone(zone), now.astimezone(zone).date()
    clock = f"{here:%H:%M}"
    if here.date() == today:
        return clock
    return _("%(day)s, %(clock)s") % {"day": day_words(here.date()), "clock": clock}


def there_words(at: datetime, now: datetime, there: ZoneInfo, here: ZoneInfo) -> str:
    """The same by the clock of a place, with the zone where it is not the clinic's."""
    said = moment_words(at, now, there)
    if there.key == here.key:
        return said
    return _("%(clock)s (%(zone)s)") % {"clock": said, "zone": there.key}


def day_words(day: date) -> str:
    return _day_words(day, page_language())


@lru_cache(maxsize=256)
def _day_words(day: date, _language: str) -> str:
    return date_format(day, _("D j M"))


def outcome_words(outcome: str) -> str:
    return {
        BoardItem.Outcome.RANG: _("Rang"),
        BoardItem.Outcome.BOOKED: _("Booked a visit"),
        BoardItem.Outcome.SEEN: _("Seen here"),
        BoardItem.Outcome.NO_ANSWER: _("No answer"),
        BoardItem.Outcome.OTHER: _("Something else"),
    }[BoardItem.Outcome(outcome)]


def put_off_words(id: str) -> str:
    return {
        "hour": _("In an hour"),
        "two-hours": _("In two hours"),
        "afternoon": _("This afternoon"),
        "tomorrow": _("Tomorrow morning"),
        "three-days": _("In three days"),
        "week": _("In a week"),
    }[id]


def act_words(act: BoardAct, now: datetime, zone: ZoneInfo) -> str:
    """What somebody did: "Put off until Sat 28 Nov, 08:00: rings back herself"."""
    name = act.by.name if act.by is not None else _("Somebody who has left")
    did = {
        BoardAct.Did.TAKEN: _("%(name)s took it"),
        BoardAct.Did.LET_GO: _("%(name)s gave it back"),
        BoardAct.Did.SNOOZED: _("%(name)s put it off until %(until)s"),
        BoardAct.Did.CLOSED: _("%(name)s closed it: %(outcome)s"),
        BoardAct.Did.REOPENED: _("%(name)s brought it back"),
    }[BoardAct.Did(act.did)] % {
        "name": name,
        "until": moment_words(act.until, now, zone) if act.until else "",
        "outcome": outcome_words(act.outcome) if act.outcome else "",
    }
    return _("%(did)s – %(note)s") % {"did": did, "note": act.note} if act.note else did
