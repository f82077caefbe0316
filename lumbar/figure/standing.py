"""The outline of each body standing, and where its parts are: for drawings people point at.

The view is a parallel one, so the outline is the same from the front and from behind, and the
body mirrors: points are given for the side on the picture's right. Lengths are picture units of
which a body is ``HEIGHT`` tall; x is 0 in the middle of the body, y is 0 at the crown and grows
downward. Path text is finer: ``STEPS`` to a unit (draw it in ``scale(.05)``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from lumbar.figure.catalogue import BUILT, BodyName, NotBuilt

HEIGHT = 360
STEPS = 20

Point = tuple[float, float]


class Outline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A closed outline, and places within it."""

    path: str
    points: dict[str, Point]
    """By name. A plain name is a joint or a place in the middle; ``-inside`` and ``-outside`` are
    the outline's edges there, toward the middle of the body and away from it."""


class Standing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One body."""

    body: Outline
    foot: Outline
    """A foot seen from above: the heel at y = 0, the toes down, the big toe on the left. It is
    ``HEIGHT`` units long. A sole seen from below, toes down, is the other foot's outline."""


@cache
def everybody() -> Mapping[str, Standing]:
    """All bodies. Raises FileNotFoundError before the first build."""
    return msgspec.json.decode((BUILT / "standing.json").read_bytes(), type=dict[str, Standing])


def standing(body: BodyName) -> Standing:
    """One body. Raises NotBuilt."""
    try:
        return everybody()[body]
    except KeyError:
        raise NotBuilt(f"no body is called {body!r}") from None
