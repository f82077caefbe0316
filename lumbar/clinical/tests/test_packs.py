"""Cold and warmth: closed where it may harm, looked at on time, never longer than the limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from lumbar.clinical import packs
from lumbar.clinical.companion_schema import Method, check_companion
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.library import library
from lumbar.clinical.packs import Ending, Use

KNOWN = library().care.heat_cold
TIMER = KNOWN.timer
COLD, HEAT = KNOWN.method
NOW = datetime(2026, 11, 27, 21, 40, tzinfo=UTC)
methods = st.sampled_from(KNOWN.method)


@given(methods, st.data())
def test_what_is_never_goes_before_what_wants_care(method: Method, data: st.DataObject) -> None:
    applies = data.draw(st.sets(st.sampled_from([*method.never, *method.care])))
    found = packs.answered(method, applies)
    assert set(found.never) | set(found.care) == applies
    if applies & set(method.never):
        assert found.openness == "closed"
    else:
        assert found.openness == ("ask-first" if applies else "open")


def test_something_the_method_does_not_ask_is_refused() -> None:
    with pytest.raises(ValueError, match="fresh-bruise"):
        packs.answered(COLD, ["fresh-bruise"])
    with pytest.raises(KeyError):
        packs.method_of("steam", KNOWN)


def test_the_times_of_the_facts() -> None:
    assert packs.lengths(COLD) == (10, 15)
    assert packs.lengths(HEAT) == (15, 20)
    assert packs.looks(COLD, 15) == (5, 10)
    assert packs.looks(HEAT, 20) == (5, 10, 15)
    assert COLD.at_most == HEAT.at_most == 20


@given(methods, st.integers(1, 60), st.floats(0, 5000), st.lists(st.floats(0, 5000), max_size=6))
def test_it_is_never_on_longer_than_twenty_minutes(
    method: Method, minutes: int, elapsed: float, fine: list[float]
) -> None:
    found = packs.standing(method, TIMER, minutes, elapsed, fine)
    assert found.seconds <= 60 * 20
    assert found.left <= 60 * 20
    if elapsed >= 60 * 20:
        assert found.state in ("over", "no-answer")


@given(methods, st.data(), st.floats(0, 1300), st.floats(0, 1300))
def test_it_never_begins_again_by_itself(
    method: Method, data: st.DataObject, elapsed: float, later: float
) -> None:
    minutes = data.draw(st.sampled_from(packs.lengths(method)))
    fine = data.draw(st.lists(st.floats(0, elapsed), max_size=4))
    now = packs.standing(method, TIMER, minutes, elapsed, fine)
    then = packs.standing(method, TIMER, minutes, elapsed + later, fine)
    assert then.seconds >= now.seconds
    if now.state in ("over", "no-answer"):
        assert then == now


@given(methods, st.data(), st.floats(0, 2000))
def test_without_a_word_it_ends_a_minute_after_the_first_look(
    method: Method, data: st.DataObject, elapsed: float
) -> None:
    minutes = data.draw(st.sampled_from(packs.lengths(method)))
    found = packs.standing(method, TIMER, minutes, elapsed)
    first = 60 * method.look_at_skin_every
    if elapsed < first:
        assert (found.state, found.look_at) == ("running", first)
    elif elapsed < first + TIMER.answer_seconds:
        assert found.state == "look"
        assert found.answer_left == pytest.approx(first + TIMER.answer_seconds - elapsed)
    else:
        assert (found.state, found.seconds) == ("no-answer", first + TIMER.answer_seconds)


@given(methods, st.data())
def test_with_every_look_answered_it_ends_at_its_time(method: Method, data: st.DataObject) -> None:
    minutes = data.draw(st.sampled_from(packs.lengths(method)))
    fine = [60 * look + data.draw(st.floats(0, 59)) for look in packs.looks(method, minutes)]
    assert packs.standing(method, TIMER, minutes, 60 * minutes - 1, fine).state == "running"
    over = packs.standing(method, TIMER, minutes, 60 * minutes, fine)
    assert (over.state, over.seconds, over.left) == ("over", 60 * minutes, 0)


def use(method: str, ago: float, minutes: int, seconds: int, ended: Ending) -> Use:
    return Use(method, NOW - timedelta(minutes=ago), minutes, seconds, ended)


@pytest.mark.parametrize(
    ("used", "wait"),
    [
        (use("cold", 20, 10, 600, "over"), 110),
        (use("cold", 131, 10, 600, "over"), None),
        (use("cold", 20, 10, 300, "off"), 105),
        # Nobody said how it ended: as if it had gone on to its limit.
        (use("cold", 5, 10, 0, "open"), 125),
        (use("cold", 60, 15, 310, "skin"), 24 * 60 - 60 + 310 / 60),
        (use("heat", 5, 15, 900, "over"), None),
    ],
)
def test_the_skin_rests_before_the_next_time(used: Use, wait: float | None) -> None:
    found = packs.again_from(COLD, TIMER, [used], NOW)
    assert found == (None if wait is None else NOW + timedelta(minutes=wait))


def test_a_pack_nobody_took_off_is_on_until_its_limit() -> None:
    assert packs.on_until(COLD, use("cold", 5, 10, 0, "open"), NOW) == NOW + timedelta(minutes=5)
    assert packs.on_until(COLD, use("cold", 10, 10, 0, "open"), NOW) is None
    assert packs.on_until(COLD, use("cold", 5, 10, 200, "off"), NOW) is None


@given(methods, st.lists(st.floats(0, 3000), max_size=5))
def test_more_uses_never_open_it_earlier(method: Method, agos: list[float]) -> None:
    uses = [use(method.id, ago, method.minutes[0], 600, "over") for ago in agos]
    alone = [packs.again_from(method, TIMER, [one], NOW) for one in uses]
    together = packs.again_from(method, TIMER, uses, NOW)
    assert together == max((one for one in alone if one is not None), default=None)


@pytest.mark.parametrize("wrong", [{"minutes": (10, 25)}, {"look_at_skin_every": 10}])
def test_a_time_over_the_limit_stops_the_start(wrong: dict[str, object]) -> None:
    broken = structs.replace(KNOWN, method=[structs.replace(COLD, **wrong), HEAT])
    with pytest.raises(KnowledgeError, match="cold: its times do not fit"):
        check_companion(library().care.companion, broken)
