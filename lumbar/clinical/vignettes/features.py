"""The features that published cases state, and the words for them.

Every feature is known here: it answers questions of the check, or stands in ``NOT_ASKED`` with
why it does not.
"""

from __future__ import annotations

import re

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
