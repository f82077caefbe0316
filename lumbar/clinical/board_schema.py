"""The shape of the morning board: what puts a line on it, and in which order.

The numbers stand in ``board/board.toml``, the words in ``board/words.<language>.toml``.
"""

from __future__ import annotations

import re
from typing import Literal

from lumbar.clinical.companion_schema import Companion
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.progress_schema import MorningsWorse, NothingDone, ProgressFile
from lumbar.clinical.schema import LevelName, Strict, Tag
from lumbar.clinical.words import same

Shares = Literal["none", "result", "journal"]
"""What somebody lets the clinic see: nothing, the check's result, or that and the journal."""


class CheckLevel(Strict, frozen=True, kw_only=True, tag_field="kind", tag="check-level"):
    """A check was finished with this level."""

    level: LevelName


class SignNamed(Strict, frozen=True, kw_only=True, tag_field="kind", tag="sign-named"):
    """A danger sign was named, or could not be ruled out, when the companion asked."""


class NewCheckCalledFor(Strict, frozen=True, kw_only=True, tag_field="kind", tag="new-check"):
    """Something outside a check called for a new one (``check.Recheck``)."""

    by: list[str]
    """Which parts heard it."""


class ReviewDue(Strict, frozen=True, kw_only=True, tag_field="kind", tag="review-due"):
    """A check-in of the companion comes due today, or came due since the last working evening, and
    is not answered."""

    check_in: str


class ReviewSaid(Strict, frozen=True, kw_only=True, tag_field="kind", tag="review-said"):
    """A check-in of the companion was answered so that somebody should be seen."""

    outcomes: dict[str, list[str]]
    """By check-in, the answers that count."""


class WorseOnWaking(Strict, frozen=True, kw_only=True, tag_field="kind", tag="worse-on-waking"):
    """The newest mornings are worse than usual, as the plan itself hears it."""

    rule: str
    """The rule of progress whose numbers count (``mornings-worse``)."""
    newest_days: int
    """The newest of these mornings is at most so many days old."""


class Stopped(Strict, frozen=True, kw_only=True, tag_field="kind", tag="stopped"):
    """Evenings that were done have stopped."""

    rule: str
    """The rule of progress whose number of nights counts (``nothing-done``)."""
    at_most_nights: int
    """After more nights than this it is no news."""
    done_before: int
    """At least so many evenings were done …"""
    before_nights: int
    """… within so many nights up to the last one done. Otherwise nothing has stopped."""


class RequestWaits(Strict, frozen=True, kw_only=True, tag_field="kind", tag="request"):
    """A visit was asked for, and the clinic has yet to say yes or no."""


class TimesWaitedFor(Strict, frozen=True, kw_only=True, tag_field="kind", tag="waiting"):
    """Somebody waits for a time."""


class TimeSuits(Strict, frozen=True, kw_only=True, tag_field="kind", tag="time-suits"):
    """A time is free now that suits somebody on the wait list."""


class Undelivered(Strict, frozen=True, kw_only=True, tag_field="kind", tag="undelivered"):
    """The last message about a visit that is to come, or that the clinic called off, did not
    arrive."""


class VisitToday(Strict, frozen=True, kw_only=True, tag_field="kind", tag="visit"):
    """Somebody comes today."""


BoardSignal = (
    CheckLevel
    | SignNamed
    | NewCheckCalledFor
    | ReviewDue
    | ReviewSaid
    | WorseOnWaking
    | Stopped
    | Undelivered
    | RequestWaits
    | TimeSuits
    | TimesWaitedFor
    | VisitToday
)


class ExampleCheck(Strict, frozen=True, kw_only=True):
    hours: int
    """So many hours ago."""
    level: LevelName


class ExampleReview(Strict, frozen=True, kw_only=True):
    hours: int
    check_in: str
    outcome: str


class BoardExample(Strict, frozen=True, kw_only=True):
    """Somebody at eight in the morning, for whom a rule has a line or not. The last working
    evening was thirteen hours ago."""

    fires: bool
    shares: Shares = "journal"
    checks: list[ExampleCheck] = []
    sign_hours: int | None = None
    """So many hours ago a danger sign was named."""
    called_hours: int | None = None
    """So many hours ago a new check was called for …"""
    called_by: str = "progress"
    """… by this part."""
    began_hours: int | None = None
    """The pain of the companion began so many hours ago."""
    reviewed: bool = False
    """The check-in that comes due was answered already."""
    review: ExampleReview | None = None
    mornings: list[int | Literal["none"]] = []
    """Pain on waking, day by day; the last is today's."""
    done: list[int] = []
    """Evenings done, so many nights ago; 1 is last night."""
    asked_hours: int | None = None
    """A visit was asked for so many hours ago."""
    undelivered_hours: int | None = None
    """A message about a visit was to arrive so many hours ago, and did not."""
    waiting: int = 0
    """So many people wait for a time."""
    suits: bool = False
    """A time is free that suits one of them."""
    visit: bool = False


class BoardRule(Strict, frozen=True, kw_only=True):
    """What puts a line on the board. Rules stand in the order in which lines are shown."""

    id: str
    signal: BoardSignal
    level: LevelName | None = None
    """How the line is marked; None: it says nothing about how soon somebody is to be seen."""
    shares: Shares
    """What a person must share with the clinic for the line to be there."""
    days: int = 0
    """While it is in force it can be shown for the first time for so many days after it came; 0:
    only what came since the last working evening, or is so today."""
    stays: bool = False
    """Only somebody's closing takes it off, even when it is no longer in force; growing older than
    ``days`` does not end it."""
    snooze_hours: int
    """It can be put off for so long at most."""
    since: str
    source: list[str]
    tag: Tag
    example: list[BoardExample]


class BoardFile(Strict, frozen=True, kw_only=True):
    """``board/board.toml``."""

    rule: list[BoardRule]


class BoardRuleWords(Strict, frozen=True, kw_only=True):
    title: str
    why: str
    """What was heard, with ``{pain}`` and the like as the signal has them."""
    over: str | None = None
    """After ``why``, when it came to be but something newer was said since. ``{level}`` is the
    newer check's. Needed where a newer check can answer it."""
    gone: str
    """In its place, when the line is no longer true."""


class BoardWords(Strict, frozen=True, kw_only=True):
    rules: dict[str, BoardRuleWords]
    by: dict[str, str]
    """Which part called for a new check."""
    again: str
    """It came anew after somebody had put it off."""


CONTENTS: dict[type, frozenset[str]] = {
    CheckLevel: frozenset(),
    SignNamed: frozenset(),
    NewCheckCalledFor: frozenset({"by"}),
    ReviewDue: frozenset(),
    ReviewSaid: frozenset({"answer"}),
    WorseOnWaking: frozenset({"pain", "before", "mornings"}),
    Stopped: frozenset({"nights", "done"}),
    Undelivered: frozenset(),
    RequestWaits: frozenset(),
    TimeSuits: frozenset({"time", "who", "position"}),
    TimesWaitedFor: frozenset({"waiting", "offered"}),
    VisitToday: frozenset(),
}
"""What the words of a rule may name, by its signal."""

ANSWERED_BY_A_CHECK = (CheckLevel, SignNamed, NewCheckCalledFor)
"""What a newer check says something about."""


def check_board(board: BoardFile, companion: Companion, progress: ProgressFile) -> None:
    """Hold the rules against what they name.

    Raises:
        KnowledgeError: a rule is there twice, names something unknown, or has no examples both
            ways.
    """
    rules = {rule.id: rule for rule in progress.rule}
    check_ins = {one.id: {answer.id for answer in one.outcome} for one in companion.check_in}
    if len({rule.id for rule in board.rule}) != len(board.rule):
        raise KnowledgeError("board/board.toml: a rule is there twice")
    for rule in board.rule:
        where, signal = f"board/board.toml: {rule.id}", rule.signal
        named = rules.get(signal.rule) if isinstance(signal, (WorseOnWaking, Stopped)) else None
        if isinstance(signal, WorseOnWaking) and not (
            named and isinstance(named.signal, MorningsWorse)
        ):
            raise KnowledgeError(f"{where}: {signal.rule!r} is no rule about mornings")
        if isinstance(signal, Stopped) and not (named and isinstance(named.signal, NothingDone)):
            raise KnowledgeError(f"{where}: {signal.rule!r} is no rule about nights")
        if isinstance(signal, ReviewDue) and signal.check_in not in check_ins:
            raise KnowledgeError(f"{where}: unknown check-in {signal.check_in!r}")
        if isinstance(signal, ReviewSaid):
            for check_in, outcomes in signal.outcomes.items():
                if not set(outcomes) <= check_ins.get(check_in, set()):
                    raise KnowledgeError(f"{where}: unknown answer of {check_in!r}")
        if {example.fires for example in rule.example} != {True, False}:
            raise KnowledgeError(f"{where}: needs an example that has a line and one that has not")


def check_board_words(board: BoardFile, words: BoardWords, tail: str) -> None:
    """Hold the words of one language against the rules; ``tail`` ends the file's name.

    Raises:
        KnowledgeError: a word is missing or left over, or names what its rule does not know.
    """
    where = f"board/words.{tail}"
    same(where, words.rules, [rule.id for rule in board.rule])
    parts = {
        part for rule in board.rule if isinstance(rule.signal, NewCheckCalledFor)
        for part in rule.signal.by
    }  # fmt: skip
    same(f"{where}: by", words.by, parts)
    for rule in board.rule:
        said = words.rules[rule.id]
        allowed = CONTENTS[type(rule.signal)]
        unknown = {*_named(said.why), *_named(said.gone)} - allowed
        unknown |= set(_named(said.over or "")) - allowed - {"level"}
        if unknown:
            raise KnowledgeError(f"{where}: {rule.id} names unknown {sorted(unknown)}")
        if (said.over is not None) != isinstance(rule.signal, ANSWERED_BY_A_CHECK):
            raise KnowledgeError(f"{where}: {rule.id}: what does a newer check say?")


def _named(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)
