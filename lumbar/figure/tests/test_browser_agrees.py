"""The browser puts every vertex where Python does, to a tenth of a millimetre."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lumbar.figure import catalogue
from lumbar.figure.catalogue import BodyName
from lumbar.figure.making import build, checks, clipfile, people

SCRIPT = Path(__file__).parent / "js" / "posed.mjs"
TOLERANCE = 0.0001
NODE = shutil.which("node") or str(Path(sys.executable).with_name("node"))


@pytest.mark.parametrize(
    ("body", "clip", "share", "breath", "side"),
    [
        ("woman", "single-knee-to-chest.standard", 1.0, 0.0, "right"),
        ("woman", "single-knee-to-chest.standard", 0.43, 0.7, "left"),
        ("man", "childs-pose.standard", 1.0, 1.0, "right"),
        ("elder", "open-book.standard", 0.8, 0.0, "left"),
        ("elder", "sphinx.standard", 0.0, 0.3, "right"),
    ],
)
def test_skinning_agrees(body: BodyName, clip: str, share: float, breath: float, side: str) -> None:
    mesh, clip_path = catalogue.BUILT / catalogue.body_path(body), build.clip_file(body, clip)
    command = [NODE, str(SCRIPT), str(mesh), str(clip_path), str(share), str(breath), side]
    printed = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    in_browser = np.frombuffer(base64.b64decode(printed), "<f4").reshape(-1, 3)
    read = clipfile.read(clip_path.read_bytes())
    values, base = checks.mirrored(read) if side == "left" else (read.values, read.base)
    at = share * (len(values) - 1)
    before = min(int(at), len(values) - 2)
    between = values[before] + (at - before) * (values[before + 1] - values[before])
    in_python = people.posed(people.body(body), between[None], base, breath)[0]
    assert np.linalg.norm(in_browser - in_python, axis=1).max() < TOLERANCE
