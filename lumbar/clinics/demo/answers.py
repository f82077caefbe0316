"""Answers somebody might give, and the assessment the check makes of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from lumbar.clinical.library import Library
from lumbar.clinical.triage import asked_answers, assess
from lumbar.clinical.values import Answers, Assessment
from lumbar.clinics.demo.chance import Chance

SIDES = ("left", "right")


class Checked(NamedTuple):
    """A finished check."""

    answers: Answers
    assessment: Assessment


KINDS: list[tuple[str, float]] = [
    ("mechanical", 34), ("sprain", 20), ("nerve", 18), ("lasting", 12), ("stenosis", 6),
    ("inflammatory", 4), ("pregnant", 3), ("hip", 3),
]  # fmt: skip
"""How often each kind of story comes: made up for show."""


def story(kind: str, chance: Chance) -> dict[str, Any]:
    """What somebody with this kind of story says; everything else is answered no or none."""
    side = chance.choice(SIDES)
    back = [f"low_back_{side}"] + (["low_back_middle"] if chance.happens(0.6) else [])
    said: dict[str, Any] = {
        "age": chance.weighted([
            ("20_to_44", 46), ("45_to_49", 14), ("50_to_59", 22), ("60_to_65", 10), ("66_to_69", 8),
        ]),
        "pregnancy": "not_for_me" if chance.happens(0.6) else "no",
        "pain_areas": back,
        "started": chance.choice(["gradual", "woke_with_it", "strain"]),
        "duration": chance.choice(["2_to_14_days", "2_to_6_weeks", "6_to_12_weeks"]),
        "pain_now": chance.choice([4, 5, 5, 6, 6, 7]),
        "trend": chance.choice(["same", "same", "better", "worse"]),
        "worse_when": ["sitting", "bending"],
        "better_when": ["moving_about"],
        "place": chance.weighted([("bed", 6), ("floor", 3), ("chair", 1)]),
        "minutes": chance.choice(["5", "10", "10", "10", "15"]),
    }  # fmt: skip
    more: dict[str, dict[str, Any]] = {
        "mechanical": {},
        "sprain": {
            "started": "strain", "duration": "2_to_14_days",
            "worse_when": ["bending", "lifting", "moving"], "better_when": ["lying_down"],
        },
        "nerve": {
            "pain_areas": [*back, f"buttock_{side}", f"thigh_back_{side}", f"calf_{side}"],
            "tingling_areas": [f"calf_{side}"] if chance.happens(0.5) else [],
            "worse_when": ["sitting", "bending", "coughing"],
            "better_when": ["walking_or_standing"], "leg_worse_than_back": "yes",
            "leg_worse_when": ["sitting", "bending"], "leg_moving": "stays", "leg_settles": "soon",
        },
        "lasting": {"duration": "over_3_months", "started_before_45": "no"},
        "stenosis": {
            "age": "66_to_69", "duration": "over_3_months", "worse_when": ["standing_walking"],
            "better_when": ["sitting_or_bending"], "pain_areas": [*back, f"thigh_back_{side}"],
            "leg_worse_when": ["walking"], "leg_moving": "stays", "leg_settles": "soon",
        },
        "inflammatory": {
            "age": "20_to_44", "duration": "over_3_months", "morning_stiffness": "yes",
            "better_when": ["moving_about"], "started": "gradual",
            "inflammation_signs": ["before_35", "better_moving", "second_half_of_night", "buttock"],
        },
        "pregnant": {"age": "20_to_44", "pregnancy": "from_20_weeks"},
        "hip": {
            "age": "66_to_69", "limits": ["hip_replacement"], "hip_when": "over_12_weeks",
            "hip_kind": "back",
        },
        "new-pain": {"duration": "under_2_days", "started": "strain", "pain_now": 7},
        "emergency": {"saddle_numbness": "yes", "bladder_change": "not_sure"},
        "same-day": {"fever": "yes", "fever_cause": "no_clear_cause"},
    }  # fmt: skip
    return said | more[kind]


def checked(said: dict[str, Any], library: Library) -> Checked:
    """Go through the whole check with these answers, and decide."""
    full = {id: said.get(id, _plain(id, library)) for id in library.questions}
    answers = asked_answers(library.answers(full), library)
    return Checked(answers, assess(answers, library))


def _plain(id: str, library: Library) -> Any:
    question = library.questions[id]
    if question.kind in ("many", "areas"):
        return []
    if question.kind == "number":
        return question.minimum or 0
    if question.kind == "one":
        return "no" if "no" in question.options else question.options[0]
    return "no"
