"""Whether a pose detector that learnt from photographs sees in the figure what we mean it to do.

    .venv/bin/uv sync --script bench/landmarks.py      # once: fetches the detector, 260 MB
    .venv/bin/python bench/pose.py

draws start, middle and end of every movement on every body with the project's own renderer, lets
the detector look, and compares the angles of shoulders, elbows, hips and knees *in the picture*:
those between the detected landmarks with those between our true joints, projected. A detector that
knows one picture cannot tell depth, so angles in space would measure its guess and not the figure.

Each key frame is drawn from the movement's own camera, the picture that people see, and from three
around it (``CAMERAS``). An angle is read once, in the picture where its limbs lie flattest among
those in which somebody is found, and only where

- both limbs are within 45° of the picture's plane: of a limb that points at the viewer little is
  left in the picture, and a landmark off by a thumb's breadth turns it by any amount;
- all its three joints are seen, with at most 15 cm of body or bedding before them: what is hidden
  the detector makes up.

Both are decided from our own geometry, not from what the detector says. Detectors know people who
stand or sit, so each picture is first turned by quarters until the true trunk is upright; the other
quarters are tried only where nobody is found. Somebody is found where the middles of shoulders and
hips are within 20 cm of ours. Left taken for right is not put right.

Exits 1 when somebody is not found or an angle is off by more than 10°; ``--no-fail`` only prints.
``--pictures FOLDER`` keeps the pictures with an angle that is off: ours white, the detector's red.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import numpy as np
from PIL import Image, ImageDraw

from lumbar.figure.catalogue import BODIES, BUILT, manifest
from lumbar.figure.making import clipfile, people, propmeshes, raster
from lumbar.figure.making.kinematics import Floats, forward
from lumbar.figure.skeleton import JOINTS, SIDES

DETECTOR = Path(__file__).with_name("landmarks.py")
INSTALL = f".venv/bin/uv sync --script bench/{DETECTOR.name}"
SIDE = 480
"""Pixels of the square pictures."""
CAMERAS = ((0, 0), (-40, 0), (40, 0), (0, 30))
"""Degrees of azimuth and elevation added to the movement's own camera."""
LIMIT = 10.0
"""Degrees an angle may be off."""
FLAT = np.cos(np.radians(45))
HIDDEN = 0.15
"""Metres of anything that may be before a joint: it is inside a limb, or inside the pelvis."""
ASTRAY = 0.20
"""Metres that somebody who is found may be off."""

LANDMARKS: Mapping[str, tuple[str, int]] = {
    "shoulder": ("upperarm01", 11),
    "elbow": ("lowerarm01", 13),
    "wrist": ("wrist", 15),
    "hip": ("upperleg01", 23),
    "knee": ("lowerleg01", 25),
    "ankle": ("foot", 27),
}
"""Our joint, and the detector's number for the left one; the right one's follows."""
POINTS = tuple(f"{joint}.{side}" for joint in LANDMARKS for side in SIDES)
ANGLES = {
    f"{at}.{side}": tuple(POINTS.index(f"{joint}.{side}") for joint in (before, at, after))
    for before, at, after in (
        ("hip", "shoulder", "elbow"),
        ("shoulder", "elbow", "wrist"),
        ("shoulder", "hip", "knee"),
        ("hip", "knee", "ankle"),
    )
    for side in SIDES
}
SHOULDERS, HIPS = (
    [POINTS.index(f"{joint}.{side}") for side in SIDES] for joint in ("shoulder", "hip")
)


class Detector:
    """The detector's process: a picture in, our twelve points in pixels or None out."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin and process.stdout  # noqa: S101 (both are piped)
        self.pictures, self.answers = process.stdin, process.stdout

    def look(self, picture: raster.Image, quarter: int) -> Floats | None:
        """(12, 2) what is found in the picture turned left by so many quarters, turned back."""
        self.pictures.write(np.ascontiguousarray(np.rot90(picture, quarter)).tobytes())
        self.pictures.flush()
        marks = json.loads(self.answers.readline())
        if marks is None:
            return None
        chosen = [marks[first + right] for _, first in LANDMARKS.values() for right in (0, 1)]
        across, down = np.array(chosen).T - 0.5
        turned = (across + 1j * down) * 1j**quarter
        return (np.stack((turned.real, turned.imag), 1) + 0.5) * SIDE


@contextmanager
def detector() -> Iterator[Detector]:
    """The detector, running. Leaves with a sentence when it is not installed."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        sys.exit("pose: the detector needs uv; install it with: .venv/bin/pip install uv")
    command = [uv, "run", "--offline", "--quiet", "--script", str(DETECTOR), str(SIDE)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        running = Detector(process)
        if running.answers.readline() != b"ready\n":
            sys.exit(f"pose: the detector is not installed; install it with: {INSTALL}")
        yield running
        running.pictures.close()


@dataclass(frozen=True)
class Moment:
    """A key frame: the posed body, what is around it, and where its joints truly are."""

    frame: int
    vertices: Floats
    props: Sequence[raster.Mesh]
    points: Floats
    """(12, 3) in the order of ``POINTS``."""


def moments(clip: clipfile.Clip) -> Iterator[Moment]:
    """Start, middle and end of a movement; one moment of what is held."""
    body, last = people.body(clip.body), len(clip.values) - 1
    frames = sorted({0, last // 2, last}) if clip.moves else [0]
    values = clip.values[frames]
    rotations, positions = forward(body.rig, values, clip.base)
    ours = [JOINTS.index(f"{joint}.{s}") for joint, _ in LANDMARKS.values() for s in SIDES]
    for number, vertices in enumerate(people.posed(body, values, clip.base)):
        joints = {
            joint: (rotations[number, j], positions[number, j]) for j, joint in enumerate(JOINTS)
        }
        props = propmeshes.build(clip.props, clip.surface, joints, bed=clip.data.get("bed"))
        yield Moment(frames[number], vertices, props, positions[number, ours])


@dataclass(frozen=True)
class View:
    """A key frame as one camera sees it, and what the detector makes of it."""

    picture: raster.Image
    ours: Floats
    """(12, 2) pixels."""
    flat: Mapping[str, float]
    """Of each angle that may be read here, the share of its shorter-looking limb that is seen."""
    detected: Floats | None
    """(12, 2) pixels, or None when nobody is found where the body is."""

    def off(self, angle: str) -> float:
        """Degrees between our angle and the detected one."""
        if self.detected is None:
            raise ValueError("nobody was found in this picture")
        first, second, third = ANGLES[angle]
        both = [between(at[first], at[second], at[third]) for at in (self.ours, self.detected)]
        return abs(both[0] - both[1])


def between(first: Floats, second: Floats, third: Floats) -> float:
    """The angle at the second of three points in the picture, degrees."""
    u, v = first - second, third - second
    return float(np.degrees(np.arctan2(abs(u[0] * v[1] - u[1] * v[0]), u @ v)))


def readable(moment: Moment, camera: raster.Camera, body: str) -> dict[str, float]:
    """The angles whose joints are seen and whose limbs lie flat enough, with how flat."""
    of = people.body(body)
    scene = raster.scene(moment.vertices, of.triangles, of.regions, moment.props)
    first, _ = raster.visibility(camera.project(scene.vertices), scene.triangles, SIDE, SIDE)
    seen = camera.project(moment.points)
    across, down = np.clip(seen[:, :2].astype(int), 0, SIDE - 1).T
    covered = 1 / seen[:, 2] - 1 / np.maximum(first[down, across], 1e-6)
    out = {}
    for angle, joints in ANGLES.items():
        trio = moment.points[list(joints)]
        limbs, middles = np.diff(trio, axis=0), (trio[1:] + trio[:-1]) / 2 - camera.eye
        away = (limbs * middles).sum(1) / np.linalg.norm(limbs, axis=1)
        flat = float(np.sqrt(1 - (away / np.linalg.norm(middles, axis=1)) ** 2).min())
        if flat >= FLAT and covered[list(joints)].max() <= HIDDEN:
            out[angle] = flat
    return out


def looked_at(moment: Moment, clip: clipfile.Clip, turn: float, lift: float, by: Detector) -> View:
    """The key frame from the movement's own camera, moved by so many degrees."""
    own, body = clip.data["camera"], people.body(clip.body)
    camera = raster.frame(
        clipfile.box(clip), own["azimuth"] + turn, own["elevation"] + lift, own["fov"], SIDE
    )
    camera = replace(camera, height=SIDE)
    picture = raster.preview(
        body, moment.vertices, moment.props, camera, (SIDE, SIDE), theme="paper"
    )
    seen = camera.project(moment.points)
    ours = seen[:, :2]
    metre = camera.focal * float(seen[SHOULDERS + HIPS, 2].mean())
    trunk = complex(*(ours[SHOULDERS].mean(0) - ours[HIPS].mean(0)))
    found = None
    # Most upright first: up is negative.
    for quarter in sorted(range(4), key=lambda quarter: ((-1j) ** quarter * trunk).imag):
        marks = by.look(picture, quarter)
        if marks is not None and astray(ours, marks) <= ASTRAY * metre:
            found = marks
            break
    return View(picture, ours, readable(moment, camera, clip.body), found)


def astray(ours: Floats, detected: Floats) -> float:
    """How far off the middle of the shoulders or of the hips is, whichever is worse, in pixels."""
    return max(
        float(np.linalg.norm(ours[pair].mean(0) - detected[pair].mean(0)))
        for pair in (SHOULDERS, HIPS)
    )


@dataclass
class Tally:
    """What was found of some key frames."""

    frames: int = 0
    found: int = 0
    found_own: int = 0
    """Key frames in which somebody is found in the picture that people see."""
    off: dict[str, list[float]] = field(default_factory=dict)
    """By joint, degrees."""
    off_own: list[float] = field(default_factory=list)
    """Of all angles that may be read in the picture that people see."""

    def add(self, other: Tally) -> None:
        self.frames += other.frames
        self.found += other.found
        self.found_own += other.found_own
        self.off_own += other.off_own
        for joint, values in other.off.items():
            self.off.setdefault(joint, []).extend(values)

    @property
    def angles(self) -> list[float]:
        return [value for values in self.off.values() for value in values]

    @property
    def passed(self) -> bool:
        return self.found == self.frames and max(self.angles, default=0.0) <= LIMIT


def tally(clip: clipfile.Clip, by: Detector, pictures: Path | None) -> Tally:
    """One movement on one body."""
    out = Tally()
    for moment in moments(clip):
        views = [looked_at(moment, clip, turn, lift, by) for turn, lift in CAMERAS]
        out.frames += 1
        out.found += any(view.detected is not None for view in views)
        if views[0].detected is not None:
            out.found_own += 1
            out.off_own += [views[0].off(angle) for angle in views[0].flat]
        wrong: dict[int, list[str]] = {}
        for angle in ANGLES:
            able = [n for n, view in enumerate(views) if angle in view.flat]
            able = [n for n in able if views[n].detected is not None]
            if not able:
                continue
            number = max(able, key=lambda n: views[n].flat[angle])
            off = views[number].off(angle)
            out.off.setdefault(angle.partition(".")[0], []).append(off)
            if off > LIMIT:
                wrong.setdefault(number, []).append(f"{angle} {off:.0f}°")
        for number, texts in wrong.items():
            if pictures is not None:
                name = f"{clip.exercise}.{clip.variant}.{clip.body}.{moment.frame}.{number}.png"
                drawn(views[number], ", ".join(texts)).save(pictures / name)
    return out


def drawn(view: View, text: str) -> Image.Image:
    """The picture with our limbs in white and the detector's in red."""
    image = Image.fromarray(view.picture)
    pen = ImageDraw.Draw(image)
    for at, colour in ((view.ours, "white"), (cast(Floats, view.detected), "red")):
        for joints in ANGLES.values():
            pen.line([tuple(at[joint]) for joint in joints], fill=colour, width=2)
    pen.text((8, 8), text, fill="black")
    return image


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"


def summary(of: Tally) -> str:
    """Shares found and within the limit, by joint as well."""
    lines = [f"found in {share(of.found, of.frames)} key frames"]
    for what, values in {"all angles": of.angles, **of.off, "own camera": of.off_own}.items():
        within = share(sum(value <= LIMIT for value in values), len(values))
        median = statistics.median(values or [0])
        lines.append(f"{what:10} median {median:4.1f}°, within {LIMIT:.0f}° {within}")
    lines.append(f"{'':10} found in {share(of.found_own, of.frames)} key frames")
    return "\n".join(lines)


def row(name: str, body: str, of: Tally) -> str:
    found = "yes" if of.found == of.frames else f"{of.found}/{of.frames}"
    angles = of.angles
    return (
        f"{name:32} {body:6} {found:6} {len(angles):6}"
        f" {statistics.median(angles or [0]):6.1f}° {max(angles, default=0):6.1f}°"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("only", nargs="?", default="", help="movements whose name begins so")
    parser.add_argument("--body", choices=BODIES, help="only this body")
    parser.add_argument("--no-fail", action="store_true", help="only print; always exit 0")
    parser.add_argument("--pictures", type=Path, help="a folder for the pictures of what is off")
    asked = parser.parse_args()
    names = [name for name in sorted(manifest().clips) if name.startswith(asked.only)]
    if not names:
        parser.error(f"no movement begins with {asked.only!r}")
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
    each = {body: Tally() for body in BODIES if asked.body in (None, body)}
    everybody = Tally()
    with detector() as by:
        print(f"{'movement':32} {'body':6} {'found':6} {'angles':>6} {'median':>7} {'worst':>7}")
        for name in names:
            for body, so_far in each.items():
                data = (BUILT / "clips" / body / f"{name}.json").read_bytes()
                one = tally(clipfile.read(data), by, asked.pictures)
                so_far.add(one)
                everybody.add(one)
                print(row(name, body, one), flush=True)
    for who, of in (*each.items(), ("everybody", everybody)):
        print(f"\n{who}\n{summary(of)}")
    if not asked.no_fail and not everybody.passed:
        sys.exit(1)


if __name__ == "__main__":
    main()
