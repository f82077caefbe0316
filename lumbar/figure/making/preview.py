"""Try one scene: solve it, say what it cannot have, and draw a strip of moments.

``python -m lumbar.figure.making.preview knee-rolls small --body man --out strip.png``
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lumbar.figure.making import author, people, placing, propmeshes, raster
from lumbar.figure.making.kinematics import Floats, forward
from lumbar.figure.making.scripts import script
from lumbar.figure.making.solver import Movement, Solver
from lumbar.figure.palette import Theme
from lumbar.figure.skeleton import INDEX, JOINTS, PARAMETERS

TELL_FROM = 1.5
"""Degrees off the exercise's angle that are worth a line."""


def report(of: author.Script, solver: Solver, movement: Movement) -> list[str]:
    """What is off the exercise's angles, and what the scene asks in vain."""
    lines = [f"{of.exercise}.{of.variant}: {len(movement.values)} frames"]
    for key, frame in ((of.keys[0], 0), (of.keys[-1], -1)):
        values = movement.values[frame]
        off = [
            f"{name} {values[INDEX[name]]:.1f} (wanted {key.target[INDEX[name]]:.0f})"
            for name in sorted(of.named)
            if abs(values[INDEX[name]] - key.target[INDEX[name]]) > TELL_FROM
        ]
        worst = [
            f"{label} {cost:.0f}"
            for label, cost in solver.poser.conflicts(values, key)[:6]
            if cost > 4
        ]
        lines.append(f"  {key.name}: off: {', '.join(off) or 'nothing'}")
        lines.append(f"  {key.name}: pulls: {', '.join(worst) or 'none'}")
    if of.moves:
        steps = np.abs(np.diff(movement.values[:, 3:], axis=0))
        at, parameter = divmod(int(steps.argmax()), steps.shape[1])
        lines.append(f"  largest step {steps.max():.1f}° {PARAMETERS[3 + parameter]} at {at}")
    return lines


def strip(
    of: author.Script,
    movement: Movement,
    body: str,
    moments: Sequence[float],
    theme: Theme = "night",
    azimuth: float | None = None,
    elevation: float | None = None,
    size: tuple[int, int] = (480, 360),
) -> tuple[list[Floats], NDArray[np.uint8]]:
    """The posed bodies at some moments (0 start to 1 end) and their pictures side by side."""
    decoded, person = people.body(body), people.person(body)
    frames = [round(moment * (len(movement.values) - 1)) for moment in moments]
    posed = people.posed(decoded, movement.values[frames], movement.base)
    camera = of.scene.camera
    view = raster.frame(
        posed[:, ::10].reshape(-1, 3),
        camera.azimuth if azimuth is None else azimuth,
        camera.elevation if elevation is None else elevation,
        camera.fov,
    )
    rotations, positions = forward(decoded.rig, movement.values[frames], movement.base)
    things = placing.props(of.scene, movement, person)
    pictures = []
    for number, vertices in enumerate(posed):
        joints = {
            joint: (rotations[number, j], positions[number, j]) for j, joint in enumerate(JOINTS)
        }
        meshes = propmeshes.build(things, of.scene.surface, joints, bed=of.scene.extent)
        pictures.append(raster.preview(decoded, vertices, meshes, view, size, theme=theme))
    return list(posed), np.concatenate(pictures, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("variant", nargs="?", default="standard")
    parser.add_argument("--body", default="woman", choices=people.BODIES)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--moments", default="0,0.33,0.67,1")
    parser.add_argument("--azimuth", type=float)
    parser.add_argument("--elevation", type=float)
    parser.add_argument("--theme", default="night", choices=("night", "paper"))
    parser.add_argument("--size", default="480x360")
    asked = parser.parse_args()
    of = script(asked.slug, asked.variant)
    solver = Solver(of, people.person(asked.body))
    movement = solver.solve()
    print("\n".join(report(of, solver, movement)))
    width, height = map(int, asked.size.split("x"))
    posed, picture = strip(
        of,
        movement,
        asked.body,
        [float(moment) for moment in asked.moments.split(",")],
        asked.theme,
        asked.azimuth,
        asked.elevation,
        (width, height),
    )
    print("  lowest skin, mm:", [round(float(v[:, 1].min()) * 1000) for v in posed])
    Image.fromarray(picture).save(asked.out)


if __name__ == "__main__":
    main()
