"""Three weeks in one line, in both languages, and honest about what is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lumbar.board.course import short_course
from lumbar.board.wording import course_words

TODAY = date(2026, 11, 27)


def days(*ago: int) -> set[date]:
    return {TODAY - timedelta(days=one) for one in ago}


def told(pain: dict[int, int], *done: int) -> tuple[str, str]:
    """The line in English and Chinese; ``pain`` by days ago."""
    mornings = {TODAY - timedelta(days=ago): value for ago, value in pain.items()}
    course = short_course(mornings, days(*done), TODAY)
    found = []
    for language in ("en", "zh-hant"):
        with translation.override(language):
            found.append(course_words(course))
    return found[0], found[1]


FELL = {**dict.fromkeys(range(14, 21), 6), **dict.fromkeys(range(1, 7), 4), 0: 5}


@pytest.mark.parametrize(
    ("pain", "done", "english", "chinese"),
    [
        (FELL, (1, 2, 3, 4, 6, 8, 9, 11, 13),
         "Pain 6 → 4 in 3 weeks, 9 of 14 nights, this morning 5",
         "3星期內疼痛6 → 4，14晚中做了9晚，今早5"),
        ({}, (), "Nothing noted in three weeks", "三星期內沒有記錄"),
        ({4: 7}, (),
         ("1 morning noted in three weeks, too few to compare, 0 of 4 nights, "
          "last morning 7, 4 days ago"),
         "三星期內只有1個早上的記錄，不足以比較，4晚中做了0晚，最近的早上7（4天前）"),
        ({}, (2,), "No morning noted in three weeks, 1 of 2 nights",
         "三星期內沒有早上的記錄，2晚中做了1晚"),
        # Begun this morning: no night has been yet.
        ({0: 5}, (), "1 morning noted in three weeks, too few to compare, this morning 5",
         "三星期內只有1個早上的記錄，不足以比較，今早5"),
    ],
)  # fmt: skip
def test_a_course_in_one_line(pain, done, english, chinese):
    assert told(pain, *done) == (english, chinese)


@given(
    st.dictionaries(st.integers(0, 40), st.integers(0, 10), max_size=30),
    st.sets(st.integers(0, 40), max_size=30),
)
def test_a_line_never_says_more_than_was_told(pain, done):
    mornings = {TODAY - timedelta(days=ago): value for ago, value in pain.items()}
    course = short_course(mornings, days(*done), TODAY)
    assert course.done <= course.nights <= 15
    within = [value for ago, value in pain.items() if ago < 21]
    assert course.mornings == len(within)
    if course.before is not None and course.after is not None:
        assert course.mornings >= 6 and 2 <= course.weeks <= 3
        assert min(within) <= min(course.before, course.after)
        assert max(within) >= max(course.before, course.after)
