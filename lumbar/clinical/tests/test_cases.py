"""Courses without dates, small groups, words that say who it is, and who answered alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.clinical.case_course import (
    Described,
    Size,
    Week,
    coarsely,
    described,
    hides,
    outcome,
    together,
    weeks_of,
)
from lumbar.clinical.cases_schema import CasesFile
from lumbar.clinical.identifying import marked
from lumbar.clinical.library import library
from lumbar.clinical.likeness import AGES, DURATIONS, Features, alike, features, likeness

BEGAN = date(2026, 3, 2)


@pytest.fixture(scope="module")
def rules() -> CasesFile:
    return library().care.cases


def optional(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | values


some_features = st.builds(
    Features,
    pattern=optional(st.sampled_from(["sprain", "stenosis", "mechanical"])),
    leg=st.none() | st.booleans(),
    duration=optional(st.sampled_from(list(DURATIONS.values()))),
    pain=st.none() | st.integers(0, 2),
    age=optional(st.sampled_from(list(AGES.values()))),
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
    one = Features(pain=1, age="young", leg=True)
    assert likeness(one, one, rules.likeness) is None


def test_features_are_read_from_a_check_in_broad_bands() -> None:
    knowledge = library()
    said = {
        "age": "45_to_49",
        "pain_areas": ["low_back_left", "calf_left"],
        "duration": "2_to_6_weeks",
        "pain_now": 6,
    }
    groups = {"low_back_left": "low_back", "calf_left": "calf"}

    def found(**more: Any) -> Features:
        return features(knowledge.answers({**said, **more}), groups, {"calf"}, "sprain")

    assert found() == Features("sprain", True, "weeks", 1, "middle")
    # An answer changed a little compares with the same people.
    assert found(age="60_to_65", duration="6_to_12_weeks", pain_now=4, started="sudden") == found()
    assert [found(pain_now=pain).pain for pain in (0, 3, 7, 10)] == [0, 0, 2, 2]
    assert set(AGES) == set(knowledge.questions["age"].options)
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


SIZES = (5, 10, 20, 50)


@given(st.lists(st.lists(st.integers(0, 20), min_size=1, max_size=9), max_size=24))
def test_nothing_told_of_a_group_is_one_persons_own(people: list[list[int]]) -> None:
    courses = [course(*(pain / 2 for pain in pains)) for pains in people]
    found = together(courses, weeks=range(1, 10), points=2, sizes=SIZES, least_shares=20)
    if len(people) < 5:
        assert found is None
        return
    assert found is not None
    ends = sum(1 for one in courses if outcome(one, 2) != "unknown")
    assert bool(found.of_ten) == (ends >= 20) == (found.told is not None)
    assert sum(found.of_ten.values()) in (0, 10)
    for one in found.spread:
        there = sum(1 for pains in people if len(pains) >= one.week)
        assert one.people == coarsely(there, SIZES)
        assert isinstance(one.middle, int)
        assert (one.low is None) == (one.high is None) == (there < 20)
        if one.low is not None and one.high is not None:
            assert one.low <= one.middle <= one.high


def test_how_many_is_told_coarsely() -> None:
    told = [coarsely(count, SIZES) for count in (5, 9, 10, 19, 20, 49, 50, 5000)]
    sizes = [Size(5, 9), Size(10, 19), Size(20, 49), Size(50, None)]
    assert told == [size for size in sizes for _twice in range(2)]
    with pytest.raises(ValueError, match="too few"):
        coarsely(4, SIZES)


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
    # What hid them when it was drawn is asked for again later: it hides as long as they are there.
    assert hides(found, everybody, 5)
    assert hides(found, everybody[1:5], 5) == (found == Described(None, None))


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


def test_parts_of_names_are_found_however_a_register_writes_them() -> None:
    for register, text, words in (
        ("Chan, Amy (Tai Man)", "So Amy said to Tai, and Man too.", ["Amy", "Tai", "Man"]),
        ("O'Brien-Lee Mary", "OBrien came, Lee went, Brien slept.", ["OBrien", "Lee", "Brien"]),
        ("Chan, Amy", "後來Amy說好了，famyx", ["Amy"]),
        ("SIU Ka-yan", "When Kayan slept, Ka-yan was well.", ["Kayan", "Ka-yan"]),
        ("歐陽大文", "那天大文來了。", ["大文"]),
        ("Chan Tai Man 陳大文", "大文說好，陳大文也說。", ["大文", "陳大文"]),
        ("陳 大文", "陳大文早上痛。", ["陳大文"]),
        ("陳大文先生", "大文走路。", ["大文"]),
    ):
        found = [hit.words for hit in marked(text, (), {"name": [register]})]
        assert found == words, register


@given(
    st.lists(st.sampled_from(["Chan", "Amy", "Tai", "O'Brien", "Ka-yan"]), min_size=1, max_size=4),
    st.sampled_from([" ", ", ", "/", " (", "; "]),
    st.sampled_from(["", "陳大文", "歐陽大文", "李明"]),
)
def test_every_word_of_a_known_name_is_pointed_out(
    words: list[str], between: str, signs: str
) -> None:
    register = between.join(words) + signs
    for word in words:
        text = f"Then {word} slept."
        hits = marked(text, (), {"name": [register]})
        assert "".join(hit.words for hit in hits) in (word, word.replace("-", ""))
    if signs:
        assert marked(f"昨天{signs[-2:]}睡得好", (), {"name": [register]})
