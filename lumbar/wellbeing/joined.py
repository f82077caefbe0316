"""This app's part of joining two people: days, readings, breathing, steps."""

from __future__ import annotations

from lumbar.people.models import Person
from lumbar.wellbeing.actions import NOTED
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading, PressureStandard, Steps


def join(*, one: Person, into: Person) -> None:
    """Every reading and breathing stays. A day noted on both is one: of each thing the answer that
    was kept last, and what only one of them has. Of a day's steps the newer file counts."""
    PressureReading.objects.filter(person=one).update(person=into)
    BreathingSession.objects.filter(person=one).update(person=into)
    if not PressureStandard.objects.filter(person=into).exists():
        for chosen in PressureStandard.objects.filter(person=one):
            PressureStandard.objects.create(person=into, standard=chosen.standard)
    PressureStandard.objects.filter(person=one).delete()
    _join_days(one, into)
    _join_steps(one, into)


def _join_days(one: Person, into: Person) -> None:
    known = {day.day: day for day in Day.objects.filter(person=into)}
    for day in Day.objects.filter(person=one):
        other = known.get(day.day)
        if other is None:
            Day.objects.filter(pk=day.pk).update(person=into)
            continue
        newer, older = (day, other) if day.updated_at > other.updated_at else (other, day)
        for name in NOTED:
            value = getattr(newer, name)
            setattr(other, name, getattr(older, name) if value is None else value)
        day.delete()
        other.save()


def _join_steps(one: Person, into: Person) -> None:
    known = {steps.day: steps for steps in Steps.objects.filter(person=into)}
    for steps in Steps.objects.filter(person=one):
        other = known.get(steps.day)
        if other is not None and other.imported_at >= steps.imported_at:
            continue
        if other is not None:
            other.delete()
        Steps.objects.filter(pk=steps.pk).update(person=into)
    Steps.objects.filter(person=one).delete()
