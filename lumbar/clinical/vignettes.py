"""Published cases through the check: how often the level and the pattern are right.

A case states *features* a patient could report; ``None``, or no such key, is "not stated". This
module maps every feature to the check's answers. The mapping is total: an unknown feature is an
error, and a feature that the check does not ask about is listed in ``NOT_ASKED`` with why. A word
that a known feature cannot be read from (a pain site the body map does not have) counts as not
stated and is listed as *unread* beside the outcome. Words in ``other`` are never read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lumbar.clinical.library import Library
from lumbar.clinical.triage import assess, pattern_scores, suspicion_scores
from lumbar.clinical.values import Answers, Assessment, Level

LEVELS = {
    "emergency_now": Level.EMERGENCY,
    "same_day": Level.SAME_DAY,
    "clinician_days_to_2_weeks": Level.CLINICIAN_SOON,
    "self_care": Level.SELF_CARE,
}

NOT_ASKED = {
    "smoker": "no rule reads it",
    "prior_episodes": "no rule reads it",
    "prior_back_surgery": "only an operation of the last three months changes a rule, and the "
    "cases give no date",
    "other": "free text is not read by machine",
}

YES_NO = {
    "saddle_numbness": "saddle_numbness",
    "bowel_incontinence": "bowel_change",
    "sexual_dysfunction": "sexual_change",
    "cannot_walk": "cannot_walk",
    "weight_loss": "weight_loss",
    "fatigue_unwell": "feeling_ill",
    "cancer_history": "cancer",
    "immunosuppression": "weak_immunity",
    "iv_drug_use": "injected_drugs",
    "recent_infection_or_procedure": "recent_infection",
    "steroid_use": "steroids",
    "osteoporosis": "osteoporosis",
    "anticoagulant": "blood_thinner",
    "diabetes": "diabetes",
    "night_pain": "night_pain",
    "nausea_vomiting": "vomiting",
    "rash": "rash_strip",
    "leg_swelling": "leg_swelling",
    "cannot_stand_straight": "leans",
}
"""Features that are one question each."""

ANY_YES = {
    "bladder_change": ("bladder_retention", "bladder_incontinence"),
    "fever": ("fever", "chills", "night_sweats"),
    "faint": ("syncope_or_faint", "sweating_pale"),
    "tearing_or_pulsing": ("sudden_tearing_pain", "pulsatile_abdomen"),
    "pee_trouble": ("urinary_symptoms", "haematuria", "dark_urine"),
    "no_position": ("rest_pain", "constant_pain"),
}
"""Questions that several features answer: yes if one is, no if all stated ones are not."""

WORSE = {
    "worse_cough_sneeze": "coughing",
    "worse_bending": "bending",
    "worse_sitting": "sitting",
    "worse_standing_walking": "standing_walking",
    "worse_lying": "lying",
    "worse_movement": "moving",
    "worse_lifting": "lifting",
}
BETTER = {
    "relieved_sitting_or_leaning_forward": "sitting_or_bending",
    "relieved_lying": "lying_down",
    "relieved_walking_or_standing": "walking_or_standing",
    "better_with_exercise": "moving_about",
}
SITES = {
    "neck": "neck",
    "cervical": "neck",
    "upper_back": "between_shoulder_blades",
    "interscapular": "between_shoulder_blades",
    "shoulder_blade": "shoulder_blade",
    "scapula": "shoulder_blade",
    "between_shoulder_blades": "between_shoulder_blades",
    "thoracic": "between_shoulder_blades",
    "mid_back": "mid_back",
    "thoracolumbar": "mid_back",
    "rib": "mid_back",
    "back": "low_back",
    "low_back": "low_back",
    "lower_back": "low_back",
    "lumbar": "low_back",
    "lumbosacral": "low_back",
    "spine": "low_back",
    "flank": "flank",
    "loin": "flank",
    "side": "flank",
    "sacrum": "tailbone",
    "sacral": "tailbone",
    "sacroiliac": "buttock",
    "si_joint": "buttock",
    "coccyx": "tailbone",
    "tailbone": "tailbone",
    "buttock": "buttock",
    "gluteal": "buttock",
    "hip": "hip_side",
    "hip_outer": "hip_side",
    "groin": "groin",
    "testicle": "groin",
    "testis": "groin",
    "scrotum": "groin",
    "perineum": "between_legs",
    "saddle": "between_legs",
    "genitals": "between_legs",
    "rectum": "between_legs",
    "anus": "between_legs",
    "abdomen": "lower_tummy",
    "lower_abdomen": "lower_tummy",
    "suprapubic": "lower_tummy",
    "upper_abdomen": "upper_tummy",
    "epigastrium": "upper_tummy",
    "pelvis": "lower_tummy",
    "pubis": "lower_tummy",
    "chest": "chest",
    "thigh": "thigh_back",
    "thigh_back": "thigh_back",
    "back_of_thigh": "thigh_back",
    "posterior_thigh": "thigh_back",
    "hamstring": "thigh_back",
    "thigh_front": "thigh_front",
    "front_of_thigh": "thigh_front",
    "anterior_thigh": "thigh_front",
    "thigh_outer": "thigh_front",
    "lateral_thigh": "thigh_front",
    "thigh_inner": "thigh_inner",
    "inner_thigh": "thigh_inner",
    "medial_thigh": "thigh_inner",
    "knee": "knee_front",
    "knee_front": "knee_front",
    "knee_back": "knee_back",
    "calf": "calf",
    "calves": "calf",
    "shin": "shin_outer",
    "shin_outer": "shin_outer",
    "shin_inner": "shin_inner",
    "lower_leg": "calf",
    "leg": "thigh_back",
    "lower_limb": "thigh_back",
    "ankle": "foot_top",
    "foot": "sole",
    "feet": "sole",
    "foot_top": "foot_top",
    "foot_outer": "foot_outer",
    "sole": "sole",
    "toe": "big_toe",
    "big_toe": "big_toe",
    "heel": "heel",
    "shoulder": "arm",
    "arm": "arm",
    "elbow": "arm",
    "forearm": "arm",
    "hand": "hand",
    "wrist": "hand",
    "finger": "hand",
}
"""Pain sites → groups of the body map."""
ONSETS = {
    "sudden": "sudden",
    "acute": "sudden",
    "abrupt": "sudden",
    "gradual": "gradual",
    "insidious": "gradual",
    "subacute": "gradual",
    "chronic": "gradual",
    "trauma": "trauma",
    "traumatic": "trauma",
    "injury": "trauma",
}
TRAUMAS = {
    "none": "none",
    "no": "none",
    "minor": "minor",
    "mild": "minor",
    "moderate": "minor",
    "low_energy": "minor",
    "fall": "minor",
    "minor_fall": "minor",
    "lifting": "minor",
    "major": "major",
    "severe": "major",
    "high_energy": "major",
}
LEG_SIDES = {
    "left": "left",
    "right": "right",
    "both": "both",
    "bilateral": "both",
    "none": "none",
    "no": "none",
    "alternating": "alternating",
    "either": "alternating",
}
NO_WEAKNESS = ("none", "no", "normal")
WEAK_FOOT = ("foot", "ankle", "toe", "toes", "dorsiflexion")
WEAK_LEG = (
    "leg", "knee", "thigh", "hip", "quadriceps", "calf", "limb", "plantarflexion", "proximal",
)  # fmt: skip
WEAK_BOTH = (
    "both", "bilateral", "legs", "feet", "limbs", "paraparesis", "paraplegia", "quadriparesis",
    "tetraparesis", "generalised", "generalized",
)  # fmt: skip
WEAK_ARM = ("arm", "arms", "hand", "hands", "grip", "finger", "fingers", "shoulder", "upper")
MEDICINES = {
    "blood_thinner": (
        "warfarin", "apixaban", "rivaroxaban", "dabigatran", "edoxaban", "heparin", "enoxaparin",
        "anticoag", "acenocoumarol",
    ),
    "steroids": ("predniso", "dexameth", "hydrocortisone", "steroid"),
    "weak_immunity": (
        "methotrexate", "azathioprine", "ciclosporin", "cyclosporin", "tacrolimus", "chemo",
        "adalimumab", "infliximab", "etanercept", "mycophenolate",
    ),
    "diabetes": ("insulin", "metformin", "gliclazide"),
}  # fmt: skip
SADDLE_WORDS = re.compile(
    r"saddle|\banus|anal\b|perine|genital|scrot|labia|vulva|vagina|penis|rectal|rectum|buttocks"
    r"|sacral|\bs[2-5]\b|between the legs"
)
TRUNK_WORDS = re.compile(r"navel|umbilic|trunk|waist|abdomen|chest|\brib|nipple|\bt\d{1,2}\b")
BOTH_WORDS = re.compile(
    r"\bboth\b(?! (hands|arms))|bilateral|\blegs\b|\bfeet\b|\bsoles\b|calves"
    r"|thighs|lower (limbs|extremities)|stocking"
)
LEG_WORDS = re.compile(
    r"\blegs?\b|thigh|\bcalf|calves|shin|\bfoot|\bfeet|\btoes?\b|\bsoles?\b|heel|ankle|knee"
    r"|\bl[1-5]\b|\bs1\b|lower (limb|extremit)|stocking"
)
HAND_WORDS = re.compile(r"\bhands?\b|finger|\barms?\b|glove")
NO_WORDS = re.compile(r"none|no|nil|normal|absent|no numbness")

FEATURES = frozenset(
    {*NOT_ASKED, *YES_NO, *WORSE, *BETTER}
    | {feature for features in ANY_YES.values() for feature in features}
    | {
        "duration_days", "onset", "trauma", "pain_0_10", "pain_sites", "leg_side", "below_knee",
        "numbness_site", "pins_needles", "burning", "cold_feeling", "weakness", "gait_trouble",
        "age_over_70", "age_under_18", "morning_stiffness", "morning_stiffness_minutes",
        "abdominal_pain", "vaginal_bleeding", "pregnant", "cyclic_with_periods",
        "red_painful_eye", "work_or_sport_overuse", "medications", "improved_since_onset",
        "getting_worse",
    }
)  # fmt: skip
"""Every feature this module knows."""
NUMBERS = frozenset({"duration_days", "pain_0_10", "morning_stiffness_minutes"})
TEXTS = frozenset(
    {"onset", "trauma", "leg_side", "numbness_site", "weakness", "medications", "pain_sites"}
)
TRUTHS = FEATURES - NUMBERS - TEXTS - set(NOT_ASKED)
"""Features that are true, false or not stated."""
NOT_STATED = ("", "unknown", "unclear", "not stated", "not_stated", "unspecified", "n/a")


class CaseError(ValueError):
    """A case that cannot be read, with its id and why."""


def _truth(feature: str, value: Any) -> bool | None:
    word = str(value).strip().lower()
    if word in NOT_STATED:
        return None
    if word in ("true", "yes", "1", "1.0"):
        return True
    if word in ("false", "no", "0", "0.0", "none"):
        return False
    raise CaseError(f"{feature} is true or false, not {value!r}")


def _number(feature: str, value: Any) -> float | None:
    if isinstance(value, str) and value.strip().lower() in NOT_STATED:
        return None
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number < math.inf:
        raise CaseError(f"{feature} is a number from 0 up, not {value!r}")
    return number


def _word(value: Any) -> str:
    """A word as the tables write it: ``"Low back"`` is ``low_back``."""
    return re.sub(r"[\s-]+", "_", str(value).strip().lower())


class _Case:
    """The stated features of one case, with the questions they answer filled in step by step."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        features = case["features"]
        if not isinstance(features, Mapping):
            raise CaseError("its features are not a table")
        unknown = set(features) - FEATURES
        if unknown:
            raise CaseError(f"unknown features {sorted(unknown)}")
        self.features: dict[str, Any] = {}
        self.unread: list[str] = []
        for feature, value in features.items():
            if value is None:
                continue
            if feature in TRUTHS:
                value = _truth(feature, value)
            elif feature in NUMBERS:
                value = _number(feature, value)
            self.features[feature] = value
        for feature, table in (("onset", ONSETS), ("trauma", TRAUMAS), ("leg_side", LEG_SIDES)):
            self._read_word(feature, table)
        self._read_sites()
        age = case.get("age")
        self.age = None if age is None else _number("age", age)
        sex = _word(case.get("sex") or "")
        self.sex = "male" if sex in ("male", "m", "man", "boy") else sex or None
        self.said: dict[str, Any] = {}

    def _read_word(self, feature: str, table: Mapping[str, str]) -> None:
        word = _word(self.of(feature) or "")
        if isinstance(self.of(feature), bool):
            word = "minor" if feature == "trauma" and self.of(feature) else "none"
        self.features[feature] = table.get(word)
        if word not in table and word not in NOT_STATED:
            self.cannot_read(feature, word)

    def _read_sites(self) -> None:
        given = self.of("pain_sites") or ()
        sites = []
        for site in [given] if isinstance(given, str) else given:
            word = re.sub(r"^(left|right|both)_|_(left|right)$", "", _word(site))
            known = next((w for w in (word, word.removesuffix("s")) if w in SITES), None)
            if known is not None:
                sites.append(known)
            elif word not in (*NOT_STATED, "none"):
                self.cannot_read("pain_sites", word)
        self.features["pain_sites"] = sites

    def cannot_read(self, feature: str, value: object) -> None:
        """Note a stated value that says nothing to this check."""
        self.unread.append(f"{feature}: {value}")

    def of(self, feature: str) -> Any:
        return self.features.get(feature)

    def true(self, *features: str) -> bool:
        return any(self.features.get(feature) is True for feature in features)

    def say(self, question: str, truth: bool | None) -> None:
        """Answer yes or no, unless something already said yes."""
        if truth is not None and self.said.get(question) != "yes":
            self.said[question] = "yes" if truth else "no"

    def add(self, question: str, *options: str) -> None:
        """Tick options of a question of several."""
        self.said[question] = sorted({*self.said.get(question, ()), *options})

    @property
    def days(self) -> float | None:
        days: float | None = self.of("duration_days")
        return days

    @property
    def sides(self) -> tuple[str, ...]:
        side = self.of("leg_side")
        return (
            ("left", "right")
            if side in ("both", "alternating")
            else (side,)
            if side in ("left", "right")
            else ("left",)
        )

    @property
    def in_leg(self) -> bool:
        """Whether something is said to be in a leg."""
        side = self.of("leg_side")
        return side not in (None, "none") or bool(self.of("below_knee"))

    @property
    def walking_only(self) -> bool:
        """Brought on by standing or walking, and gone with a change of posture; or, where the
        case does not say what eases it, slowly over months."""
        if not self.true("worse_standing_walking") or self.true("rest_pain", "night_pain"):
            return False
        eased = (
            "relieved_sitting_or_leaning_forward",
            "relieved_lying",
            "relieved_walking_or_standing",
        )
        slowly = self.of("onset") == "gradual" and (self.days or 0) > 90
        return self.true(*eased) or (slowly and all(self.of(e) is None for e in eased))


def read_case(case: Mapping[str, Any], library: Library) -> tuple[Answers, tuple[str, ...]]:
    """Map the features of a case to the check's answers; the second value is what was unread.

    Raises:
        CaseError: an unknown feature or a value of another kind, with the id of the case.
    """
    try:
        told = _Case(case)
        for part in (_about, _plain, _pain, _areas, _legs, _start, _belly, _long):
            part(told)
        return library.answers(told.said), tuple(told.unread)
    except KeyError as error:
        raise CaseError(f"{case.get('id', '?')}: no {error}") from error
    except ValueError as error:
        raise CaseError(f"{case.get('id', '?')}: {error}") from error


def _about(c: _Case) -> None:
    age = c.age
    if c.true("age_under_18"):
        age = 16 if age is None else age
    if age is not None:
        bands = (
            (6, "under_6"), (18, "6_to_17"), (20, "18_to_19"), (45, "20_to_44"),
            (50, "45_to_49"), (60, "50_to_59"), (66, "60_to_65"), (70, "66_to_69"),
        )  # fmt: skip
        c.said["age"] = next((band for most, band in bands if age < most), "70_plus")
    elif c.true("age_over_70"):
        c.said["age"] = "70_plus"
    if c.sex == "male":
        c.said["pregnancy"] = "not_for_me"
    elif c.of("pregnant") is not None:
        c.said["pregnancy"] = "under_20_weeks" if c.of("pregnant") else "no"


def _plain(c: _Case) -> None:
    for feature, question in YES_NO.items():
        c.say(question, c.of(feature))
    for question, features in ANY_YES.items():
        stated = [c.of(feature) for feature in features if c.of(feature) is not None]
        if stated:
            c.say(question, any(stated))
    medicines = str(c.of("medications") or "").lower()
    for question, names in MEDICINES.items():
        if any(name in medicines for name in names):
            c.say(question, True)


def _pain(c: _Case) -> None:
    if c.of("pain_0_10") is not None:
        c.said["pain_now"] = min(10, round(c.of("pain_0_10")))
    if c.true("getting_worse"):
        c.said["trend"] = "worse"
    elif c.true("improved_since_onset"):
        c.said["trend"] = "better"
    elif c.of("improved_since_onset") is False:
        c.said["trend"] = "same"
    for question, table in (("worse_when", WORSE), ("better_when", BETTER)):
        stated = [feature for feature in table if c.of(feature) is not None]
        if stated:
            c.add(question, *(table[feature] for feature in stated if c.of(feature)))
    minutes = c.of("morning_stiffness_minutes")
    if minutes is not None:
        c.say("morning_stiffness", minutes >= 30)
    else:
        c.say("morning_stiffness", c.of("morning_stiffness"))


def _areas(c: _Case) -> None:
    areas: set[str] = set()
    for site in c.of("pain_sites"):
        areas.update(_regions(SITES[site], c.sides))
    if c.true("below_knee"):
        areas.update(_regions("calf", c.sides))
    if areas:
        c.add("pain_areas", *areas)
    if "chest" in areas:
        c.say("chest_pain", True)
    for feature, question in (
        ("pins_needles", "tingling_areas"),
        ("burning", "burning_areas"),
        ("cold_feeling", "burning_areas"),
    ):
        if c.of(feature) is False:
            c.said.setdefault(question, [])
        elif c.true(feature) and c.in_leg:
            below = c.of("below_knee") is not False
            c.add(question, *_regions("calf" if below else "thigh_back", c.sides))
        elif c.true(feature) and not c.in_leg and question == "burning_areas":
            sites = set(c.of("pain_sites"))
            c.say("rash_strip", True if sites & {"flank", "mid_back", "chest", "abdomen"} else None)
    _numbness(c)


def _numbness(c: _Case) -> None:
    given = c.of("numbness_site")
    # A case may say only that there is numbness; the check then asks where.
    where = ("leg" if given else "none") if isinstance(given, bool) else str(given or "").lower()
    if where.strip() in NOT_STATED:
        return
    if NO_WORDS.fullmatch(where.strip()):
        c.said["numb_areas"] = []
        c.say("leg_numbness", False)
        return
    saddle, hand = SADDLE_WORDS.search(where), HAND_WORDS.search(where)
    where = where.replace("between the legs", "")
    trunk, leg = TRUNK_WORDS.search(where), LEG_WORDS.search(where)
    if saddle:
        c.say("saddle_numbness", True)
    if hand:
        c.add("numb_areas", "hand_left", "hand_right")
    if trunk:
        c.say("leg_numbness", True)
        c.say("both_legs", True)
    elif leg:
        c.say("leg_numbness", True)
        if BOTH_WORDS.search(where):
            c.say("both_legs", True)
        group = "thigh_back" if "thigh" in where else "big_toe" if "toe" in where else "calf"
        c.add("numb_areas", *_regions(group, c.sides))
    elif not (saddle or hand):
        c.cannot_read("numbness_site", given)


def _weakness(c: _Case) -> bool | None:
    """Answer what is weak; whether it is in the legs."""
    given = c.of("weakness")
    if isinstance(given, bool):
        given = "leg" if given else "none"
    word = _word(given or "")
    parts = set(word.split("_"))
    if word in NOT_STATED:
        return None
    if word in NO_WEAKNESS:
        c.say("leg_weakness", False)
        return False
    arm = bool(parts & set(WEAK_ARM))
    if arm:
        c.say("clumsy_hands", True)
    where = (
        "both_legs"
        if parts & set(WEAK_BOTH) and not (arm and not parts & {"leg", "legs", "limbs", "feet"})
        else "foot"
        if parts & set(WEAK_FOOT)
        else "one_leg"
        if parts & set(WEAK_LEG) and not parts & {"arm", "arms", "upper"}
        else None
    )
    if where is None:
        if not arm:
            c.cannot_read("weakness", word)
        return None
    c.say("leg_weakness", True)
    c.said["weak_where"] = where
    c.say("both_legs", True if where == "both_legs" else None)
    return True


def _legs(c: _Case) -> None:
    days, side = c.days, c.of("leg_side")
    c.say("both_legs", None if side in (None, "alternating") else side == "both")
    settled = days is not None and days > 42
    if _weakness(c) and settled and (c.of("getting_worse") is False or c.walking_only):
        c.said["weak_change"] = "long_steady"
    if c.said.get("both_legs") == "yes":
        if c.walking_only:
            c.said["both_legs_when"] = "only_walking"
        elif c.of("worse_standing_walking") is False:
            c.said["both_legs_when"] = "other_times"
        if days is not None and days > 90 and not c.true("getting_worse"):
            c.said["both_legs_since"] = "long_unchanged"
        elif (days is not None and days <= 14) or (c.true("getting_worse") and not c.walking_only):
            c.said["both_legs_since"] = "new_or_worse"
    # A limp from a sore leg or hip is not the unsteadiness that the check asks about.
    hip = {"groin", "hip", "hip_outer"} & set(c.of("pain_sites"))
    limps = side in ("left", "right", "alternating") or bool(hip)
    if c.true("gait_trouble") and not c.walking_only and not limps:
        c.say("unsteady", True)
        if c.true("getting_worse") or (days is not None and days <= 42):
            c.said["cord_change"] = "new_or_worse"
        elif days is not None and days > 90:
            c.said["cord_change"] = "long_unchanged"
    elif c.of("gait_trouble") is False:
        c.say("unsteady", False)
    if c.in_leg and c.of("worse_cough_sneeze") is not None:
        c.add("leg_worse_when", *(["coughing"] if c.true("worse_cough_sneeze") else []))


def _start(c: _Case) -> None:
    days, onset, trauma = c.days, c.of("onset"), c.of("trauma")
    if days is not None:
        bands = (
            (2, "under_2_days"),
            (15, "2_to_14_days"),
            (43, "2_to_6_weeks"),
            (91, "6_to_12_weeks"),
        )
        c.said["duration"] = next((band for most, band in bands if days < most), "over_3_months")
    strain = c.true("work_or_sport_overuse", "worse_lifting")
    recent = days is None or days <= 42
    # In the young a sport explains also a longer pain.
    overused = c.true("work_or_sport_overuse") and (
        recent or c.said.get("age") in ("6_to_17", "18_to_19")
    )
    if trauma == "major":
        c.say("serious_accident", recent)
    elif trauma is not None:
        c.say("serious_accident", False)
    if trauma == "minor" or (onset == "trauma" and trauma in (None, "none")):
        c.said["started"] = "small_injury"
        c.say("minor_injury", True)
    elif onset == "sudden":
        c.said["started"] = "strain" if strain else "sudden"
        if strain:
            c.say("minor_injury", True)
    elif onset == "gradual":
        c.said["started"] = "strain" if overused else "gradual"
    elif overused:
        c.said["started"] = "strain"
    pain = c.of("pain_0_10")
    if onset == "sudden" and (
        (pain is not None and pain >= 8) or c.true("syncope_or_faint", "sudden_tearing_pain")
    ):
        c.say("sudden_severe", True)
    elif onset == "gradual":
        c.say("sudden_severe", False)


def _belly(c: _Case) -> None:
    c.say("tummy_pain", c.of("abdominal_pain"))
    if set(c.of("pain_sites")) & {"abdomen", "lower_abdomen", "upper_abdomen", "epigastrium"}:
        c.say("tummy_pain", True)
    if c.true("pregnant"):
        c.say("pregnancy_bleeding", c.of("vaginal_bleeding"))
        c.say("pregnancy_pain", c.of("abdominal_pain"))
    elif c.true("vaginal_bleeding") and c.of("pregnant") is None and (c.age or 30) <= 50:
        c.said["pregnancy"] = "could_be"
        c.say("pregnancy_bleeding", True)
        c.say("pregnancy_pain", c.of("abdominal_pain"))
    elif c.sex != "male":
        c.say("pelvic_signs", True if c.true("vaginal_bleeding", "cyclic_with_periods") else None)


def _long(c: _Case) -> None:
    days = c.days
    if days is None or days <= 90:
        return
    signs = set()
    if c.age is not None and c.age - days / 365 < 35:
        signs.add("before_35")
    if c.true("night_pain"):
        signs.add("second_half_of_night")
    if set(c.of("pain_sites")) & {"buttock", "gluteal", "sacroiliac", "si_joint"}:
        signs.add("buttock")
    if c.true("better_with_exercise"):
        signs.add("better_moving")
    if c.true("red_painful_eye"):
        signs.add("red_eye")
    if signs:
        c.add("inflammation_signs", *signs)


def _regions(group: str, sides: Sequence[str]) -> Iterable[str]:
    if group == "low_back":
        return ["low_back_middle"]
    if group in (
        "neck",
        "tailbone",
        "between_shoulder_blades",
        "between_legs",
        "chest",
        "lower_tummy",
        "upper_tummy",
    ):
        return [group]
    return [f"{group}_{side}" for side in sides]


# --- what came out ------------------------------------------------------------------------------


FAINT_PATTERN = 0.5
"""How much a pattern too faint to mention to the person counts in the clinician's ranking."""


def clinician_words(answers: Answers, assessment: Assessment, library: Library) -> tuple[str, ...]:
    """Suspicions and patterns together, best first, in the published cases' vocabulary."""
    scores: dict[str, float] = {}
    fired = [library.compiled.by_rule[finding.rule] for finding in assessment.findings]
    for suspect, points in suspicion_scores(fired).items():
        word = library.suspicions[suspect].clinician_word
        scores[word] = scores.get(word, 0.0) + points
    for pattern, score in pattern_scores(answers, library).items():
        word = library.patterns[pattern].clinician_word
        mentioned = score >= library.patterns[pattern].needs
        scores[word] = max(scores.get(word, 0.0), score if mentioned else score * FAINT_PATTERN)
    return tuple(sorted(scores, key=lambda word: (-scores[word], word)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: what came out beside what was expected."""

    id: str
    level: Level
    expected: Level
    acceptable: frozenset[Level]
    patterns: tuple[str, ...]
    acceptable_patterns: frozenset[str]
    findings: tuple[str, ...]
    scored: bool
    diagnosis: str
    unread: tuple[str, ...] = ()
    """What the case states in words the check cannot take."""

    @property
    def level_fits(self) -> bool:
        return self.level in self.acceptable

    @property
    def under(self) -> bool:
        """Less urgent than the least urgent acceptable level."""
        return self.level.urgency < min(level.urgency for level in self.acceptable)

    @property
    def over(self) -> bool:
        return self.level.urgency > max(level.urgency for level in self.acceptable)

    @property
    def pattern_fits(self) -> bool:
        """An acceptable pattern is among the first three."""
        return bool(self.acceptable_patterns & set(self.patterns[:3]))


def run(cases: Iterable[Mapping[str, Any]], library: Library) -> list[Outcome]:
    """Put every case through the check.

    Raises:
        CaseError: a case has an unknown feature, level or shape.
    """
    return [_outcome(case, library) for case in cases]


def _outcome(case: Mapping[str, Any], library: Library) -> Outcome:
    if not isinstance(case, Mapping):
        raise CaseError(f"a case is a table, not {case!r}")
    id = str(case.get("id", "?"))
    answers, unread = read_case(case, library)
    assessment = assess(answers, library)
    try:
        truth = case["truth"]
        expected = _level(id, truth["expected_disposition"])
        acceptable = truth.get("acceptable_dispositions") or ()
        return Outcome(
            id=id,
            level=assessment.level,
            expected=expected,
            acceptable=frozenset({expected, *(_level(id, word) for word in acceptable)}),
            patterns=clinician_words(answers, assessment, library),
            acceptable_patterns=frozenset(
                {truth["pattern"], *(truth.get("acceptable_patterns") or ())}
            ),
            findings=tuple(finding.rule for finding in assessment.findings),
            scored=case.get("score_triage") is not False,
            diagnosis=str(truth.get("diagnosis", "")),
            unread=unread,
        )
    except (KeyError, AttributeError, TypeError) as error:
        raise CaseError(f"{id}: its truth cannot be read: {error}") from error


def _level(id: str, word: str) -> Level:
    try:
        return LEVELS[word]
    except KeyError:
        raise CaseError(f"{id}: {word!r} is none of {', '.join(LEVELS)}") from None


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a proportion, as two numbers from 0 to 1."""
    if not of:
        return 0.0, 1.0
    z = 1.959964
    p = hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    spread = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def totals(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Confusion table and rates. Cases marked unscored count for patterns only."""
    scored = [outcome for outcome in outcomes if outcome.scored]

    def rate(of: Sequence[Outcome], fits: Callable[[Outcome], bool]) -> dict[str, Any]:
        hits = sum(1 for outcome in of if fits(outcome))
        low, high = wilson(hits, len(of))
        return {"hits": hits, "of": len(of), "low": round(low, 3), "high": round(high, 3)}

    urgent = [o for o in scored if o.expected in (Level.EMERGENCY, Level.SAME_DAY)]
    home = [o for o in scored if o.expected is Level.SELF_CARE]
    confusion = {
        str(expected): {
            str(level): sum(1 for o in scored if o.expected is expected and o.level is level)
            for level in LEVELS.values()
        }
        for expected in LEVELS.values()
    }
    return {
        "cases": len(outcomes),
        "scored": len(scored),
        "confusion": confusion,
        "acceptable": rate(scored, lambda o: o.level_fits),
        "under_triage": rate(scored, lambda o: o.under),
        "over_triage": rate(scored, lambda o: o.over),
        "urgent_missed": rate(urgent, lambda o: o.under),
        "self_care_kept": rate(home, lambda o: o.level is Level.SELF_CARE),
        "pattern_in_three": rate(outcomes, lambda o: o.pattern_fits),
    }
