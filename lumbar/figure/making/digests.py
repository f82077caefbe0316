"""Digests of what an output is made from, so that a stale one is noticed.

Numbers and code count, comments and layout do not: a script is digested by its values, a module by
its syntax tree without docstrings.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

import msgspec

from lumbar.figure.making.author import Script

HERE = Path(__file__).parent
LENGTH = 20

BODY_CODE = (
    "anatomy",
    "assemble",
    "bodies",
    "body",
    "correctives",
    "decimate",
    "dress",
    "meshfile",
    "surface",
)
CLIP_CODE = (
    "author",
    "clipfile",
    "collisions",
    "contacts",
    "kinematics",
    "motion",
    "patches",
    "placing",
    "posing",
    "propmeshes",
    "solver",
)
CHECK_CODE = (
    "author",
    "checks",
    "clipfile",
    "collisions",
    "contacts",
    "kinematics",
    "measure",
    "meshfile",
    "patches",
    "people",
)
STILL_CODE = ("curves", "propmeshes", "raster", "trace")
STANDING_CODE = (
    "anatomy",
    "bodies",
    "curves",
    "dress",
    "kinematics",
    "raster",
    "standing",
    "surface",
)
SHARED = (HERE.parent / "skeleton.py",)


def of_bytes(*parts: bytes) -> str:
    """One digest of several pieces, which cannot run into each other."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.hexdigest()[:LENGTH]


@cache
def of_code(modules: tuple[str, ...]) -> str:
    """One digest of what some modules of this package, and the skeleton, do."""
    paths = [HERE / f"{module}.py" for module in modules] + list(SHARED)
    return of_bytes(*(_meaning(path) for path in paths))


def _meaning(path: Path) -> bytes:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_text(body[0]):
            body[0] = ast.Pass()
    return ast.dump(tree).encode()


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def of_script(script: Script) -> str:
    """One digest of everything a script asks for; the same for ways that look the same."""
    keys = [
        (key.name, key.at, key.incline, key.target.round(6).tolist(), key.give.round(6).tolist())
        for key in script.keys
    ]
    scene = msgspec.json.encode(script.scene, order="deterministic")
    limits = [script.least.tolist(), script.most.tolist()]
    return of_bytes(scene, msgspec.json.encode([keys, limits, script.sides, script.moves]))
