"""Dresses the bare body: shirt, trousers and hair as shaped regions of one surface.

A garment is where a signed field (metres, positive inside) says it is. The surface is divided
along the garment's edge, so that the edge stays one crisp line however the body moves, and the
cloth stands off the skin by its thickness, ending in a narrow rim. Cloth bridges hollows that
skin has. Everything is done on the left half of the body; the right half is its mirror image.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from lumbar.figure.making import surface
from lumbar.figure.making.anatomy import Anatomy
from lumbar.figure.making.body import HAIR, LEGS, TOP
from lumbar.figure.making.correctives import Relaxer
from lumbar.figure.making.kinematics import Floats, Ints, normals, smoothstep
from lumbar.figure.skeleton import JOINTS

RIM = 0.004
"""The width of a garment's edge, metres: over it the cloth meets the skin."""

MIDDLE, TOP_EDGE, TOP_RIM, LEGS_EDGE, LEGS_RIM, HAIRLINE, STROKE = (1 << bit for bit in range(7))
"""Lines on the surface (bits) that simplification must keep."""

CUTS = (
    (TOP_EDGE, TOP, 0.0),
    (TOP_RIM, TOP, -RIM),
    (LEGS_EDGE, LEGS, 0.0),
    (LEGS_RIM, LEGS, -RIM),
    (HAIRLINE, HAIR, 0.0),
)
"""Lines along which the surface is divided: where a garment's field takes a level."""


COLLAR_ROUNDS = 12
WAISTBAND = 0.025
"""How far below the hem (metres) a bending hip moves nothing yet."""


@dataclass(frozen=True)
class Outfit:
    """What a person wears. Lengths in metres; shares are of the body part named."""

    hem: float
    """Where the shirt ends: share of the way up from the hip joint to the lower ribs (spine03)."""
    sleeve: float
    """Length of the sleeve: share of the upper arm."""
    trousers: float
    """Length of the trousers: share of the lower leg."""
    shirt_thickness: float
    trouser_thickness: float
    flare: float
    """How much more the trousers stand off at their lower end."""
    drape: int
    """Rounds of smoothing that let the cloth hang over the body's shape."""
    neck: float
    """How much lower the neckline is than close to the neck."""
    hair: Haircut


@dataclass(frozen=True)
class Haircut:
    """Hair as a smooth volume over the skull."""

    line: Mapping[float, float]
    """Height of the hairline (head frame, metres) by degrees from the front (0) to the back."""
    thickness: float
    """How far hair stands off the skull."""
    crown: float
    """How much more at the top and back of the head."""
    ramp: float
    """Over what distance from the hairline it reaches its thickness."""
    smoothing: int
    knot: bool
    """A top knot."""


@dataclass(frozen=True)
class Dressed:
    """The left half of a dressed body, finely divided."""

    vertices: Floats
    """(n, 3) dressed."""
    bare: Floats
    """(n, 3) the skin below."""
    triangles: Ints
    weights: Floats
    """(n, J)"""
    regions: Floats
    """(n, 3) signed fields of shirt, trousers, hair."""
    lines: Ints
    """(n,) bits of the lines a vertex is on."""
    from_base: surface.Matrix
    """(n, base vertices): carries any field of the base mesh here (zero rows for the knot)."""
    draped: Floats
    """(base vertices, 3) the base mesh as the cloth is shaped, before it stands off."""
    relaxer: Relaxer
    """Relaxes the draped base mesh as the body bends."""


def level_waist(body: Anatomy, hem: float) -> Floats:
    """The weights (n, J) with no thigh in them above the hem: there the pelvis carries the skin.

    So the hem of the shirt stays level however far a hip bends.
    """
    weights = body.weights.copy()
    pelvis = JOINTS.index("pelvis")
    thighs = [
        JOINTS.index(f"{bone}.{side}") for bone in ("upperleg01", "upperleg02") for side in "LR"
    ]
    height = hem_height(body, hem)
    keep = smoothstep(height - WAISTBAND, height - WAISTBAND - 0.055, body.vertices[:, 1])[:, None]
    taken = weights[:, thighs] * (1 - keep)
    weights[:, thighs] -= taken
    weights[:, pelvis] += taken.sum(1)
    return weights


def _soft_collar(body: Anatomy, weights: Floats, canonical: Floats) -> Floats:
    """The weights (n, J) blurred where neck and shoulder meet: a raised shoulder must not
    crumple the collar."""
    mean = surface.averaging(body.quads, len(weights))
    blurred = surface.smoothed(weights, mean, COLLAR_ROUNDS)
    height = smoothstep(0.44, 0.49, canonical[:, 1]) * smoothstep(0.58, 0.54, canonical[:, 1])
    near = (height * smoothstep(0.15, 0.11, np.abs(canonical[:, 0])))[:, None]
    return weights + near * (blurred - weights)


def hem_height(body: Anatomy, hem: float) -> float:
    low, high = body.heads["upperleg01.L"][1], body.heads["spine03"][1]
    return float(low + hem * (high - low))


def dress(body: Anatomy, canonical: Floats, outfit: Outfit) -> Dressed:
    """Dress a body.

    ``canonical`` (n, 3) are the same vertices on the body for which head and neck are described
    (the woman's), so that one description of a hairline fits every face.
    """
    weights = _soft_collar(body, level_waist(body, outfit.hem), canonical)
    base_regions = regions(body, body.vertices, canonical, weights, outfit)
    draped = _draped(body, base_regions, canonical, outfit)
    relaxer = Relaxer(
        body.rig,
        weights,
        surface.averaging(body.quads, len(draped)),
        hem_height(body, outfit.hem) - WAISTBAND,
    )
    draped = relaxer.neutral(draped)

    matrix, quads = surface.subdivided(body.quads, len(draped))
    fine = matrix @ draped
    outward = normals(fine, surface.triangulated(quads))
    bare = matrix @ body.vertices
    # Vertices in the middle have x = 0, but for rounding: the base mesh is symmetric.
    on_left = bare[:, 0] > -1e-9
    left_quads = quads[on_left[quads].all(1)]
    used, renumbered = np.unique(left_quads, return_inverse=True)
    triangles = surface.triangulated(renumbered.reshape(-1, 4).astype(np.int32))
    matrix, fine, outward = sparse.csr_array(matrix[used]), fine[used], outward[used]

    fields = regions(body, matrix @ body.vertices, matrix @ canonical, matrix @ weights, outfit)
    lines = np.where(np.abs(matrix @ body.vertices[:, 0]) < 1e-9, MIDDLE, 0)
    knee = body.heads["lowerleg01.L"][1]

    def carried(carry: surface.Matrix, on_line: NDArray[np.bool_], bit: int) -> None:
        """Bring everything to the vertices after a cut, and mark those on the new line."""
        nonlocal fine, outward, fields, lines, matrix
        middle = _both_ends_middle(carry, lines)
        fine, outward, fields = carry @ fine, carry @ outward, carry @ fields
        lines = np.concatenate([lines, np.zeros(len(fine) - len(lines), lines.dtype)])
        lines = lines | np.where(middle, MIDDLE, 0) | np.where(on_line, bit, 0)
        matrix = sparse.csr_array(carry @ matrix)

    for bit, column, level in CUTS:
        field = fields[:, column]
        if column == LEGS:
            # The trousers' upper end is under the shirt.
            field = np.where(matrix @ body.vertices[:, 1] < knee, field, 1.0)
        carry, triangles, on_line = surface.cut(triangles, field, level)
        carried(carry, on_line, bit)
        fields[on_line, column] = level
    for stroke in (BROW, LASHES):
        carry, triangles, on_line = surface.cut(
            triangles, _above_stroke(matrix @ canonical, stroke), 0.0
        )
        inside = (carry @ fields)[:, HAIR] > 0
        carried(carry, on_line & inside, STROKE)

    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    in_middle = (lines & MIDDLE) > 0
    outward[in_middle, 0] = 0
    canonical_fine = matrix @ canonical
    stand_off = _stand_off(body, matrix @ body.vertices, canonical_fine, fields, outfit)
    vertices = fine + outward * stand_off[:, None]
    vertices[in_middle, 0] = 0
    # The painted edge is where the rim meets the skin.
    fields[:, TOP] += RIM
    fields[:, LEGS] += RIM

    dressed = Dressed(
        vertices=vertices,
        bare=np.asarray(matrix @ body.vertices),
        triangles=triangles,
        weights=np.asarray(matrix @ weights),
        regions=fields,
        lines=lines.astype(np.int32),
        from_base=matrix,
        draped=draped,
        relaxer=relaxer,
    )
    return with_knot(dressed, body) if outfit.hair.knot else dressed


def _both_ends_middle(carry: surface.Matrix, lines: Ints) -> NDArray[np.bool_]:
    """Which carried vertices come from middle vertices only."""
    outside = (lines & MIDDLE) == 0
    from_outside: NDArray[np.bool_] = carry @ outside.astype(float) > 0
    return ~from_outside


def regions(
    body: Anatomy, bare: Floats, canonical: Floats, weights: Floats, outfit: Outfit
) -> Floats:
    """Signed fields (n, 3) of shirt, trousers and hair, metres, positive inside."""
    x, y = np.abs(bare[:, 0]), bare[:, 1]
    out = np.zeros((len(bare), 3))
    hem = y - hem_height(body, outfit.hem)

    arm = weights[:, [JOINTS.index(j) for j in JOINTS if _is_arm(j)]].sum(1) > 0.5
    shoulder, elbow = body.heads["upperarm01.L"], body.heads["lowerarm01.L"]
    length = np.linalg.norm(elbow - shoulder)
    along = np.stack([x, y, bare[:, 2]], 1) - shoulder
    sleeve = outfit.sleeve * length - along @ (elbow - shoulder) / length
    top = np.minimum(_below_neckline(canonical, outfit.neck), hem)
    out[:, TOP] = np.where(arm, sleeve, top)

    knee, ankle = body.heads["lowerleg01.L"][1], body.heads["foot.L"][1]
    end = knee + outfit.trousers * (ankle - knee)
    out[:, LEGS] = np.where(arm, -1.0, np.minimum(0.02 - hem, y - end))
    out[:, HAIR] = _hair_field(canonical, outfit.hair)
    return out


def _is_arm(joint: str) -> bool:
    return joint.startswith(("upperarm", "lowerarm", "wrist", "finger"))


NECK_AXIS = 0.015
"""Z of the vertical axis round which the neckline is described."""
NECKLINE: Mapping[float, float] = {
    0: 0.468, 12: 0.469, 30: 0.475, 60: 0.496, 90: 0.522, 120: 0.529, 155: 0.527, 180: 0.526,
}  # fmt: skip
"""Height of the neckline (metres, canonical body) by degrees from the front to the back."""
NECK_RADIUS: Mapping[float, float] = {
    0: 0.070, 30: 0.074, 60: 0.078, 90: 0.078, 120: 0.058, 155: 0.036, 180: 0.032,
}  # fmt: skip
"""Its distance from the axis."""


def _below_neckline(canonical: Floats, wider: float) -> Floats:
    """Distance below and outside of the neckline; negative on the neck and head."""
    below = _around(canonical, NECK_AXIS, NECKLINE) - canonical[:, 1]
    radius = np.hypot(canonical[:, 0], canonical[:, 2] - NECK_AXIS)
    outside = radius - _around(canonical, NECK_AXIS, NECK_RADIUS)
    # Both count: the neck is steep and the shoulders are flat. The head is wide, but high up.
    both = 0.65 * (below + outside) - wider
    return np.where(canonical[:, 1] > 0.55, -1.0, both)


def _around(points: Floats, axis: float, heights: Mapping[float, float]) -> Floats:
    """The height (n,) of a line round a vertical axis where each of the points is."""
    degrees = np.degrees(np.arctan2(np.abs(points[:, 0]), points[:, 2] - axis))
    line: Floats = PchipInterpolator(list(heights), list(heights.values()))(degrees)
    return line


SKULL_AXIS = 0.035
"""Z of the vertical axis round which the hairline is described."""
"""Metres."""
EAR = np.array([0.651, 0.049])
EAR_RADII = np.array([0.033, 0.022])


def _hair_field(canonical: Floats, cut: Haircut) -> Floats:
    x, y = np.abs(canonical[:, 0]), canonical[:, 1]
    field = (y - _around(canonical, SKULL_AXIS, cut.line)) * 0.8
    ear = np.linalg.norm((canonical[:, 1:] - EAR) / EAR_RADII, axis=1) - 1
    field = np.where(x > 0.056, np.minimum(field, ear * 0.02), field)
    field = np.where(y > 0.56, field, -1.0)
    return np.asarray(np.maximum(field, _drawn(canonical)))


BROW = (
    (0.0100, 0.6842, 0.0027),
    (0.0200, 0.6878, 0.0030),
    (0.0320, 0.6900, 0.0026),
    (0.0440, 0.6878, 0.0018),
    (0.0505, 0.6842, 0.0008),
)
LASHES = (
    (0.0165, 0.6640, 0.0005),
    (0.0220, 0.6622, 0.0008),
    (0.0300, 0.6610, 0.0010),
    (0.0370, 0.6610, 0.0010),
    (0.0420, 0.6630, 0.0006),
)
"""Strokes on the canonical face: x, y and half the width, metres."""
FACE = 0.115
"""Z in front of which the strokes are drawn."""


def _drawn(canonical: Floats) -> Floats:
    """Distance (n,) into the eyebrows and the lashes of the closed eyes."""
    place = np.stack([np.abs(canonical[:, 0]), canonical[:, 1]], 1)
    inside = np.full(len(place), -1.0)
    for stroke in (BROW, LASHES):
        for start, end in pairwise(np.array(stroke)):
            line = end[:2] - start[:2]
            share = np.clip((place - start[:2]) @ line / (line @ line), 0, 1)
            distance = np.linalg.norm(place - start[:2] - share[:, None] * line, axis=1)
            inside = np.maximum(inside, start[2] + share * (end[2] - start[2]) - distance)
    return np.asarray(np.where(canonical[:, 2] > FACE, inside, -1.0))


def _above_stroke(canonical: Floats, stroke: tuple[tuple[float, float, float], ...]) -> Floats:
    """Height (n,) above the middle of a stroke, for dividing the surface along it.

    A stroke whose middle had no vertices would have no inside once few triangles are left.
    """
    x, y, _ = np.array(stroke).T
    above: Floats = canonical[:, 1] - np.interp(np.abs(canonical[:, 0]), x, y)
    return np.asarray(np.where(canonical[:, 2] > FACE, above, np.sign(above)))


def _draped(body: Anatomy, fields: Floats, canonical: Floats, outfit: Outfit) -> Floats:
    """The base vertices with skin detail smoothed away under cloth and hair."""
    mean = surface.averaging(body.quads, len(body.vertices))
    triangles = surface.triangulated(body.quads)
    points = body.vertices
    x, y, z = np.abs(canonical[:, 0]), canonical[:, 1], canonical[:, 2]

    cloth = np.maximum(
        smoothstep(-0.004, 0.012, fields[:, TOP]), smoothstep(-0.004, 0.012, fields[:, LEGS])
    )
    calm = surface.smoothed(points, mean, outfit.drape)
    trunk = cloth * smoothstep(0.16, 0.10, x) * smoothstep(-0.07, -0.02, y)
    points = points + (cloth * 0.5 + trunk * 0.5)[:, None] * (calm - points)

    bust = (
        smoothstep(0.17, 0.13, x)
        * smoothstep(0.20, 0.27, y)
        * smoothstep(0.46, 0.40, y)
        * smoothstep(0.03, 0.07, z)
    )
    cleft = (
        smoothstep(0.075, 0.045, x)
        * smoothstep(-0.10, -0.06, y)
        * smoothstep(0.08, 0.04, y)
        * smoothstep(-0.02, -0.05, z)
    )
    points = surface.stretched(points, triangles, np.maximum(bust, cleft), 0.034)

    hair = smoothstep(0.0, 0.02, fields[:, HAIR])
    combed = surface.smoothed(points, mean, outfit.hair.smoothing)
    points = points + (0.9 * hair)[:, None] * (combed - points)
    symmetric = (points + points[body.twin] * [-1, 1, 1]) / 2
    return np.asarray(symmetric)


def _stand_off(
    body: Anatomy, bare: Floats, canonical: Floats, fields: Floats, outfit: Outfit
) -> Floats:
    """How far (n,) cloth and hair stand off the skin, metres."""
    top, legs, hair = fields[:, TOP], fields[:, LEGS], fields[:, HAIR]
    rim_top, rim_legs = np.clip(1 + top / RIM, 0, 1), np.clip(1 + legs / RIM, 0, 1)
    near_neck = smoothstep(0.06, 0.0, _below_neckline(canonical, outfit.neck))
    shirt = outfit.shirt_thickness * (1 - 0.7 * near_neck) * rim_top

    hip, ankle = body.heads["upperleg01.L"][1], body.heads["foot.L"][1]
    down = np.clip((hip - bare[:, 1]) / (hip - ankle), 0, 1)
    trousers = (outfit.trouser_thickness + outfit.flare * down**1.5) * rim_legs

    cut = outfit.hair
    crown = smoothstep(0.66, 0.76, canonical[:, 1]) * smoothstep(0.12, -0.02, canonical[:, 2])
    strands = (cut.thickness + cut.crown * crown) * smoothstep(-0.001, cut.ramp, hair)
    return np.asarray(np.maximum(np.maximum(shirt, trousers), strands))


KNOT_CENTRE = np.array([0.0, 0.149, -0.080])
"""From the head joint."""
KNOT_RADII = np.array([0.034, 0.026, 0.034])
KNOT_TILT = -28.0
"""Degrees that the knot leans back."""


def with_knot(dressed: Dressed, body: Anatomy) -> Dressed:
    """The half body with half a top knot, which moves with the head."""
    directions, quads = _half_ball(3)
    turns = np.arctan2(directions[:, 0], directions[:, 2])
    coil = 1 + 0.05 * np.sin(10 * directions[:, 1] + 2 * np.abs(turns))
    ball = directions * KNOT_RADII * coil[:, None]
    lean = np.radians(KNOT_TILT)
    c, s = np.cos(lean), np.sin(lean)
    ball = ball @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]]).T
    points = ball + KNOT_CENTRE + body.heads["head"]
    count = len(points)
    weights = np.zeros((count, len(JOINTS)))
    weights[:, JOINTS.index("head")] = 1
    inside_hair = np.tile([-1.0, -1.0, 1.0], (count, 1))
    nothing = sparse.csr_array((count, dressed.from_base.shape[1]))
    return replace(
        dressed,
        vertices=np.concatenate([dressed.vertices, points]),
        bare=np.concatenate([dressed.bare, points]),
        triangles=np.concatenate(
            [dressed.triangles, surface.triangulated(quads) + np.int32(len(dressed.vertices))]
        ),
        weights=np.concatenate([dressed.weights, weights]),
        regions=np.concatenate([dressed.regions, inside_hair]),
        lines=np.concatenate([dressed.lines, np.where(points[:, 0] == 0, MIDDLE, 0)]).astype(
            np.int32
        ),
        from_base=sparse.csr_array(sparse.vstack([dressed.from_base, nothing])),
    )


def _half_ball(rounds: int) -> tuple[Floats, Ints]:
    """Directions (n, 3) with x ≥ 0 evenly on a sphere, and quads between them."""
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
    quads = np.array(
        [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]],
        np.int32,
    )
    for _ in range(rounds):
        matrix, quads = surface.subdivided(quads, len(corners))
        corners = matrix @ corners
    directions = corners / np.linalg.norm(corners, axis=1, keepdims=True)
    directions[np.abs(directions[:, 0]) < 1e-9, 0] = 0
    left = quads[(directions[quads, 0] >= 0).all(1)]
    used, renumbered = np.unique(left, return_inverse=True)
    return directions[used], renumbered.reshape(-1, 4).astype(np.int32)
