"""The typical course as a small chart: mean pain by week, drawn by the server."""

from __future__ import annotations

from dataclasses import dataclass

from lumbar.clinical.care_schema import Cohort, Course, CourseWords

WIDTH, HEIGHT, LEFT, BOTTOM = 320, 150, 34, 24
WEEKS, PAIN = 52, 80


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    name: str
    about: str
    points: str
    dots: tuple[tuple[float, float], ...]
    figures: tuple[tuple[int, float], ...]
    main: bool
    style: int


def lines(course: Course, words: CourseWords) -> tuple[Line, ...]:
    """One line a cohort, in the order of the data."""
    found = []
    for style, cohort in enumerate(course.cohort):
        dots = _dots(cohort)
        said = words.cohorts[cohort.id]
        found.append(
            Line(
                id=cohort.id,
                name=said.name,
                about=said.about,
                points=" ".join(f"{x:.1f},{y:.1f}" for x, y in dots),
                dots=dots,
                figures=tuple((point.week, point.pain) for point in cohort.point),
                main=cohort.main,
                style=style,
            )
        )
    return tuple(found)


def _dots(cohort: Cohort) -> tuple[tuple[float, float], ...]:
    return tuple(
        (
            round(LEFT + point.week / WEEKS * (WIDTH - LEFT - 8), 1),
            round((1 - point.pain / PAIN) * (HEIGHT - BOTTOM), 1),
        )
        for point in cohort.point
    )
