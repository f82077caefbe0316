"""The medicine log counts what was written down, by property and by example."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.clinical.labels import OTHER, LabelBook, label_book
from lumbar.clinical.library import library
from lumbar.clinical.medicine_log import (
    Entry,
    LogWarning,
    day_count,
    is_due,
    level_of,
    medicines_in,
    standing,
    uncounted,
    warnings,
)

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 11, 2, 8, tzinfo=HONG_KONG)
OFFERED = ("ibuprofen", "naproxen-sodium", "paracetamol", "opioid")
NAMES = ("Voltaren 50", "必理痛", "幸福傷風素", "Nurofen", "Ultracet", "vitamin C", "Ponstan")

entries = st.builds(
    lambda medicine, name, milligrams, minutes: Entry(
        OTHER if name else medicine, milligrams, START + timedelta(minutes=minutes), name
    ),
    st.sampled_from(OFFERED),
    st.one_of(st.just(""), st.just(""), st.sampled_from(NAMES)),
    st.one_of(st.none(), st.sampled_from([200, 220, 400, 500, 1000, 2000])),
    # Days and their edges, so that windows and runs are met and missed by a minute.
    st.one_of(st.integers(0, 3 * 1440), st.integers(0, 20).map(lambda day: day * 1440 + 600)),
)
logs = st.lists(entries, max_size=14)


@pytest.fixture(scope="module")
def book() -> LabelBook:
    return BOOK


BOOK = label_book(library().care, "HK")


def took(medicine: str, *hours: float, mg: int | None = None, name: str = "") -> list[Entry]:
    """Entries of one medicine, hours after the start."""
    return [Entry(medicine, mg, START + timedelta(hours=hour), name) for hour in hours]


def said(log: Iterable[Entry], book: LabelBook = BOOK) -> set[tuple[Any, ...]]:
    """The rules that speak, each with what it speaks of."""
    return {(one.rule, *one.medicines) for one in warnings(log, book)}


def rules(log: Iterable[Entry], book: LabelBook = BOOK) -> set[str]:
    return {one.rule for one in warnings(log, book)}


# --- what always holds -------------------------------------------------------------------------


@given(logs, entries)
@settings(max_examples=60)
def test_an_entry_more_never_silences_a_rule(log: list[Entry], more: Entry) -> None:
    assert said(log) <= said([*log, more])
    now = max(one.taken_at for one in [*log, more]) + timedelta(hours=1)
    before, after = (
        {(one.rule, one.medicines) for one in standing(warnings(those, BOOK), now, BOOK)}
        for those in (log, [*log, more])
    )
    assert before <= after


@given(st.data())
@settings(max_examples=30)
def test_the_order_it_was_written_in_does_not_matter(data: st.DataObject) -> None:
    log = data.draw(logs)
    assert warnings(data.draw(st.permutations(log)), BOOK) == warnings(log, BOOK)


@given(logs, st.integers(-400, 400))
@settings(max_examples=30)
def test_other_days_change_nothing(log: list[Entry], days: int) -> None:
    later = [
        Entry(one.medicine, one.milligrams, one.taken_at + timedelta(days=days), one.name)
        for one in log
    ]
    assert [
        (one.rule, one.medicines, one.logged, one.uncounted) for one in warnings(log, BOOK)
    ] == [(one.rule, one.medicines, one.logged, one.uncounted) for one in warnings(later, BOOK)]


@given(logs)
@settings(max_examples=30)
def test_the_numbers_are_those_of_the_log(log: list[Entry]) -> None:
    """Held against sums that are worked out in the plainest way."""
    for one in warnings(log, BOOK):
        of_it = [e for e in log if one.medicines[0] in medicines_in(e, BOOK)]
        assert one.first_at <= one.last_at
        if one.rule in ("over-a-day", "far-over-a-day"):
            assert one.limit is not None and one.logged is not None
            window = [
                e for e in of_it if one.last_at - timedelta(hours=24) < e.taken_at <= one.last_at
            ]
            # Of entries at the same minute a warning may stand before the last.
            assert one.limit.value < one.logged <= sum(e.milligrams or 0 for e in window)
            assert one.uncounted <= sum(e.milligrams is None or two(e) for e in window)
        if one.rule == "too-many-days":
            days = {e.taken_at.date() for e in of_it}
            assert one.logged is not None and 10 < one.logged <= len(days)
        if one.rule == "too-soon":
            assert one.logged is not None and 15 < one.logged < 240


def two(entry: Entry) -> bool:
    return len(medicines_in(entry, BOOK)) > 1


@given(logs)
@settings(max_examples=30)
def test_an_unknown_amount_is_counted_apart_and_never_in(log: list[Entry]) -> None:
    nothing = [Entry(one.medicine, None, one.taken_at, one.name) for one in log]
    assert rules(nothing).isdisjoint({"over-a-day", "far-over-a-day"})
    now = START + timedelta(days=30)
    assert uncounted(nothing, now, BOOK) == {}
    at = max((one.taken_at for one in log), default=START)
    lately = [e for e in nothing if at - e.taken_at < timedelta(hours=24)]
    for medicine, count in uncounted(nothing, at, BOOK).items():
        assert count == sum(medicine in medicines_in(one, BOOK) for one in lately)


@given(logs)
@settings(max_examples=60)
def test_what_stands_comes_most_urgent_first_and_ends(log: list[Entry]) -> None:
    now = START + timedelta(days=3)
    stands = standing(warnings(log, BOOK), now, BOOK)
    urgency = [level_of(one, BOOK).urgency for one in stands]
    assert urgency == sorted(urgency, reverse=True)
    assert len({(one.rule, one.medicines) for one in stands}) == len(stands)
    assert standing(warnings(log, BOOK), now + timedelta(days=60), BOOK) == ()


def test_nothing_says_what_may_be_taken() -> None:
    """A warning has no field for what is left, and there is no other answer than a warning."""
    fields = set(LogWarning.__slots__)
    told = {"rule", "medicines", "first_at", "last_at", "logged", "limit", "uncounted", "what"}
    assert fields == told
    assert warnings(took("ibuprofen", 0, mg=200), BOOK) == ()


# --- amounts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "mg", "speaks"),
    [
        ((0, 6, 12), 400, False),
        ((0, 6, 12, 18), 400, True),
        # The window rolls: a day of the calendar does not matter, 24 hours do.
        ((10, 16, 22, 33.9), 400, True),
        ((10, 16, 22, 34), 400, False),
        ((0,), 1200, False),
        ((0,), 1201, True),
    ],
)
def test_more_than_the_label_in_24_hours(hours: tuple[float, ...], mg: int, speaks: bool) -> None:
    assert ("over-a-day" in rules(took("ibuprofen", *hours, mg=mg))) is speaks


def test_far_more_calls_for_help_at_once(book: LabelBook) -> None:
    log = took("paracetamol", 0, 5, 10, 15, 20, mg=1000)
    [worst, *_rest] = standing(warnings(log, book), START + timedelta(hours=21), book)
    assert (worst.rule, worst.logged, level_of(worst, book)) == (
        "far-over-a-day",
        5000,
        "emergency",
    )
    assert "far-over-a-day" not in rules(took("paracetamol", 0, 5, 10, 15, mg=1100))
    # It stands for three days: what paracetamol does shows late.
    assert standing(warnings(log, book), START + timedelta(hours=20 + 71), book)[0] == worst


def test_brands_count_together_with_the_plain_name() -> None:
    log = [*took("ibuprofen", 0, mg=800), *took(OTHER, 5, mg=600, name="NUROFEN Express 200")]
    assert ("over-a-day", "ibuprofen") in said(log)
    assert "two-anti-inflammatories" not in rules(log), "it is one medicine"


def test_without_a_number_it_says_so(book: LabelBook) -> None:
    log = [*took("ibuprofen", 0, 5, mg=800), *took("ibuprofen", 10)]
    now = START + timedelta(hours=11)
    assert uncounted(log, now, book) == {"ibuprofen": 1}
    last = [one for one in warnings(log, book) if one.rule == "over-a-day"][-1]
    assert (last.logged, last.uncounted) == (1600, 1)
    # An amount told of two medicines at once says nothing of either.
    both = took(OTHER, 0, mg=900, name="Panadol and Advil")
    assert uncounted(both, now, book) == {"ibuprofen": 1, "paracetamol": 1}


# --- labels ------------------------------------------------------------------------------------


def test_a_countrys_own_figure_else_the_strictest() -> None:
    for country, own in (("HK", False), ("GB", True), ("US", True), ("FR", False)):
        limits = label_book(library().care, country).limits_of("ibuprofen")
        assert limits.milligrams is not None and limits.days is not None
        assert (limits.milligrams.value, limits.milligrams.own) == (1200, own)
        # Only the label of the United States tells days.
        assert (limits.days.value, limits.days.country) == (10, "US")
        assert limits.days.own is (country == "US")
    paracetamol = BOOK.limits_of("paracetamol")
    assert paracetamol.milligrams is not None and paracetamol.hours is not None
    assert (paracetamol.milligrams.value, paracetamol.milligrams.own) == (4000, True)
    assert (paracetamol.hours.value, paracetamol.hours.country) == (4, "GB")
    assert BOOK.limits_of("opioid").milligrams is None


# --- days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "speaks"),
    [
        (range(10), False),
        (range(11), True),
        # One day without does not end a run, two do.
        ([*range(5), *range(6, 12)], True),
        ([*range(6), *range(8, 14)], False),
        (range(0, 21, 2), True),
    ],
)
def test_more_days_than_the_label(days: Iterable[int], speaks: bool) -> None:
    log = took("naproxen-sodium", *(24 * day for day in days), mg=220)
    assert ("too-many-days" in rules(log)) is speaks


def test_days_are_those_of_the_calendar_also_when_the_clock_changes() -> None:
    # The night of 25 October 2026 has 25 hours in London.
    first = datetime(2026, 10, 24, 23, 30, tzinfo=LONDON)
    log = [
        Entry("ibuprofen", 700, first),
        Entry("ibuprofen", 700, datetime(2026, 10, 25, 23, 15, tzinfo=LONDON)),
    ]
    assert "over-a-day" not in rules(log), "24 hours and 45 minutes have passed"


def test_day_four(book: LabelBook) -> None:
    today = date(2026, 11, 20)
    days = [today - timedelta(days=ago) for ago in (0, 1, 3, 4, 9)]
    assert day_count(days, today, book) == 4
    assert day_count(days, today + timedelta(days=2), book) == 4
    assert day_count(days, today + timedelta(days=3), book) == 0
    assert day_count([], today, book) == 0


# --- two at once -------------------------------------------------------------------------------


def test_two_anti_inflammatories_within_24_hours() -> None:
    for log, speaks in (
        ([*took("ibuprofen", 0), *took("naproxen-sodium", 23.9)], True),
        ([*took("ibuprofen", 0), *took("naproxen-sodium", 24)], False),
        ([*took("ibuprofen", 0), *took(OTHER, 3, name="安康信 60mg")], True),
        ([*took(OTHER, 0, name="cardiprin"), *took(OTHER, 3, name="扶他林")], True),
        ([*took(OTHER, 0, name="Voltaren"), *took(OTHER, 3, name="雙氯芬酸")], False),
        ([*took("ibuprofen", 0), *took("paracetamol", 1)], False),
        (took(OTHER, 0, name="Ponstan + ibuprofen"), True),
    ):
        assert ("two-anti-inflammatories" in rules(log)) is speaks, log


def test_two_packs_with_paracetamol() -> None:
    for log, speaks in (
        ([*took("paracetamol", 0), *took(OTHER, 5, name="幸福傷風素")], True),
        ([*took(OTHER, 0, name="Panadol"), *took(OTHER, 5, name="必理痛特強")], False),
        ([*took(OTHER, 0, name="paracetamol (Panadol)")], False),
        ([*took(OTHER, 0, name="Panadol"), *took(OTHER, 24, name="Coltalin")], False),
    ):
        assert ("two-with-paracetamol" in rules(log)) is speaks, log


# --- hours -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "speaks"),
    [((0, 4), False), ((0, 3.9), True), ((0, 0.2), False), ((0, 0.2, 4.1), True), ((0, 0.3), True)],
)
def test_sooner_than_the_label(hours: tuple[float, ...], speaks: bool) -> None:
    assert ("too-soon" in rules(took("ibuprofen", *hours, mg=200))) is speaks
    assert "too-soon" not in rules(took("opioid", *hours))


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "medicines"),
    [
        ("Panadol Extra", {"paracetamol"}),
        ("ＰＡＮＡＤＯＬ", {"paracetamol"}),
        ("撲熱息痛500毫克", {"paracetamol"}),
        ("Ultracet", {"paracetamol", "opioid"}),
        ("EVE Quick", {"ibuprofen"}),
        ("fever medicine every evening", set()),
        ("naproxen  sodium 220", {"naproxen-sodium"}),
        ("痛博士", {"celecoxib"}),
        ("", set()),
    ],
)
def test_names_are_known(name: str, medicines: set[str]) -> None:
    assert medicines_in(Entry(OTHER, None, START, name), BOOK) == medicines


def test_a_name_belongs_to_one_pack_of_a_medicine() -> None:
    """Spellings would hide in one another: each finds its own medicine and its own pack only."""
    for content, pattern in BOOK.spellings:
        for name in pattern.pattern.split("|"):
            plain = name.replace(r"(?<![a-z])", "").replace(r"(?![a-z])", "").replace("\\", "")
            packs = [one for one in BOOK.recognised(plain) if one.medicine == content.medicine]
            assert packs == [content], plain


def test_other_anti_inflammatories_have_no_figures_and_the_same_questions() -> None:
    for medicine, kind in BOOK.kinds.items():
        if kind == "anti-inflammatory":
            assert BOOK.ask_first[medicine] == BOOK.ask_first["ibuprofen"]
            has_label = BOOK.limits_of(medicine).milligrams is not None
            assert has_label is (medicine in OFFERED)
    assert BOOK.ask_first["opioid"] == ()


def test_the_questions_are_asked_anew_after_a_while(book: LabelBook) -> None:
    assert is_due(None, START, book)
    assert not is_due(START, START + timedelta(days=29), book)
    assert is_due(START, START + timedelta(days=30), book)


def test_who_is_not_an_adult_is_what_the_check_asks() -> None:
    ages = library().questions["age"].options
    assert set(library().care.medicines.not_adults) == {"under_6", "6_to_17"} <= set(ages)
    assert ages[2] == "18_to_19" and library().care.medicines.adults_from == 18


def test_every_rule_has_words_and_the_urgent_come_first() -> None:
    levels = [level_of_rule(rule) for rule in BOOK.rules]
    assert levels == sorted(levels, reverse=True)
    for one, other in combinations(["en", "zh-hant"], 2):
        told = [library().care.words(language).medicines.log_rules for language in (one, other)]
        assert set(told[0]) == set(told[1]) == set(BOOK.rules)


def level_of_rule(rule: Any) -> int:
    return level_of(LogWarning(rule, ("ibuprofen",), START, START), BOOK).urgency
