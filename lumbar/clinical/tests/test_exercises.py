"""The catalogue of twenty: complete, within the joint ranges, and cautious enough.

What is expected stands here as plain data, written from the clinical facts (C.2 to C.5) and not
from the files it is held against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest

from lumbar.clinical import schema
from lumbar.clinical.library import ROOT
from lumbar.clinical.tests.reading import grade
from lumbar.clinical.words_schema import ExerciseWords

LANGUAGES = ("en", "zh-hant")
SMALL = 0.5
"""The largest part of a movement that counts as small."""

# exercise -> number, flags that leave it out, flags that allow only the small way
CATALOGUE: dict[str, tuple[str, set[str], set[str]]] = {
    "belly-breathing": ("E01", {"dizziness", "pregnant-20-weeks"}, set()),
    "ninety-ninety-rest": ("E02", {"hip-posterior", "pregnant-20-weeks", "leg-clot"}, set()),
    "pelvic-tilt": ("E03", {"pregnant-20-weeks"}, set()),
    "knee-rolls": ("E04", {"hip-posterior", "pregnant-20-weeks"}, {"osteoporosis"}),
    "single-knee-to-chest": (
        "E05",
        {"bending-spreads", "hip-posterior", "knee", "pregnant-20-weeks"},
        set(),
    ),
    "double-knee-to-chest": (
        "E06",
        {"bending-spreads", "osteoporosis", "pregnant-20-weeks", "hip-posterior", "reflux"},
        set(),
    ),
    "figure-four": (
        "E07",
        {"hip-posterior", "hip-anterior", "knee", "groin-pain", "pregnant-20-weeks"},
        set(),
    ),
    "hamstring-strap": (
        "E08",
        {"irritable-leg", "nerve-leg-pain", "hip-posterior", "pregnant-20-weeks"},
        set(),
    ),
    "bridge": ("E09", {"arching-spreads", "pregnant-20-weeks", "neck-pain"}, set()),
    "sciatic-slider": ("E10", {"irritable-leg", "new-weakness", "pregnant-20-weeks"}, set()),
    "hip-flexor": (
        "E11",
        {"hip-anterior", "arching-spreads", "pregnant-20-weeks", "cannot-reach-floor"},
        set(),
    ),
    "cat-cow": (
        "E12",
        {"wrist", "knee", "arching-spreads", "cannot-reach-floor"},
        {"osteoporosis"},
    ),
    "childs-pose": (
        "E13",
        {
            "bending-spreads",
            "knee",
            "osteoporosis",
            "hip-posterior",
            "pregnant-20-weeks",
            "cannot-reach-floor",
        },
        set(),
    ),
    "bird-dog": ("E14", {"wrist", "knee", "cannot-reach-floor"}, set()),
    "prone-lying": ("E15", {"pregnant", "arching-spreads", "neck-pain"}, set()),
    "sphinx": (
        "E16",
        {"arching-spreads", "stenosis-like", "spondylolysis", "pregnant", "shoulder"},
        {"over-65"},
    ),
    "press-up": (
        "E17",
        {"arching-spreads", "stenosis-like", "spondylolysis", "pregnant", "shoulder", "wrist"},
        {"over-65"},
    ),
    "open-book": ("E18", {"shoulder", "hip-posterior"}, {"osteoporosis"}),
    "seated-forward-fold": (
        "E19",
        {"bending-spreads", "osteoporosis", "nerve-leg-pain", "irritable-leg", "hip-posterior"},
        {"over-65"},
    ),
    "standing-back-bend": (
        "E20",
        {"arching-spreads", "stenosis-like", "dizziness", "cannot-reach-floor", "spondylolysis"},
        {"over-65"},
    ),
}

SUPINE = {f"E{number:02}" for number in range(2, 12)}
PRONE = {"E15", "E16", "E17"}
NOT_ON_A_MATTRESS = {"E12", "E13", "E14", "E17", "E20"}

# exercise:variant -> flags that way is free of, because it takes the strain away
SPARED: dict[tuple[str, str], set[str]] = {
    ("belly-breathing", "side"): {"pregnant-20-weeks"},
    ("belly-breathing", "chair"): {"pregnant-20-weeks"},
    ("ninety-ninety-rest", "easier"): {"hip-posterior"},
    ("pelvic-tilt", "side"): {"pregnant-20-weeks"},
    ("pelvic-tilt", "chair"): {"pregnant-20-weeks"},
    ("single-knee-to-chest", "easier"): {"knee"},
    ("figure-four", "chair"): {"pregnant-20-weeks"},
    ("hip-flexor", "easier"): {"pregnant-20-weeks"},
    ("cat-cow", "no-sag"): {"arching-spreads", "over-65"},
    ("cat-cow", "small"): {"arching-spreads", "over-65"},
    ("cat-cow", "easier"): {"wrist", "over-65"},
    ("cat-cow", "chair"): {"wrist", "knee", "cannot-reach-floor", "over-65"},
    ("childs-pose", "wide-knees"): {"pregnant-20-weeks"},
    ("prone-lying", "easier"): {"arching-spreads"},
    ("open-book", "easier"): {"shoulder"},
    ("open-book", "chair"): {"shoulder", "hip-posterior"},
    ("seated-forward-fold", "chair"): {"over-65"},
}

# The start and end the facts give; authoring values, but the ones agreed on.
AGREED_ANGLES: list[tuple[str, str, float, float]] = [
    ("pelvic-tilt", "lumbar.flexion", 0, 12),
    ("knee-rolls", "pelvis.roll", 0, 35),
    ("single-knee-to-chest", "moving-hip.flexion", 50, 115),
    ("double-knee-to-chest", "lumbar.flexion", 0, 35),
    ("figure-four", "other-hip.flexion", 50, 62),
    ("hamstring-strap", "moving-knee.flexion", 90, 5),
    ("bridge", "trunk.incline", 0, 27),
    ("sciatic-slider", "moving-ankle.dorsiflexion", 5, -20),
    ("hip-flexor", "moving-hip.flexion", 0, -10),
    ("cat-cow", "lumbar.flexion", -10, 25),
    ("childs-pose", "lumbar.flexion", 0, 35),
    ("bird-dog", "other-shoulder.flexion", 90, 165),
    ("sphinx", "lumbar.flexion", -3, -12),
    ("press-up", "lumbar.flexion", -3, -18),
    ("open-book", "thorax.rotation", 0, 35),
    ("seated-forward-fold", "lumbar.flexion", 10, 38),
    ("standing-back-bend", "lumbar.flexion", 0, -12),
]

NEVER_SAY = re.compile(
    r"\b(cures?|heals?|treats?|fix(es)?|slipped|wear and tear|crumbling|all clear|safe to|"
    r"out of place|align(ment|s)?)\b",
    re.IGNORECASE,
)
NEVER_SAY_CHINESE = ("治療", "治癒", "根治", "醫好", "退化", "錯位", "滑脫", "您", "复", "这")


def _exercise(slug: str) -> schema.Exercise:
    path = ROOT / "exercises" / slug / "exercise.toml"
    return msgspec.toml.decode(path.read_bytes(), type=schema.Exercise)


def _words(slug: str, language: str) -> ExerciseWords:
    path = ROOT / "exercises" / slug / f"words.{language}.toml"
    return msgspec.toml.decode(path.read_bytes(), type=ExerciseWords)


EXERCISES = {slug: _exercise(slug) for slug in CATALOGUE}
CAPS = {
    cap.id: cap
    for cap in msgspec.toml.decode((ROOT / "angles.toml").read_bytes(), type=schema.AnglesFile).cap
}
VARIANTS = [(slug, variant.id) for slug, e in EXERCISES.items() for variant in e.variant]


def _variant(slug: str, id: str) -> schema.Variant:
    return next(variant for variant in EXERCISES[slug].variant if variant.id == id)


def _avoid(slug: str, id: str) -> dict[str, str]:
    """Flag -> effect of one way of doing an exercise."""
    own = _variant(slug, id).avoid
    return {item.flag: item.effect for item in (EXERCISES[slug].avoid if own is None else own)}


def _angles(poses: list[schema.Pose]) -> Iterator[tuple[float, str, float]]:
    for pose in poses:
        for joint, motions in pose.joints.items():
            for motion, degrees in motions.items():
                yield pose.at, f"{joint}.{motion}", degrees


def _drawn(slug: str, id: str) -> Iterator[tuple[str, float]]:
    """Every angle a way of doing the exercise reaches: its own poses as they are written, the
    exercise's shortened by its range."""
    variant = _variant(slug, id)
    if variant.pose is not None:
        for _, name, degrees in _angles(variant.pose):
            yield name, degrees
        return
    start = {name: degrees for at, name, degrees in _angles(EXERCISES[slug].pose) if at == 0}
    for _, name, degrees in _angles(EXERCISES[slug].pose):
        yield name, start[name] + variant.range * (degrees - start[name])


def _cap(name: str) -> schema.JointCap:
    return CAPS[name.removeprefix("moving-").removeprefix("other-")]


def test_the_catalogue_is_the_twenty() -> None:
    folders = {path.name for path in (ROOT / "exercises").iterdir() if path.is_dir()}
    assert folders == set(CATALOGUE)
    for slug, (number, _, _) in CATALOGUE.items():
        assert (EXERCISES[slug].id, EXERCISES[slug].number) == (slug, number)


@pytest.mark.parametrize("slug", CATALOGUE)
def test_every_caution_of_the_table_is_there(slug: str) -> None:
    _, leave_out, small = CATALOGUE[slug]
    avoid = {item.flag: item.effect for item in EXERCISES[slug].avoid}
    assert leave_out <= {flag for flag, effect in avoid.items() if effect == "leave-out"}
    assert small <= set(avoid), "a small-only caution is missing"


def test_what_may_be_small_is_only_what_the_table_or_a_comment_says() -> None:
    found = {
        (slug, item.flag)
        for slug, exercise in EXERCISES.items()
        for item in exercise.avoid
        if item.effect == "small"
    }
    table = {(slug, flag) for slug, (_, _, small) in CATALOGUE.items() for flag in small}
    assert found - table == {("cat-cow", "bending-spreads"), ("cat-cow", "over-65")}


def test_flags_are_known() -> None:
    known = {
        flag.id
        for flag in msgspec.toml.decode(
            (ROOT / "flags.toml").read_bytes(), type=schema.FlagFile
        ).flag
    }
    used = {flag for slug, id in VARIANTS for flag in _avoid(slug, id)}
    assert used <= known


@pytest.mark.parametrize(("slug", "id"), VARIANTS)
def test_a_variant_drops_a_caution_only_where_agreed(slug: str, id: str) -> None:
    dropped = {item.flag for item in EXERCISES[slug].avoid} - set(_avoid(slug, id))
    assert dropped == SPARED.get((slug, id), set())


@pytest.mark.parametrize(("slug", "id"), VARIANTS)
def test_lying_on_the_back_late_in_pregnancy_and_on_the_front_at_any_stage(
    slug: str, id: str
) -> None:
    exercise, variant = EXERCISES[slug], _variant(slug, id)
    position = variant.position or exercise.position
    if position in ("supine", "crook-lying", "bed-edge"):
        assert _avoid(slug, id).get("pregnant-20-weeks") == "leave-out"
    if position == "prone":
        assert _avoid(slug, id).get("pregnant") == "leave-out"


def test_the_supine_and_prone_items_are_those_of_the_table() -> None:
    for exercise in EXERCISES.values():
        flags = {item.flag for item in exercise.avoid}
        assert exercise.number not in SUPINE or "pregnant-20-weeks" in flags
        assert exercise.number not in PRONE or "pregnant" in flags


@pytest.mark.parametrize(("slug", "id"), VARIANTS)
def test_places_are_honest(slug: str, id: str) -> None:
    exercise, variant = EXERCISES[slug], _variant(slug, id)
    assert variant.places
    if exercise.number in NOT_ON_A_MATTRESS:
        assert "bed" not in variant.places
        if "floor" in variant.places:
            assert "cannot-reach-floor" in _avoid(slug, id)
    if "chair" in variant.places:
        assert (variant.position or exercise.position) in ("sitting", "standing")


@pytest.mark.parametrize(("slug", "id"), VARIANTS)
def test_every_angle_is_within_the_range_of_its_joint(slug: str, id: str) -> None:
    for name, degrees in _drawn(slug, id):
        cap = _cap(name)
        assert cap.least <= degrees <= cap.most, name


@pytest.mark.parametrize(("slug", "id"), VARIANTS)
def test_past_65_the_low_back_stays_within_the_range_of_that_age(slug: str, id: str) -> None:
    effect = _avoid(slug, id).get("over-65")
    if effect == "small" and _variant(slug, id).range > SMALL:
        return  # not offered to them
    for name, degrees in _drawn(slug, id):
        if name == "lumbar.flexion":
            # C.3: extension poses stop "at about -6 to -10", bending poses at +35.
            assert -10 <= degrees <= 35


@pytest.mark.parametrize(("slug", "name", "start", "end"), AGREED_ANGLES)
def test_the_agreed_start_and_end(slug: str, name: str, start: float, end: float) -> None:
    found = {(at, joint): degrees for at, joint, degrees in _angles(EXERCISES[slug].pose)}
    assert (found[0, name], found[1, name]) == (start, end)


@pytest.mark.parametrize(("slug", "id"), VARIANTS)
def test_poses_begin_at_the_start_and_name_the_same_joints(slug: str, id: str) -> None:
    poses = _variant(slug, id).pose or EXERCISES[slug].pose
    moments = [pose.at for pose in poses]
    assert moments == sorted(moments) and moments[0] == 0 and moments[-1] == 1
    named = [{name for _, name, _ in _angles([pose])} for pose in poses]
    assert all(each == named[0] for each in named)


@pytest.mark.parametrize("slug", CATALOGUE)
def test_ways_of_doing_it(slug: str) -> None:
    exercise = EXERCISES[slug]
    ids = [variant.id for variant in exercise.variant]
    assert ids[0] == "standard" and len(set(ids)) == len(ids)
    assert any(variant.range <= SMALL for variant in exercise.variant)
    for variant in exercise.variant:
        assert 0 <= variant.range <= 1
        assert not (variant.harder and 0 < variant.range <= SMALL)
        dose = variant.dose or exercise.dose
        assert 1 <= dose.repetitions[0] <= dose.repetitions[1]
        assert 0 <= dose.hold_seconds[0] <= dose.hold_seconds[1] <= 30
        if dose.kind == "hold":
            assert dose.hold_seconds[0] > 0
        if dose.kind == "breathing":
            assert 0 < dose.minutes[0] <= dose.minutes[1] <= 5
            assert variant.range == 0


def test_doses_that_were_not_found_in_a_source_say_so() -> None:
    unverified = {"E01", "E02", "E06", "E10", "E14", "E17", "E18"}
    for exercise in EXERCISES.values():
        if exercise.number in unverified:
            assert exercise.dose.tag == "not-verified", exercise.number


def test_every_source_is_listed() -> None:
    listed = {
        source.id
        for path in (ROOT / "sources").glob("*.toml")
        for source in msgspec.toml.decode(path.read_bytes(), type=schema.SourceFile).source
    }
    for exercise in EXERCISES.values():
        doses = [exercise.dose, *(v.dose for v in exercise.variant if v.dose is not None)]
        assert exercise.source
        assert set(exercise.source) <= listed
        for dose in doses:
            assert dose.source and set(dose.source) <= listed
    for cap in CAPS.values():
        assert cap.source and set(cap.source) <= listed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", CATALOGUE)
def test_words_are_complete(slug: str, language: str) -> None:
    exercise, words = EXERCISES[slug], _words(slug, language)
    assert list(words.variants) == [variant.id for variant in exercise.variant]
    assert 3 <= len(words.steps) <= 6
    for variant in exercise.variant:
        steps = words.variants[variant.id].steps
        assert words.variants[variant.id].name
        assert variant.id == "standard" or 3 <= len(steps) <= 6
        if (variant.position or exercise.position) != exercise.position:
            assert words.variants[variant.id].setup, "another position needs a set-up of its own"
    doses = [variant.dose or exercise.dose for variant in exercise.variant]
    one_sided = any(dose.sides for dose in doses)
    assert bool(words.side_first) == bool(words.side_second) == one_sided
    assert bool(words.hold) == any(dose.hold_seconds[1] > 0 for dose in doses)
    for text in _texts(words):
        assert text == text.strip() and text


@pytest.mark.parametrize("slug", CATALOGUE)
def test_spoken_words_are_short(slug: str) -> None:
    english, chinese = _words(slug, "en"), _words(slug, "zh-hant")
    for cue in _cues(english):
        assert len(cue.split()) <= 12, cue
    for cue in _cues(chinese):
        assert len(cue) <= 20, cue


def test_a_way_of_doing_it_speaks_with_its_own_words_first() -> None:
    words = _words("pelvic-tilt", "en")
    chair = words.of("chair")
    assert chair.setup == words.variants["chair"].setup != words.setup
    assert chair.move == words.variants["chair"].move != words.move
    assert chair.hold == words.hold
    assert words.of("standard").steps == words.steps
    with pytest.raises(KeyError):
        words.of("flying")


@pytest.mark.parametrize("slug", CATALOGUE)
def test_english_is_plain_and_claims_nothing(slug: str) -> None:
    texts = list(_texts(_words(slug, "en")))
    assert grade("\n".join(texts)) <= 6
    for text in texts:
        assert not NEVER_SAY.search(text), text


@pytest.mark.parametrize("slug", CATALOGUE)
def test_chinese_is_written_as_in_hong_kong(slug: str) -> None:
    for text in _texts(_words(slug, "zh-hant")):
        assert not any(bad in text for bad in NEVER_SAY_CHINESE), text
        assert not re.search(r"[,.;:?!()]|[A-Za-z]", text), text
        assert not re.search(r"\d\s|\s\d", text), text


def _cues(words: ExerciseWords) -> Iterator[str]:
    cues = [words.move, words.hold, words.release, words.side_first, words.side_second]
    for variant in words.variants.values():
        cues += [variant.move, variant.hold, variant.release]
    yield from filter(None, cues)


def _texts(words: ExerciseWords) -> Iterator[str]:
    yield from (words.name, words.aim, words.setup, *words.steps, words.feel, words.stop)
    yield words.why
    yield from _cues(words)
    for variant in words.variants.values():
        yield from filter(None, (variant.name, variant.setup, *variant.steps))
