"""Where the body map's areas lie on a body, laid out from its landmarks.

Everything is given for the viewer's right half, in units of the drawing. What two areas share is
one line of this module, so that they neither overlap nor leave a gap. Outward they reach a little
over the outline, which cuts them.
"""

from __future__ import annotations

from collections.abc import Mapping

from lumbar.check.lines import Bend, Curve, Line, at_height, backwards, between, line, whole
from lumbar.figure.standing import HEIGHT, Point

Landmarks = Mapping[str, Point]
Areas = Mapping[str, Line]

BEYOND = 3.0
"""How far areas reach over the outline, …"""
BEYOND_LEG = 1.5
"""… and where something else is near."""


class Frame:
    """Edges and heights that both sides of a body share."""

    def __init__(self, at: Landmarks) -> None:
        self.at = at
        trunk = ("waist", "navel-outside", "crest-outside", "sacrum-outside", "hip-side")
        leg = ("fold-outside", "knee-outside", "calf-outside", "shin-outside", "ankle-outside")
        self.outside = [at["armpit"], *(at[name] for name in (*trunk, *leg))]
        """Down the outer edge of trunk and leg."""
        inside = (
            "crotch",
            "fold-inside",
            "knee-inside",
            "calf-inside",
            "shin-inside",
            "ankle-inside",
        )
        self.inside = [at[name] for name in inside]
        """Down the inner edge of the leg."""
        self.gap = self._gap()
        self.chest_end = max(between(at["chest"], at["ribs"])[1], at["armpit"][1] + 8)
        """Below the shoulder blades and the breast."""
        self.knee_top, self.knee_end = at["knee"][1] - 13, at["knee"][1] + 13
        self.ankle = at["ankle"][1] - 5

    def _gap(self) -> list[Point]:
        """Down the middle between the trunk and the arm."""
        gap = [self.at["armpit"]]
        for name in ("elbow", "wrist", "hand"):
            x, y = self.at[f"{name}-inside"]
            gap.append(((at_height(self.outside, y) + x) / 2, y))
        return gap

    def out(self, y: float) -> Point:
        """A place a little outside of the trunk or the leg, but not on the arm."""
        edge = at_height(self.outside, y)
        if y > self.at["knee"][1]:
            return edge + BEYOND_LEG, y
        above_fingers = y < self.at["fingertip"][1]
        return min(edge + BEYOND, at_height(self.gap, y) if above_fingers else edge + BEYOND), y

    def within(self, y: float) -> Point:
        """A place a little inside of the leg's inner edge, on this side of the middle."""
        return max(at_height(self.inside, y) - BEYOND, 0.0), y

    def sides(self, top: float, end: float) -> Line:
        """Down the outside from one height to another."""
        stops = [y for _, y in (*self.outside, *self.gap) if top < y < end]
        return line(*(self.out(y) for y in (top, *sorted(stops), end)))

    def bands(self) -> Areas:
        """Knee and lower leg, the same from both sides."""
        return {
            "knee": self.band(self.knee_top, self.knee_end),
            "shank": self.band(self.knee_end, self.ankle),
        }

    def band(self, top: float, end: float) -> Line:
        """All of the leg between two heights."""
        return [*self.sides(top, end), *line(self.within(end), self.within(top))]

    @property
    def crotch(self) -> Point:
        return 0.0, self.at["crotch"][1] + 1


class Back(Frame):
    """The body from behind."""

    def __init__(self, at: Landmarks) -> None:
        super().__init__(at)
        self.rib = between(at["ribs"], at["navel"])[1]
        """Where the low back begins."""
        self.belt = between(at["crest"], at["sacrum"], 0.7)[1]
        """Where it ends in the middle."""
        self.strip = 7.0
        """Half the width of the middle of the low back, …"""
        self.strip_above = 10.0
        """… and between the shoulder blades."""
        low = at["nape"][1] + 11
        collar_x, collar_y = at["collar"]
        self.yoke = line(
            (collar_x + 2, collar_y - 6),
            (collar_x, collar_y),
            Bend((collar_x * 0.72, low - 1), (self.strip_above, low)),
        )
        """Below the neck, from the shoulder to the spine."""
        tail = (self.strip + 2, self.belt)
        edge_x, edge_y = self.out(at["crest"][1] + 4)
        self.iliac = Curve(tail, (0.62 * edge_x, self.belt), (edge_x, edge_y))
        """Along the hip bone's crest, from the low back to the side."""
        self.flank_end, self.hip_top = 0.44, 0.62
        """Where lines meet that curve."""
        fold_x, fold_y = at["fold-outside"]
        self.fold_end = (0.61 * fold_x, fold_y + 3)
        self.fold = line(self.crotch, Bend((0.3 * fold_x, fold_y + 6), self.fold_end))
        """Below the buttock, outward."""
        hip = self.iliac.point(self.hip_top)
        self.hip = line(hip, Bend((hip[0] + 1, at["hip"][1]), self.fold_end))
        """Between the buttock and the side of the hip, downward."""
        self.tail = line(tail, Bend((self.strip + 1, at["hip"][1] + 8), self.crotch))
        """Beside the tailbone, downward."""
        self.spine_end = line((self.strip, self.rib), tail)
        """Beside the middle of the low back, downward."""
        side_x = at_height(self.outside, self.rib)
        self.flank = line(
            (self.strip + 0.5 * (side_x - self.strip), self.rib), self.iliac.point(self.flank_end)
        )
        """Between the low back and the flank, downward."""

    def halves(self) -> Areas:
        at = self.at
        shoulder_x, shoulder_y = at["shoulder-side"]
        armpit_x, armpit_y = at["armpit"]
        cap = line(
            (shoulder_x + BEYOND, at["collar"][1] - 6),
            (shoulder_x + BEYOND, shoulder_y + 5),
            Bend((armpit_x + 4, shoulder_y + 8), (armpit_x, armpit_y)),
        )
        bands = self.bands()
        return {
            "shoulder_blade": [
                *backwards(self.yoke),
                *cap,
                *self.sides(armpit_y, self.chest_end),
                *line((self.strip_above, self.chest_end)),
            ],
            "mid_back": [
                *line((0, self.chest_end)),
                *self.sides(self.chest_end, self.rib),
                *line((0, self.rib)),
            ],
            "flank": [
                *self.flank,
                *self.iliac.piece(self.flank_end, 1),
                *backwards(self.sides(self.rib, self.iliac.end[1])),
            ],
            "low_back": [
                *self.spine_end,
                *self.iliac.piece(0, self.flank_end),
                *backwards(self.flank),
            ],
            "buttock": [
                *self.iliac.piece(0, self.hip_top),
                *self.hip,
                *backwards(self.fold),
                *backwards(self.tail),
            ],
            "hip_side": [
                *self.hip,
                *line(self.out(self.fold_end[1])),
                *backwards(self.sides(self.iliac.end[1], self.fold_end[1])),
                *backwards(self.iliac.piece(self.hip_top, 1)),
            ],
            "thigh_back": [
                *self.fold,
                *self.sides(self.fold_end[1], self.knee_top),
                *line(self.within(self.knee_top)),
            ],
            "knee_back": bands["knee"],
            "calf": bands["shank"],
        }  # fmt: skip

    def middles(self) -> Areas:
        neck_x, neck_y = self.at["neck"]
        low = self.at["nape"][1] + 11
        return {
            "neck": whole([*line((neck_x + BEYOND, neck_y)), *self.yoke]),
            "between_shoulder_blades": whole(
                line((self.strip_above, low), (self.strip_above, self.chest_end))
            ),
            "low_back": whole(self.spine_end),
            "tailbone": whole(self.tail),
        }

    def hints(self) -> list[Line]:
        """The spine and the inner edges of the shoulder blades."""
        shoulder_x, shoulder_y = self.at["shoulder"]
        end = (0.52 * shoulder_x, self.chest_end - 5)
        blade = line((0.6 * shoulder_x, shoulder_y - 2), Bend((0.4 * shoulder_x, end[1] - 8), end))
        return [line((0, self.at["nape"][1] + 14), (0, self.belt - 3)), blade]


class Front(Frame):
    """The body from the front."""

    def __init__(self, at: Landmarks) -> None:
        super().__init__(at)
        self.navel = at["navel"][1] - 6
        """Where the lower part of the tummy begins."""
        crotch = at["crotch"][1]
        self.pubis = (9.5, crotch - 20)
        side = self.out(at["crest"][1] + 3)
        self.waistband = Curve(self.pubis, (0.6 * side[0], self.pubis[1] - 3), side)
        """Above the groin, outward."""
        self.inner_top = (14.5, crotch + 8)
        """Where groin, front and inside of the thigh meet."""
        thigh_x, thigh_y = self.out(at["hip"][1] + 10)
        self.leg_line = Curve(self.inner_top, (0.55 * thigh_x, thigh_y + 4), (thigh_x, thigh_y))
        """Below the groin, outward."""
        self.groin = Curve(self.pubis, (10.5, crotch - 4), self.inner_top)
        """Beside what is between the legs, downward."""
        self.groin_share = 0.55
        """Where the inside of the thigh begins on that curve."""
        self.saddle = line(
            self.groin.point(self.groin_share), Bend((7, self.crotch[1] + 1), self.crotch)
        )
        """Below what is between the legs, inward."""
        shoulder_x, shoulder_y = at["shoulder"]
        self.arm = line(
            (at["shoulder-top"][0] + 1, at["shoulder-top"][1] - 5),
            Bend((shoulder_x - 2, shoulder_y), at["armpit"]),
        )
        """Between the breast and the arm, downward."""
        self.inseam = line(
            self.inner_top,
            Bend(
                (self.inner_top[0] + 2, between(self.inner_top, at["knee"])[1]),
                (self._middle(self.knee_top), self.knee_top),
            ),
        )
        """Between the front and the inside of the thigh, downward."""
        self.shin = line(
            (self._middle(self.knee_end), self.knee_end), (self._middle(self.ankle), self.ankle)
        )
        """Down the middle of the lower leg."""
        wrist, outer = at["wrist-inside"], at["wrist-outside"]
        self.wrist = line((wrist[0] - 2, wrist[1] + 3), (outer[0] + BEYOND, outer[1] - 1))
        """Across the wrist, outward."""

    def _middle(self, y: float) -> float:
        """The middle of a leg."""
        return (at_height(self.inside, y) + at_height(self.outside, y)) / 2

    def halves(self) -> Areas:
        at = self.at
        waist_side, leg_side = self.waistband.end, self.leg_line.end
        return {
            "groin": [
                *self.waistband.piece(0, 1),
                *self.sides(waist_side[1], leg_side[1]),
                *backwards(self.leg_line.piece(0, 1)),
                *backwards(self.groin.piece(0, 1)),
            ],
            "thigh_front": [
                *self.leg_line.piece(0, 1),
                *self.sides(leg_side[1], self.knee_top),
                *backwards(self.inseam),
            ],
            "thigh_inner": [
                *self.groin.piece(self.groin_share, 1),
                *self.inseam,
                *line(self.within(self.knee_top)),
                *backwards(self.saddle),
            ],
            "knee_front": self.bands()["knee"],
            "shin_inner": [
                *self.shin,
                *line(self.within(self.ankle), self.within(self.knee_end)),
            ],
            "shin_outer": [
                *self.sides(self.knee_end, self.ankle),
                *backwards(self.shin),
            ],
            "arm": [
                *self.arm,
                *line(*(point for point in self.gap[1:] if point[1] < self.wrist[0].to[1])),
                *self.wrist,
                *line(
                    (at["elbow-outside"][0] + BEYOND, at["elbow-outside"][1]),
                    (at["shoulder-side"][0] + BEYOND, at["shoulder-side"][1] + 8),
                    (at["shoulder-side"][0] + BEYOND, at["shoulder-top"][1] - 5),
                ),
            ],
            "hand": [
                *self.wrist,
                *line(
                    (at["hand-outside"][0] + 1, self.wrist[1].to[1] + 6),
                    (at["hand-outside"][0] + 1, at["fingertip"][1] + 2),
                    (at["hand-inside"][0] - 1, at["fingertip"][1] + 2),
                    (at["hand-inside"][0] - 1, at["hand-inside"][1] - 5),
                ),
            ],
        }

    def middles(self) -> Areas:
        neck = (self.at["neck"][0] + 1, self.at["nape"][1] + 1)
        waist = self.waistband.end[1]
        return {
            "chest": whole(
                [
                    *line((0, neck[1]), neck, (self.at["collar"][0], self.at["collar"][1] - 4)),
                    *self.arm,
                    *self.sides(self.at["armpit"][1], self.chest_end),
                    *line((0, self.chest_end)),
                ]
            ),
            "upper_tummy": whole(self.sides(self.chest_end, self.navel)),
            "lower_tummy": whole(
                [
                    *self.sides(self.navel, waist),
                    *backwards(self.waistband.piece(0, 1)),
                ]
            ),
            "between_legs": whole([*self.groin.piece(0, self.groin_share), *self.saddle]),
        }

    def hints(self) -> list[Line]:
        """Collar bone, rib arch, navel and knee cap."""
        shoulder_x, shoulder_y = self.at["shoulder"]
        knee_x, knee_y = self.at["knee"]
        collar_y = self.at["nape"][1] + 9
        ribs = self.chest_end
        navel = self.at["navel"][1]
        return [
            line(
                (0.82 * shoulder_x, shoulder_y - 9),
                Bend((0.5 * shoulder_x, collar_y - 2), (0.17 * shoulder_x, collar_y + 3)),
            ),
            line((0, ribs - 12), Bend((11, ribs - 11), (17, ribs - 2))),
            line((0, navel), (0, navel + 3)),
            line((knee_x - 5.5, knee_y), Bend((knee_x, knee_y + 7), (knee_x + 5.5, knee_y))),
        ]


class Foot:
    """The enlarged foot on the viewer's right; its big toe is on the left from both sides."""

    WIDTH, BOTTOM, SPACE = 39.0, 348.0, 3.0

    def __init__(self, at: Landmarks, leg: Frame) -> None:
        self.size = self.WIDTH / (at["side-outside"][0] - at["side-inside"][0])
        self.length = HEIGHT * self.size
        self.top = self.BOTTOM - self.length
        self.leg = leg
        # As near to the leg as the heel and the ball allow.
        sides = (at["side-inside"], (-0.55 * at["side-outside"][0], at["heel"][1]))
        self.middle = self.SPACE + max(
            at_height(leg.outside, self.top + y * self.size) - x * self.size for x, y in sides
        )
        self.at = {name: self.placed(point) for name, point in at.items()}
        self.outer = self.at["side-outside"][0]

    def placed(self, point: Point) -> Point:
        """A place of the foot in the drawing."""
        return self.middle + point[0] * self.size, self.top + point[1] * self.size

    def near(self, y: float) -> Point:
        """A place between the leg and the foot."""
        return at_height(self.leg.outside, y) + self.SPACE / 2, y

    def inner(self, top: float, end: float) -> Line:
        """Down between the leg and the foot."""
        side_x, side_y = self.at["side-inside"]
        heights = [y for _, y in self.leg.outside if top < y < min(end, side_y)]
        points = [self.near(y) for y in (top, *heights)]
        # Below, the small foot turns outward: keep to the large one.
        return line(*points, self.near(end) if end < side_y else (side_x - 1, end))

    @property
    def right(self) -> float:
        return self.outer + 1

    @property
    def bottom(self) -> float:
        return self.BOTTOM + 1

    def soles(self) -> Areas:
        """Heel and sole, the heel above: it is lifted."""
        top, y = self.top - 1, self.top + 0.3 * self.length
        seam = line(self.near(y), Bend((self.middle, y + 6), (self.right, y)))
        return {
            "heel": [*seam, *line((self.right, top)), *self.inner(top, y)],
            "sole": [
                *seam,
                *line((self.right, self.bottom)),
                *backwards(self.inner(y, self.bottom)),
            ],
        }

    def tops(self) -> Areas:
        """The foot's top, its outer side and the big toe."""
        top, ball, toes = self.top - 1, self.at["ball-inside"][1], self.at["between-toes"]
        heel_x = self.at["ankle"][0] + 5
        outer_x = between(toes, self.at["ball-outside"], 0.52)[0]
        side = line(
            (heel_x, top), Bend((heel_x + 2, ball - 25), (outer_x, ball)), (outer_x, self.bottom)
        )
        # With the ball behind it: the toe alone is too small for a finger.
        left, toe_top = self.at["side-inside"][0] - 1, ball - 14
        toe = line(
            (left, toe_top),
            Bend((toes[0] + 4.5, toe_top), (toes[0] + 3, ball)),
            toes,
            (toes[0], self.bottom),
        )
        return {
            "foot_outer": [*side, *line((self.right, self.bottom), (self.right, top))],
            "big_toe": [*toe, *line((left, self.bottom))],
            "foot_top": [*side, *backwards(toe), *backwards(self.inner(top, toe_top))],
        }

    def arch(self) -> Line:
        """The hollow of the sole."""
        x, y = self.at["side-inside"]
        return line(
            (x + 7, y - 5), Bend((self.middle + 4, y - 26), (self.middle - 7, self.top + 30))
        )

    def nail(self) -> Line:
        """The nail of the big toe."""
        x, y = self.at["big-toe"]
        return line((x - 3.5, y - 7), Bend((x, y - 10.5), (x + 3.5, y - 7)))
