"""The body map's drawing: a plain figure from behind and from the front, and its named areas.

Coordinates are units of the drawing; x = 0 is the middle of the body and grows to the viewer's
right. One half is written down and mirrored: seen from behind, the viewer's right is the person's
right; seen from the front it is the person's left. Areas are drawn a little too large and cut to
the outline, so their outer edges follow the body. Feet are drawn again, larger, beside the legs:
there a finger can reach them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

View = Literal["back", "front"]

VIEW_BOX = "-78 -2 156 368"

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")

# The right half of the outline, top to bottom: head, shoulder, arm, hand, waist, leg, foot.
_OUTLINE_HALF = (
    "C10,2 16.5,10 16.5,23 C16.5,32 13.5,39 10,43.5 C9.5,48 9.8,52 11.5,55.5 "
    "C15,59.5 25,60.5 34,63 C43,66 48.5,73 50.5,85 C53,101 56,118 58,134 "
    "C60.5,150 64.5,170 66.5,186 C69.5,193 72,201 71,209 C70,217 66,222 62.5,220 "
    "C58.5,217 56.5,206 55.5,193 C52.5,177 48,160 45.5,144 C43.5,129 40.5,113 37.5,99 "
    "C36,113 33,126 32,141 C32,155 36,169 39,184 C42,201 41,222 38,240 "
    "C35,252 31,260 30,270 C31,283 31,294 29,306 C26,320 22,332 20.5,342 "
    "C21.5,349 24,353 25,357 C24,361 10,361 9,358 C8,353 8.6,347 8.6,342 "
    "C6.5,328 4,312 5,298 C6,287 9,279 8.3,268 C7,250 3.2,226 1.6,203 L0,202"
)

_SOLE = (
    "M50,346 C44,342 44,332 46,322 C48,312 46,302 45,292 C43,280 44,268 50,264 "
    "C56,260 64,264 67,274 C70,284 70,296 67,306 C65,316 66,326 65,334 C64,344 57,349 50,346 Z"
)
_FOOT_TOP = (
    "M52,260 C58,258 63,262 64,270 C66,284 71,300 71,318 C71,332 66,342 58,344 "
    "C54,349 44,348 43,339 C42,330 45,322 46,312 C47,296 46,276 47,266 C48,262 50,261 52,260 Z"
)

# Half areas by group; "middle" areas are written whole.
_BACK_HALVES = {
    "shoulder_blade": "M11,70 C18,69 24,67 28,62 L52,60 L52,84 C46,90 41,96 39,104 C37,108 36,110 35,113 L11,113 Z",
    "mid_back": "M0,113 L40,113 L40,138 L0,138 Z",
    "flank": "M21.5,138 L44,138 L44,172 C36,171 28,173 22.5,177 C21.6,163 21,150 21.5,138 Z",
    "low_back": "M8.5,138 L21.5,138 C21,150 21.6,163 22.5,177 C18,178.5 14,179 10.5,179 C9,166 8.5,152 8.5,138 Z",
    "buttock": "M10.5,179 C14,179 18,178.5 22.5,177 C25,175 28,173.5 30.5,172.6 C29.5,188 31,204 33,216 C24,221 10,220 0,212 L0,204 C5,199 9,190 10.5,179 Z",
    "hip_side": "M30.5,172.6 C35,171.5 40,171.5 44,172 L44,222 L33.6,221 C31,205 29.5,188 30.5,172.6 Z",
    "thigh_back": "M0,212 C10,220 24,221 33,216 L33.6,221 L46,222 L46,257 L0,257 Z",
    "knee_back": "M0,257 L44,257 L44,283 L0,283 Z",
    "calf": "M0,283 L40,283 L40,334 L0,334 Z",
    "sole": "M40,255 L74,255 L74,320 C62,325 52,325 40,320 Z",
    "heel": "M40,320 C52,325 62,325 74,320 L74,352 L40,352 Z",
}
_BACK_MIDDLES = {
    "neck": "M-14,41 L14,41 C11,50 12,55 16,58 L28,62 C24,67 18,69 11,70 L-11,70 C-18,69 -24,67 -28,62 L-16,58 C-12,55 -11,50 -14,41 Z",
    "between_shoulder_blades": "M-11,70 L11,70 L11,113 L-11,113 Z",
    "low_back": "M-8.5,138 L8.5,138 C8.5,152 9,166 10.5,179 L-10.5,179 C-9,166 -8.5,152 -8.5,138 Z",
    "tailbone": "M-10.5,179 L10.5,179 C9,190 5,199 0,204 C-5,199 -9,190 -10.5,179 Z",
}
_FRONT_HALVES = {
    "groin": "M10,184 C20,181 30,176 40,170 L44,192 C34,196 24,203 16,212 C13,204 11,194 10,184 Z",
    "thigh_front": "M16,212 C24,203 34,196 44,192 L46,257 L17,257 C17,242 17,226 16,212 Z",
    "thigh_inner": "M0,206 C5,207 9,204 12,197 C13,203 14.5,208 16,212 C17,226 17,242 17,257 L0,257 Z",
    "knee_front": "M0,257 L44,257 L44,283 L0,283 Z",
    "shin_inner": "M0,283 L18,283 C17.5,300 16,318 15,336 L0,336 Z",
    "shin_outer": "M18,283 L44,283 L44,336 L15,336 C16,318 17.5,300 18,283 Z",
    "foot_top": "M40,255 L62,255 C60,275 61,300 60,324 C54,322 48,322 40,325 Z",
    "big_toe": "M38,325 C44,322.5 50,322 55.5,323 C56.5,332 56,342 54,352 L38,352 Z",
    "foot_outer": "M62,255 L76,255 L76,352 L54,352 C56,342 56.5,332 55.5,323 L60,324 C61,300 60,275 62,255 Z",
    "arm": "M38,64 C42,74 40,88 38.5,100 L44,150 L52,191 L69,188 L64,110 L56,62 Z",
    "hand": "M52,191 L69,188 L78,205 L70,226 L52,226 Z",
}
_FRONT_MIDDLES = {
    "chest": "M-11,57 L11,57 L38,64 C42,74 40,88 38.5,100 L36,113 L-36,113 L-38.5,100 C-40,88 -42,74 -38,64 Z",
    "upper_tummy": "M-40,113 L40,113 L40,147 L-40,147 Z",
    "lower_tummy": "M-40,147 L40,147 L40,170 C30,176 20,181 10,184 L-10,184 C-20,181 -30,176 -40,170 Z",
    "between_legs": "M-10,184 L10,184 C10.5,189 11.2,193 12,197 C9,204 5,207 0,206 C-5,207 -9,204 -12,197 C-11.2,193 -10.5,189 -10,184 Z",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One area's path and the box (x, y, width, height) that holds it."""

    path: str
    box: tuple[float, float, float, float]


def _mirror(path: str) -> str:
    """The same path on the other side of the middle."""

    def flip(match: re.Match[str]) -> str:
        x = -float(match[1])
        return f"{x:g},{match[2]}"

    return _NUMBER.sub(flip, path)


def _shape(path: str) -> Shape:
    points = [(float(x), float(y)) for x, y in _NUMBER.findall(path)]
    left = min(x for x, _ in points)
    top = min(y for _, y in points)
    width = max(x for x, _ in points) - left
    height = max(y for _, y in points) - top
    return Shape(path, (round(left, 1), round(top, 1), round(width, 1), round(height, 1)))


def _outline() -> str:
    left_half = _mirror(_OUTLINE_HALF)
    return f"M0,2 {_OUTLINE_HALF} M0,2 {left_half}"


def shape(region: str, view: str, group: str, side: str) -> Shape:
    """The drawing of a region.

    Raises ``KeyError`` when the body map names an area that has not been drawn: a person must
    never meet a map with a hole in it (``tests/test_drawing.py`` draws every region).
    """
    if side == "middle":
        return _shape((_BACK_MIDDLES if view == "back" else _FRONT_MIDDLES)[group])
    half = (_BACK_HALVES if view == "back" else _FRONT_HALVES)[group]
    on_viewers_right = (side == "right") == (view == "back")
    return _shape(half if on_viewers_right else _mirror(half))


OUTLINE = _outline()
"""The whole figure; the same from both sides."""

FEET: dict[View, str] = {
    "back": f"{_SOLE} {_mirror(_SOLE)}",
    "front": f"{_FOOT_TOP} {_mirror(_FOOT_TOP)}",
}
"""The enlarged feet beside the legs."""

HINTS: dict[View, str] = {
    "back": (
        "M0,74 L0,172 M0,206 L0,212 M-26,84 C-22,92 -21,100 -24,106 M26,84 C22,92 21,100 24,106"
    ),
    "front": (
        "M-30,96 C-22,102 -10,102 -4,97 M30,96 C22,102 10,102 4,97 M0,156 L0,159 "
        "M-24,66 C-18,63 -12,64 -6,66 M24,66 C18,63 12,64 6,66"
    ),
}
"""A few soft lines that tell back from front: spine and shoulder blades; collar bones, navel."""
