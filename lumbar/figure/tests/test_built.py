"""What is committed under built/ is fresh, complete, small enough, and right."""

from __future__ import annotations

import brotli
import pytest

from lumbar.figure import catalogue
from lumbar.figure.catalogue import BODIES, BodyName
from lumbar.figure.making import build, clipfile, measure, scripts, shortfalls
from lumbar.figure.skeleton import PARAMETERS

MESH_AND_RENDERER = 200_000
CLIP = 8_000
STILL = 12_000


def compressed(data: bytes) -> int:
    return len(brotli.compress(data, quality=11))


def fits(data: bytes, budget: int) -> bool:
    """Whether it fits as it is served. What fits when pressed lightly fits pressed hard."""
    return len(brotli.compress(data, quality=4)) <= budget or compressed(data) <= budget


def test_nothing_built_is_stale() -> None:
    stale = build.stale()
    assert not stale, "run `lumbar figure build`: " + ", ".join(stale[:8])


def test_every_movement_is_right_or_known_to_fall_short() -> None:
    """Measuring them all takes a minute and gives the same every time: what was saved is held
    against the list, and the next two tests hold what was saved against what it is of."""
    surprises = shortfalls.surprises(measure.saved())
    assert not surprises, "\n".join(surprises)


def test_the_saved_checks_are_of_all_that_is_built() -> None:
    assert measure.MADE_FROM.read_text("ascii").strip() == measure.inputs(), (
        "run `lumbar figure check --save`"
    )
    saved = {(row.clip, row.body) for row in measure.saved()}
    assert saved == {(name, body) for name in build.plan().pictures for body in BODIES}


@pytest.mark.parametrize("name", ["bridge.standard", "childs-pose.standard"])
@pytest.mark.parametrize("body", BODIES)
def test_measured_again_the_checks_say_what_was_saved(name: str, body: BodyName) -> None:
    saved = {
        row.verdict.check: row.verdict
        for row in measure.saved()
        if (row.clip, row.body) == (name, body)
    }
    again = measure.rows(only=name, body=body, together=False)
    assert {row.verdict.check for row in again} == set(saved)
    for row in again:
        # Another machine's arithmetic may round the last hundredth differently.
        assert row.verdict.worst == pytest.approx(saved[row.verdict.check].worst, abs=0.02)


def test_the_list_of_shortfalls_names_what_exists() -> None:
    clips = catalogue.manifest().clips
    for clip, body, _check in shortfalls.known():
        assert clip in clips
        assert body in BODIES


def test_every_way_of_every_exercise_is_shown() -> None:
    for slug, ways in scripts.everything().items():
        for variant in ways:
            for body in BODIES:
                assert (catalogue.BUILT / catalogue.clip_path(slug, variant, body)).is_file()


def test_unknown_things_are_refused() -> None:
    with pytest.raises(catalogue.NotBuilt, match="juggling"):
        catalogue.clip_name("juggling")
    with pytest.raises(catalogue.NotBuilt, match="nowhere"):
        catalogue.clip_path("bridge", "nowhere")
    with pytest.raises(catalogue.NotBuilt, match="giant"):
        catalogue.clip_path("bridge", body="giant")  # type: ignore[arg-type]


@pytest.mark.parametrize("body", BODIES)
def test_mesh_and_renderer_fit_their_budget(body: BodyName) -> None:
    renderer = sum(
        compressed(path.read_bytes()) for path in (catalogue.BUILT.parent / "browser").glob("*.js")
    )
    mesh = compressed((catalogue.BUILT / catalogue.body_path(body)).read_bytes())
    assert mesh + renderer <= MESH_AND_RENDERER


def test_clips_and_stills_fit_their_budgets() -> None:
    for path in (catalogue.BUILT / "clips").rglob("*.json"):
        assert fits(path.read_bytes(), CLIP), path.name
    for path in (catalogue.BUILT / "stills").rglob("*.svg"):
        assert fits(path.read_bytes(), STILL), path.name


def test_solved_angles_are_read_without_the_tools() -> None:
    start, end = catalogue.poses("bridge", body="woman")
    clip = clipfile.read((catalogue.BUILT / catalogue.clip_path("bridge")).read_bytes())
    for number, name in enumerate(PARAMETERS):
        if number >= 3:
            assert start.angles[name] == pytest.approx(clip.values[0, number])
            assert end.angles[name] == pytest.approx(clip.values[-1, number])


@pytest.mark.parametrize("slug", ["bridge"])
def test_a_rebuilt_clip_is_the_committed_one(slug: str) -> None:
    made = clipfile.read(build.make_clip(scripts.script(slug), "woman"))
    kept = clipfile.read(build.clip_file("woman", f"{slug}.standard").read_bytes())
    assert made.values.shape == kept.values.shape
    # Another machine's arithmetic may round the last hundredth differently.
    assert abs(made.values - kept.values).max() <= 0.05
