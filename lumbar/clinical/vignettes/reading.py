"""A published case read as answers to the check.

A case states *features* a patient could report; ``None``, or no such key, is "not stated". The
mapping is total: an unknown feature is an error. A word that a known feature cannot be read from
(a pain site the body map does not have) counts as not stated and is listed as *unread*. Words in
``other`` are never read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lumbar.clinical.library import Library
from lumbar.clinical.values import Answers
from lumbar.clinical.vignettes.features import (
    ANY_YES,
    BETTER,
    BOTH_WORDS,
    FEATURES,
    HAND_WORDS,
    LEG_SIDES,
    LEG_WORDS,
    MEDICINES,
    NO_WEAKNESS,
    NO_WORDS,
    NOT_STATED,
    NUMBERS,
    ONSETS,
    SADDLE_WORDS,
    SITES,
    TRAUMAS,
    TRUNK_WORDS,
    TRUTHS,
    WEAK_ARM,
    WEAK_BOTH,
    WEAK_FOOT,
    WEAK_LEG,
    WORSE,
    YES_NO,
)


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
