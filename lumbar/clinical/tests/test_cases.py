"""Courses without dates, small groups, words that say who it is, and who answered alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.clinical.case_course import Week, described, outcome, together, weeks_of
from lumbar.clinical.cases_schema import CasesFile
from lumbar.clinical.identifying import marked
from lumbar.clinical.library import library
from lumbar.clinical.likeness import AGE_BANDS, AGES, DURATIONS, Features, alike, features, likeness
from lumbar.clinical.triage import assess

BEGAN = date(2026, 3, 2)


@pytest.fixture(scope="module")
def rules() -> CasesFile:
    return library().care.cases


def optional(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | values


some_features = st.builds(
    Features,
    patterns=st.frozensets(st.sampled_from(["sprain", "stenosis", "mechanical"])),
    areas=st.frozensets(st.sampled_from(["low_back", "calf", "buttock"])),
    leg=st.none() | st.booleans(),
    duration=optional(st.sampled_from(DURATIONS)),
    started=optional(st.sampled_from(["strain", "sudden", "gradual"])),
    pain=st.none() | st.integers(0, 10),
    age=optional(st.sampled_from(AGES)),
)


@given(some_features, some_features)
def test_likeness_is_a_share_the_same_from_both_sides(one: Features, other: Features) -> None:
    rules = library().care.cases.likeness
    found = likeness(one, other, rules)
    assert found == likeness(other, one, rules)
    if found is not None:
        assert 0 <= found <= 1
    with_itself = likeness(one, one, rules)
    assert with_itself in (None, pytest.approx(1))


@given(some_features, st.lists(some_features, max_size=60))
def test_those_alike_are_alike_enough_and_not_too_many(
    whose: Features, others: list[Features]
) -> None:
    rules = library().care.cases.likeness
    found = alike(whose, list(enumerate(others)), rules)
    shares = [much for _who, much in found]
    assert shares == sorted(shares, reverse=True)
    assert all(much >= rules.least for much in shares)
    assert len(found) <= rules.most_people
    # Whatever is left out is not more alike than what is in.
    if found and len(found) < rules.most_people:
        assert sum(1 for one in others if (likeness(whose, one, rules) or 0) >= rules.least) == len(
            found
        )


def test_too_little_told_is_not_compared(rules: CasesFile) -> None:
    assert (
        likeness(Features(pain=5, age=AGES[3]), Features(pain=5, age=AGES[3]), rules.likeness)
        is None
    )


def test_features_are_read_from_a_check() -> None:
    knowledge = library()
    answers = knowledge.answers(
        {
            "age": "45_to_49",
            "pain_areas": ["low_back_left", "calf_left"],
            "duration": "2_to_6_weeks",
            "pain_now": 6,
        }
    )
    groups = {"low_back_left": "low_back", "calf_left": "calf"}
    found = features(answers, assess(answers, knowledge), groups, {"calf"})
    assert found.areas == {"low_back", "calf"}
    assert (found.leg, found.duration, found.pain, found.age) == (
        True,
        "2_to_6_weeks",
        6,
        "45_to_49",
    )
    assert set(AGES) == set(knowledge.questions["age"].options) == set(AGE_BANDS)
    assert set(DURATIONS) == set(knowledge.questions["duration"].options)


@given(
    st.dictionaries(
        st.integers(0, 200), st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=120
    ),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
)
def test_no_date_comes_out_and_shifting_changes_nothing(
    told: dict[int, tuple[int, int]], began: date
) -> None:
    mornings = {began + timedelta(days=day): both for day, both in told.items()}
    shifted = {BEGAN + timedelta(days=day): both for day, both in told.items()}
    found = weeks_of(mornings, list(mornings), began, at_least=3)
    assert found == weeks_of(shifted, list(shifted), BEGAN, at_least=3)
    assert all(week.mornings >= 3 and week.evenings == week.mornings for week in found)


def course(*pains: float) -> tuple[Week, ...]:
    return tuple(Week(week, pain, 5, 7, 5) for week, pain in enumerate(pains, 1))


@pytest.mark.parametrize(
    ("pains", "said"),
    [
        ((7, 6, 5, 4, 4), "better"),
        ((5, 5, 5, 5, 4), "same"),
        ((4, 5, 6, 6, 7), "worse"),
        ((7, 2), "unknown"),
        ((7, 2, 2), "unknown"),
    ],
)
def test_it_came_out_as_it_was(pains: tuple[float, ...], said: str) -> None:
    assert outcome(course(*pains), 2) == said


@given(st.lists(st.lists(st.integers(0, 10), min_size=1, max_size=9), max_size=12))
def test_never_fewer_than_five_behind_a_figure(people: list[list[int]]) -> None:
    found = together([course(*pains) for pains in people], weeks=range(1, 10), points=2, least=5)
    if len(people) < 5:
        assert found is None
        return
    assert found is not None
    assert all(one.people >= 5 and one.low <= one.middle <= one.high for one in found.spread)
    assert (found.told >= 5) == bool(found.of_ten)
    assert sum(found.of_ten.values()) in (0, 10)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["sprain", "stenosis", None]), st.sampled_from(["young", "old", None])
        ),
        min_size=1,
        max_size=20,
    )
)
def test_nobody_is_described_as_one_of_fewer_than_five(
    everybody: list[tuple[str | None, str | None]],
) -> None:
    pattern, age = everybody[0]
    found = described(pattern, age, everybody, 5)
    if found.age is not None:
        assert everybody.count((pattern, age)) >= 5
    if found.pattern is not None:
        assert sum(1 for their, _years in everybody if their == found.pattern) >= 5


def test_words_that_may_say_who_it_is(rules: CasesFile) -> None:
    text = (
        "Mr Chan, 47 years old, works at Cathay and lives in Mong Kok. He rang +852 9123 4567 on "
        "3 March 2024, wrote to a.chan@example.org, and showed A123456(7). Tai Man was better in "
        "the central part of his back. 陳大文住在旺角，三月 3 月 5 日來診，47 歲。"
    )
    found = {
        (one.kind, one.words)
        for one in marked(text, rules.identifying, {"name": ["Chan Tai Man", "陳大文"]})
    }
    for kind, words in (
        ("title", "Mr Chan"),
        ("age", "47 years old"),
        ("work", "works at Cathay"),
        ("place", "Mong Kok"),
        ("address", "a.chan@example.org"),
        ("document", "A123456(7)"),
        ("name", "陳大文"),
        ("place", "旺角"),
        ("age", "47 歲"),
    ):
        assert (kind, words) in found
    assert not any("central" in words for _kind, words in found)
    assert not marked("It hurt for six weeks and was better after twelve.", rules.identifying)
