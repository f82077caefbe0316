"""The body map's drawing: a plain figure from behind and from the front, and its named areas.

Coordinates are units of the drawing; x = 0 is the middle of the body and grows to the viewer's
right. One half is written down and mirrored: seen from behind, the viewer's right is the person's
right; seen from the front it is the person's left. Areas are drawn a little too large and cut to
the outline, so their outer edges follow the body. Feet are drawn again, larger, beside the legs:
there a finger can reach them.
"""

# Path data is one word: breaking it would not make it easier to read.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

View = Literal["back", "front"]

VIEW_BOX = "-78 -2 156 368"

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")

# The right half of the outline, top to bottom: head, shoulder, arm, hand, waist, leg, foot.
_OUTLINE_HALF = (
    "C9.5,2 15.5,8.5 15.8,19 C17.6,19.5 18.2,23.5 16.8,27 C16.3,29 15.6,29.8 14.9,29.8 "
    "C13.8,35 11.5,40 8.8,43 C8.6,48 8.8,51 10,54 C13,58.5 22,60 31,62.5 "
    "C42,65 48.5,71 50,82 C51.5,90 53,98 54,106 C56,116 57.6,122 58.2,131 "
    "C60,146 63.5,162 65.8,180 C66.3,184 66.8,187 67.5,190 C70,195 72.2,201 72,208 "
    "C71.8,214 70.5,220 67.5,223.5 C65,225.5 62,224 61.5,220 C61,216 61,212 60.5,209 "
    "C58.5,211 56.5,213.5 55,213 C53.5,211 55,205 56,199 C56.5,195 56,192 55.2,189 "
    "C52.5,174 48.5,160 46.6,146 C46,138 45,130 43,121 C41,112 39,104 37.6,97 "
    "C37,108 35,122 33.2,134 C32.2,142 32.4,150 34,160 C36,170 38.6,180 39.4,190 "
    "C40.2,206 39.4,222 37,238 C35,250 31.6,260 30.4,268 C30.2,274 30.6,279 31,285 "
    "C31.6,296 30.4,306 27.6,318 C24.6,330 21.4,338 20.6,345 C20.6,349 22.5,351.5 24,355 "
    "C25,358.5 23.5,361.5 19,362 L12,362 C9.5,361.5 8.6,359 9,355.5 C9.6,351 9.2,348 9,345 "
    "C8,334 5,320 4.6,305 C4.5,296 7,288 7.4,279 C7.8,274 7.4,270 7,265 "
    "C6,250 3.4,226 1.8,206 L0,203"
)

_SOLE = (
    "M52,346 C46,344 45,336 46.5,328 C48,318 46.5,308 44.5,297 C42.5,287 42.5,279 44,273 "
    "C43,268 43.5,262 47,260.5 C50.5,259.5 52.5,263 52.6,266.5 C53.2,262.5 56.6,261.5 58,265 "
    "C59,262.6 62,262.6 62.8,266 C64.2,264.4 66.6,265.2 67,268.4 C68.8,267.6 70.6,269.4 70.2,272.4 "
    "C72,280 71.5,290 69.5,299 C67.5,309 66,318 66.3,328 C66.5,338 61.5,348 52,346 Z"
)
_FOOT_TOP = (
    "M50,258 C54,255 61,255 64,259 C66,270 69,288 72,306 C74,318 74.5,327 73,333 "
    "C71.5,337.5 69,337.5 68,335 C68.6,339.5 66,342.5 63.6,340.5 C63.8,344.5 60.6,346.5 58,344 "
    "C58,347.5 54.6,349.5 52.4,346 C52,351 47,353 44,350 C40.6,346.5 41,338 42,330 "
    "C43,318 45,304 46.5,290 C47.5,278 48,266 50,258 Z"
)

# Half areas by group; "middle" areas are written whole.
_BACK_HALVES = {
    "shoulder_blade": "M11,70 C18,69 24,67 28,62 L52,60 L52,84 C46,90 41,96 39,104 C37,108 36,110 35,113 L11,113 Z",
    "mid_back": "M0,113 L40,113 L40,138 L0,138 Z",
    "flank": "M21.5,138 L34.5,138 L37,172 C32,172 27,173.5 22.5,177 C21.6,163 21,150 21.5,138 Z",
    "low_back": "M8.5,138 L21.5,138 C21,150 21.6,163 22.5,177 C18,178.5 14,179 10.5,179 C9,166 8.5,152 8.5,138 Z",
    "buttock": "M10.5,179 C14,179 18,178.5 22.5,177 C25,175 28,173.5 30.5,172.6 C29.5,188 31,204 33,216 C24,221 10,220 0,212 L0,204 C5,199 9,190 10.5,179 Z",
    "hip_side": "M30.5,172.6 C33,171.8 37,171.5 41,172 L42,221 C39,222.5 36.5,222 33.6,219 C31,205 29.5,188 30.5,172.6 Z",
    "thigh_back": "M0,212 C10,220 24,221 33,216 C36.5,222 39,222.5 42,221 L42,257 L0,257 Z",
    "knee_back": "M0,257 L35,257 C34,265 33,275 33,283 L0,283 Z",
    "calf": "M0,283 L33,283 C33,300 30,322 24,340 L0,340 Z",
    "sole": "M41,258 L73,258 L73,322 C62,327 52,327 41,322 Z",
    "heel": "M41,322 C52,327 62,327 73,322 L73,350 L41,350 Z",
}
_BACK_MIDDLES = {
    "neck": "M-14,41 L14,41 C11,50 12,55 16,58 L28,62 C24,67 18,69 11,70 L-11,70 C-18,69 -24,67 -28,62 L-16,58 C-12,55 -11,50 -14,41 Z",
    "between_shoulder_blades": "M-11,70 L11,70 L11,113 L-11,113 Z",
    "low_back": "M-8.5,138 L8.5,138 C8.5,152 9,166 10.5,179 L-10.5,179 C-9,166 -8.5,152 -8.5,138 Z",
    "tailbone": "M-10.5,179 L10.5,179 C9,190 5,199 0,204 C-5,199 -9,190 -10.5,179 Z",
}
_FRONT_HALVES = {
    "groin": "M10,184 C20,181 30,176 40,170 L44,192 C34,196 24,203 16,212 C13,204 11,194 10,184 Z",
    "thigh_front": "M16,212 C24,203 34,196 44,192 L42,257 L17,257 C17,242 17,226 16,212 Z",
    "thigh_inner": "M0,206 C5,207 9,204 12,197 C13,203 14.5,208 16,212 C17,226 17,242 17,257 L0,257 Z",
    "knee_front": "M0,257 L35,257 C34,265 33,275 33,283 L0,283 Z",
    "shin_inner": "M1,283 L18,283 C17.5,300 16,320 14.8,340 L1,340 Z",
    "shin_outer": "M18,283 L33,283 C33,300 30,322 24,340 L14.8,340 C16,320 17.5,300 18,283 Z",
    "foot_top": "M42,254 L59.5,254 C61,275 62.5,310 63.8,352 L52.2,352 C52.8,344 52.8,336 52,329 C48,326.5 43,326.5 38,329.5 Z",
    "big_toe": "M38,329.5 C43,326.5 48,326.5 52,329 C52.8,336 52.8,344 52.2,354 L38,354 Z",
    "foot_outer": "M59.5,254 L74,254 L76,352 L63.8,352 C62.5,310 61,275 59.5,254 Z",
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

    @property
    def back(self) -> str:
        """The shift that puts the box's corner at the origin."""
        return f"{-self.box[0]:g} {-self.box[1]:g}"


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
    "back": "M0,72 L0,178 M-27,82 C-21.5,90 -20.5,100 -24,108 M27,82 C21.5,90 20.5,100 24,108",
    "front": (
        "M-27,66 C-19,63.5 -11,64.5 -5,67.5 M27,66 C19,63.5 11,64.5 5,67.5 "
        "M-17,112 C-13,105 -7,101 0,100 C7,101 13,105 17,112 M0,154 L0,157 "
        "M-24,273 C-21,277.5 -16,277.5 -13,273 M24,273 C21,277.5 16,277.5 13,273"
    ),
}
"""A few soft lines that tell back from front: spine and shoulder blades; collar bones, navel."""
