"""One person's rows: check, plan, evenings, mornings, measures and what else they noted. Checks,
plans, evenings and what is heard in them come from the real core; only the numbers people would
have tapped are made up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from lumbar.check.models import StoredAssessment
from lumbar.clinical.library import Library
from lumbar.clinical.planner import make_plan
from lumbar.clinical.progress import Course, Evening, Hurt, Morning, listen
from lumbar.clinical.revision import revise
from lumbar.clinical.routine import evening
from lumbar.clinical.scoring import score
from lumbar.clinical.values import NoPlan, Plan, Tonight
from lumbar.clinics.demo.answers import Checked
from lumbar.clinics.demo.chance import DAY, Chance, at, within
from lumbar.clinics.demo.course import Pain
from lumbar.clinics.demo.invented import GOALS
from lumbar.journal.models import CheckIn, Goal, MeasureResponse, ProgressFinding
from lumbar.medicines.models import AskedFirst, Dose
from lumbar.people.models import Person
from lumbar.plans.actions import MINUTES, PLACES
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.routines import items_to_json, planned_seconds
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading

LOOKS_BACK = 60
OPEN_FINDINGS = timedelta(days=2)
"""What was heard longer ago has been read."""


@dataclass(slots=True)
class Rows:
    """Rows to be written, by their model, in the order the models are first named."""

    of: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, *rows: models.Model) -> None:
        for row in rows:
            self.of[type(row)].append(row)


Laid = dict[tuple[str, int, str], tuple[list[Any], dict[tuple[int, str], float]]]


@dataclass(slots=True)
class Habits:
    """What somebody does of an evening and notes of a day."""

    evenings: float
    """Chance of an evening at the beginning."""
    mornings: float
    weekly: bool
    days: bool
    medicine: str = ""


def habits(chance: Chance) -> Habits:
    """Made up for show."""
    return Habits(
        evenings=chance.uniform(0.45, 0.95), mornings=chance.uniform(0.5, 0.97),
        weekly=chance.happens(0.7), days=chance.happens(0.25),
        medicine=chance.weighted([("", 70), ("paracetamol", 18), ("ibuprofen", 12)]),
    )  # fmt: skip


class Diary:
    """Writes one person's journal, day by day."""

    def __init__(
        self, person: Person, rows: Rows, library: Library, chance: Chance, laid: Laid
    ) -> None:
        self.person, self.rows, self.library, self.chance = person, rows, library, chance
        self.laid = laid
        self.versions = 0
        self.stored: StoredPlan | None = None
        self.plan: Plan | None = None

    # --- the check and the plan ----------------------------------------------------------------

    def checks(self, found: Checked, when: datetime) -> StoredAssessment:
        """Keep a finished check, and the plan that follows where there is one."""
        kept = StoredAssessment(
            uuid=self.chance.id(), person=self.person, answers=found.answers.to_json(),
            assessment=found.assessment.to_json(), level=found.assessment.level.value,
            knowledge_version=found.assessment.knowledge_version, created_at=when,
        )  # fmt: skip
        self.rows.add(kept)
        self.found, self.assessment, self.checked_on = found, kept, when.date()
        said = str(found.answers.get("minutes"))
        chosen = make_plan(
            found.assessment, found.answers, self.library,
            place=next((one for one in PLACES if one == found.answers.get("place")), "bed"),
            minutes=int(said) if said in {str(one) for one in MINUTES} else 10,
        )  # fmt: skip
        if isinstance(chosen, NoPlan):
            self.stored = self.plan = None
        else:
            self._keeps(chosen, when + timedelta(minutes=2), StoredPlan.Made.FIRST)
        self.mornings: list[Morning] = []
        self.evenings: list[Evening] = []
        self.spoke: dict[str, list[date]] = defaultdict(list)
        return kept

    def _keeps(
        self, plan: Plan, when: datetime, why: StoredPlan.Made, rule: str = "", evidence: Any = None
    ) -> StoredPlan:
        self.versions += 1
        self.plan, self.planned_on = plan, when.date()
        self.stored = StoredPlan(
            uuid=self.chance.id(), person=self.person, assessment=self.assessment,
            version=self.versions, made_because=why, rule=rule, evidence=evidence or {},
            plan=plan.to_json(), created_at=when,
        )  # fmt: skip
        self.rows.add(self.stored)
        return self.stored

    # --- a day ---------------------------------------------------------------------------------

    def wakes(self, day: date, pain: int, areas: list[str] | None = None) -> None:
        """A morning's two taps."""
        said_at = at(day, 7, self.chance.randrange(60))
        self.rows.add(
            CheckIn(
                uuid=self.chance.id(), person=self.person, morning=day, pain=pain,
                sleep=within(8 - pain * 0.45 + self.chance.gauss(0, 1.2)),
                stiff_minutes=self.chance.choice([None, 5, 10, 15, 30]) if pain > 2 else None,
                areas=areas, said_at=said_at,
            )
        )  # fmt: skip
        self.mornings.append(Morning(day, pain, None if areas is None else frozenset(areas)))

    def exercises(self, day: date, pain: int, hurt: str = "", *, state: str = "done") -> None:
        """An evening; ``hurt``: where it hurt in one exercise."""
        if self.plan is None or self.stored is None:
            return
        items, planned = self._laid_out()
        chance, started = (
            self.chance,
            at(day, 21, 10) + timedelta(minutes=self.chance.randrange(90)),
        )
        steps = []
        hurt_in = chance.randrange(len(items)) if hurt else -1
        for (item, side), seconds in planned.items():
            if hurt_in >= 0 and (item > hurt_in and state == "stopped"):
                break
            how = "hurt" if item == hurt_in else chance.weighted([("done", 94), ("skipped", 6)])
            share = {"done": chance.uniform(0.92, 1.0), "hurt": 0.4, "skipped": 0.0}[how]
            steps.append(
                {"item": item, "side": side, "seconds": round(seconds * share, 1), "how": how}
            )
        length = sum(planned.values())
        hurts = [{"item": hurt_in, "position": int(length * 300), "answer": hurt}] if hurt else []
        self.rows.add(
            SessionRecord(
                uuid=chance.id(), person=self.person, plan=self.stored, items=items,
                minutes=self.plan.minutes, started_at=started,
                finished_at=started + timedelta(seconds=length * 1.1 + 60),
                position=int(length * 1000), steps=steps, hurts=hurts,
                pain_before=within(pain + chance.choice([0, 0, 1])),
                pain_after=within(pain - chance.choice([0, 0, 1, 1, 2])), state=state,
            )
        )  # fmt: skip
        felt = (Hurt(str(items[hurt_in]["exercise"]), hurt),) if hurt else ()
        self.evenings.append(Evening(day, done=True, hurts=felt))

    def _laid_out(self) -> tuple[list[Any], dict[tuple[int, str], float]]:
        plan = self._standing()
        items = items_to_json(plan.items)
        key = (str(items), plan.minutes, plan.place)
        if key not in self.laid:
            tonight: Tonight = evening(plan, self.library, sleep="side")
            self.laid[key] = (items_to_json(tonight.items), planned_seconds(tonight))
        return self.laid[key]

    def _standing(self) -> Plan:
        if self.plan is None:
            raise ValueError("there is no plan")
        return self.plan

    def listens(self, day: date, now: datetime) -> list[ProgressFinding]:
        """What the plan hears in what was kept so far, as `journal.listening` does it."""
        if self.plan is None:
            return []
        heard = listen(self._course(day), self.library)
        kept: list[ProgressFinding] = []
        changed = False
        when = min(at(day, 22, 50), now)
        for one in heard:
            if "shorter" in one.offers or self.spoke[one.rule.id][-1:] == [day]:
                continue
            self.spoke[one.rule.id].append(day)
            offers = list(one.offers)
            read = now - when > OPEN_FINDINGS
            row = ProgressFinding(
                uuid=self.chance.id(), person=self.person, rule=one.rule.id, found_on=day,
                subject=str(one.evidence.get("exercise", "")), evidence=one.evidence,
                offers=[] if read else offers, found_at=when,
                closed_at=when + timedelta(hours=9) if read else None,
            )  # fmt: skip
            if not changed:
                plan = revise(
                    self.plan, one.rule.change, one.evidence, self.found.assessment,
                    self.found.answers, self.library,
                )  # fmt: skip
                if plan is not None:
                    row.plan = self._keeps(
                        plan, when, StoredPlan.Made.PROGRESS, one.rule.id, one.evidence
                    )
                    changed = True
            self.rows.add(row)
            kept.append(row)
        return kept

    def _course(self, day: date) -> Course:
        plan = self._standing()
        since = day - LOOKS_BACK * DAY
        pain, areas = self.found.answers.get("pain_now"), self.found.answers.get("pain_areas")
        return Course(
            today=day, checked_on=self.checked_on,
            pain_then=pain if isinstance(pain, int) else None,
            areas_then=frozenset(str(one) for one in areas) if isinstance(areas, tuple)
            else frozenset(),
            planned_on=self.planned_on,
            mornings=[one for one in self.mornings[-LOOKS_BACK:] if one.day >= since],
            evenings=[one for one in self.evenings[-LOOKS_BACK:] if one.day >= since],
            adjust=plan.adjust, spoke=self.spoke,
        )  # fmt: skip

    # --- a whole course ------------------------------------------------------------------------

    def lives(self, pain: Pain, last: date, habit: Habits, now: datetime) -> None:
        """From the day after the check to ``last``."""
        chance, length = self.chance, (last - self.checked_on).days
        leg = [
            str(one)
            for one in self.found.answers.get("pain_areas") or ()  # type: ignore[union-attr]
        ]
        usual = pain.first
        self.exercises(self.checked_on, round(pain.first))
        for n in range(1, length + 1):
            day = self.checked_on + n * DAY
            now_pain = pain.on(n, chance)
            fades = habit.evenings * (1 - 0.45 * min(1.0, n / 120))
            if chance.happens(habit.mornings * (1 - 0.3 * min(1.0, n / 200))):
                areas = None
                if len(leg) > 2 and chance.happens(0.35):
                    areas = leg[: max(1, round(len(leg) * min(1.0, now_pain / usual)))]
                self.wakes(day, now_pain, areas)
            if chance.happens(fades) and at(day, 23) < now:
                hurt = ""
                if chance.happens(0.025):
                    hurt = chance.weighted([("same_place", 5), ("strong", 3), ("dizzy", 1)])
                self.exercises(day, now_pain, hurt)
            self.listens(day, now)
            self._notes(day, n, now_pain, habit)

    def _notes(self, day: date, n: int, pain: int, habit: Habits) -> None:
        if habit.weekly and n % 7 == 0:
            self._week(day, n, pain)
        if habit.days and n <= 90 and self.chance.happens(0.7):
            self._day(day, pain)
        if habit.medicine and n <= 14 and pain >= 4 and self.chance.happens(0.5):
            self._dose(day, habit.medicine, first=n <= 1)

    def _week(self, day: date, n: int, pain: int) -> None:
        chance = self.chance
        numbers = {"now": pain, "average": within(pain + 0.4), "worst": within(pain + 2)}
        said: dict[str, dict[str, int]] = {
            "pain-nrs": numbers,
            "peg": {
                "pain": numbers["average"], "enjoyment": within(pain - 0.5 + chance.gauss(0, 1)),
                "activity": within(pain + chance.gauss(0, 1)),
            },
            "energy": {"how-much": within(8 - pain * 0.6 + chance.gauss(0, 1))},
            "mood": {"how-good": within(8 - pain * 0.5 + chance.gauss(0, 1))},
        }  # fmt: skip
        if n == 7 and chance.happens(0.6):
            texts = chance.sample(GOALS, 2)
            self.goals = [
                Goal(uuid=chance.id(), person=self.person, text=text, set_at=at(day, 18))
                for text in texts
            ]
            self.rows.add(*self.goals)
        goals = getattr(self, "goals", [])
        if goals:
            said["goals"] = {str(one.pk): within(9 - pain + chance.gauss(0, 1)) for one in goals}
        if n % 28 == 0:
            better = self._first_pain() - pain
            said["pgic"] = {"change": within(4 + better * 0.6, 1, 7)}
        measures = {one.id: one for one in self.library.care.measures.measure}
        for name, answers in said.items():
            self.rows.add(
                MeasureResponse(
                    uuid=chance.id(), person=self.person, measure=name, day=day, answers=answers,
                    score=score(measures[name], answers, list(answers)).score,
                    knowledge_version=self.library.version, said_at=at(day, 18, 5),
                )
            )  # fmt: skip

    def _first_pain(self) -> int:
        said = self.found.answers.get("pain_now")
        return said if isinstance(said, int) else 5

    def _day(self, day: date, pain: int) -> None:
        chance = self.chance
        self.rows.add(
            Day(
                person=self.person, day=day, tension=within(2 + pain * 0.5 + chance.gauss(0, 1)),
                pulse=within(68 + chance.gauss(0, 6), 50, 110),
                walking_minutes=max(0, round(chance.gauss(32 - pain * 2, 12))),
                moderate_minutes=chance.choice([None, 0, 20, 30]),
                strength=chance.happens(0.25),
            )
        )  # fmt: skip
        if chance.happens(0.2):
            self.rows.add(
                BreathingSession(
                    uuid=chance.id(), person=self.person, started_at=at(day, 20, 30), seconds=300
                )
            )
        if chance.happens(0.12):
            systolic = round(chance.gauss(126, 9))
            self.rows.add(
                PressureReading(
                    uuid=chance.id(), person=self.person, taken_at=at(day, 8, 20),
                    systolic=systolic, diastolic=systolic - 46, pulse=72,
                )
            )  # fmt: skip

    def _dose(self, day: date, medicine: str, *, first: bool) -> None:
        each = {"paracetamol": 500, "ibuprofen": 200}[medicine]
        if not getattr(self, "asked", False):
            self.asked = True
            self.rows.add(AskedFirst(person=self.person, medicine=medicine, said_at=at(day, 8, 30)))
        self.rows.add(
            Dose(
                uuid=self.chance.id(), person=self.person, taken_at=at(day, 9, 15),
                medicine=medicine, tablets=2, milligrams_each=each, milligrams=2 * each,
            )
        )  # fmt: skip
