"""Named parts of the skin that rest on things, hold things or must not pass through them.

Found from the neutral pose of any body (standing, arms down, thumbs forward; X to the person's
left, Y up, Z to the front), relative to its joints, so that the same words fit every body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lumbar.figure.making.kinematics import Floats, Ints, Rig, forward, normals, skin
from lumbar.figure.skeleton import FINGERS, JOINTS, PARAMETERS, PHALANGES, SIDES, SIGN

Mask = NDArray[np.bool_]

COVER = 520
"""Points spread over the whole skin that keep it above what is below."""


FINGER_BONES = tuple(f"finger{finger}-{part}" for finger in FINGERS for part in PHALANGES)


@dataclass(frozen=True)
class Neutral:
    """A body in the neutral pose."""

    vertices: Floats
    normals: Floats
    joints: Mapping[str, Floats]
    bone: NDArray[np.str_]
    """The bone that moves each vertex most, without its side."""


def neutral(body: Rig, weights: Floats, rest: Floats, triangles: Ints) -> Neutral:
    """The body standing in the anatomical position, its pelvis at the origin."""
    rotations, positions = forward(body, np.zeros((1, len(PARAMETERS))), np.eye(3))
    vertices = skin(body, weights, rest, rotations[0], positions[0])
    bone = np.array([JOINTS[number].split(".")[0] for number in weights.argmax(1)])
    return Neutral(
        vertices,
        normals(vertices, triangles),
        dict(zip(JOINTS, positions[0], strict=True)),
        bone,
    )


def spread(points: Floats, among: Mask, count: int) -> Ints:
    """Indices of up to ``count`` of the points, as far from each other as they can be."""
    chosen = np.nonzero(among)[0]
    if len(chosen) <= count:
        return chosen.astype(np.int32)
    start = int(np.linalg.norm(points[chosen] - points[chosen].mean(0), axis=1).argmax())
    kept = [start]
    distance = np.linalg.norm(points[chosen] - points[chosen[start]], axis=1)
    while len(kept) < count:
        kept.append(int(distance.argmax()))
        new = np.linalg.norm(points[chosen] - points[chosen[kept[-1]]], axis=1)
        distance = np.minimum(distance, new)
    return chosen[kept].astype(np.int32)


def patches(body: Neutral) -> dict[str, Ints]:
    """Vertex indices of every patch; limb patches carry their side, ``palm.L``."""
    found: dict[str, Ints] = {}
    for side in SIDES:
        for name, mask, count in (
            *_leg(body, side, SIGN[side]),
            *_arm(body, side, SIGN[side]),
            *_side_of_trunk(body, side, SIGN[side]),
        ):
            found[f"{name}.{side}"] = spread(body.vertices, mask, count)
    for name, mask, count in _middle(body):
        found[name] = spread(body.vertices, mask, count)
    empty = [name for name, indices in found.items() if len(indices) == 0]
    if empty:
        raise ValueError(f"no skin found for {', '.join(sorted(empty))}")
    # Fingers and toes are small and many-cornered; hand and foot keep them out of things.
    plain = ~(np.char.startswith(body.bone, "finger") | np.char.startswith(body.bone, "toes"))
    found["cover"] = spread(body.vertices, plain, COVER)
    return found


Found = list[tuple[str, Mask, int]]


def _on(body: Neutral, sign: int, *bones: str) -> Mask:
    """The skin of these bones on one side of the body."""
    return np.isin(body.bone, bones) & (body.vertices[:, 0] * sign > 0)


def _band(values: Floats, middle: float, half: float) -> Mask:
    return np.abs(values - middle) < half


def _leg(body: Neutral, side: str, sign: int) -> Found:
    v, n, j = body.vertices, body.normals, body.joints
    knee, ankle, toes = j[f"lowerleg01.{side}"], j[f"foot.{side}"], j[f"toes.{side}"]
    hip = j[f"upperleg01.{side}"]
    foot = _on(body, sign, "foot", "toes")
    thigh = _on(body, sign, "upperleg01", "upperleg02")
    shank = _on(body, sign, "lowerleg01", "lowerleg02")
    leg = thigh | shank
    ground = v[foot, 1].min()
    low = v[:, 1] < ground + 0.012
    return [
        ("sole", foot & (n[:, 1] < -0.8) & low, 14),
        ("heel", foot & (v[:, 2] < ankle[2] + 0.01) & (v[:, 1] < ground + 0.03), 8),
        ("heel-back", foot & (n[:, 2] < -0.5) & (v[:, 1] < ground + 0.06), 6),
        ("ball", foot & _band(v[:, 2], toes[2], 0.03) & (n[:, 1] < -0.6), 8),
        ("toe-tips", foot & (v[:, 2] > v[foot, 2].max() - 0.018), 6),
        ("foot-outside", foot & (n[:, 0] * sign > 0.6) & (v[:, 1] < ground + 0.05), 8),
        ("foot-inside", foot & (n[:, 0] * sign < -0.6) & (v[:, 1] < ground + 0.06), 8),
        ("instep", foot & (n[:, 1] > 0.3) & (v[:, 2] > ankle[2] + 0.06), 10),
        ("ankle-outside", _on(body, sign, "foot", "lowerleg02") & (n[:, 0] * sign > 0.6)
         & _band(v[:, 1], ankle[1], 0.05), 6),
        ("kneecap", leg & _band(v[:, 1], knee[1], 0.06) & (n[:, 2] > 0.6), 24),
        ("knee-inside", leg & _band(v[:, 1], knee[1], 0.05) & (n[:, 0] * sign < -0.7), 8),
        ("knee-outside", leg & _band(v[:, 1], knee[1], 0.05) & (n[:, 0] * sign > 0.7), 8),
        ("shin", shank & (n[:, 2] > 0.7), 12),
        ("shin-top", shank & _band(v[:, 1], knee[1] - 0.075, 0.025) & (n[:, 2] > 0.7), 5),
        ("shin-outside", shank & (n[:, 0] * sign > 0.6), 10),
        ("shin-inside", shank & (n[:, 0] * sign < -0.6), 10),
        ("calf", shank & (n[:, 2] < -0.6) & _band(v[:, 1], knee[1] - 0.17, 0.09), 10),
        ("thigh-back", thigh & _band(v[:, 1], knee[1] + 0.10, 0.035) & (n[:, 2] < -0.75), 6),
        ("thigh-back-high", thigh & _band(v[:, 1], (knee[1] + hip[1]) / 2 + 0.03, 0.06)
         & (n[:, 2] < -0.75), 8),
        ("thigh-front", thigh & _band(v[:, 1], knee[1] + 0.14, 0.04) & (n[:, 2] > 0.75), 6),
        ("thigh-front-low", thigh & _band(v[:, 1], knee[1] + 0.07, 0.03) & (n[:, 2] > 0.7), 6),
        ("thigh-outside", thigh & (n[:, 0] * sign > 0.75) & (v[:, 1] < hip[1] - 0.05), 10),
        ("thigh-inside", thigh & (n[:, 0] * sign < -0.7) & (v[:, 1] < hip[1] - 0.15), 8),
    ]  # fmt: skip


def _arm(body: Neutral, side: str, sign: int) -> Found:
    v, n, j = body.vertices, body.normals, body.joints
    elbow, wrist, shoulder = j[f"lowerarm01.{side}"], j[f"wrist.{side}"], j[f"upperarm01.{side}"]
    hand = _on(body, sign, "wrist")
    fingers = _on(body, sign, *(bone for bone in FINGER_BONES if not bone.startswith("finger1")))
    upper = _on(body, sign, "upperarm01", "upperarm02")
    fore = _on(body, sign, "lowerarm01", "lowerarm02")
    beyond_wrist = np.linalg.norm(v - wrist, axis=1) > 0.03
    return [
        # In the neutral pose the palm faces the thigh and the thumb the front.
        ("palm", hand & (n[:, 0] * sign < -0.7) & beyond_wrist, 10),
        ("hand-back", hand & (n[:, 0] * sign > 0.7) & beyond_wrist, 8),
        ("finger-tips", fingers & (v[:, 1] < v[fingers, 1].min() + 0.06), 8),
        ("hand-skin", hand | _on(body, sign, *FINGER_BONES), 36),
        ("forearm-skin", fore | (_on(body, sign, "upperarm02") & (v[:, 1] < elbow[1] + 0.05)), 30),
        ("hand-edge", hand & (n[:, 2] < -0.6), 6),
        ("elbow", (upper | fore) & (np.linalg.norm(v - elbow, axis=1) < 0.055), 10),
        ("elbow-back", (upper | fore) & _band(v[:, 1], elbow[1], 0.045) & (n[:, 2] < -0.6), 6),
        ("forearm", fore, 14),
        ("forearm-inside", fore & (n[:, 0] * sign < -0.7), 8),
        ("forearm-little-finger-side", fore & (n[:, 2] < -0.6) & (v[:, 1] < elbow[1] - 0.03), 8),
        ("upper-arm-back", upper & (n[:, 2] < -0.7), 8),
        ("upper-arm-outside", upper & (n[:, 0] * sign > 0.7), 8),
        ("shoulder-side", _on(body, sign, "upperarm01", "shoulder01")
         & (n[:, 0] * sign > 0.6) & _band(v[:, 1], shoulder[1], 0.07), 8),
    ]  # fmt: skip


def _side_of_trunk(body: Neutral, side: str, sign: int) -> Found:
    v, n, j = body.vertices, body.normals, body.joints
    hip, shoulder = j[f"upperleg01.{side}"], j[f"upperarm01.{side}"]
    pelvis = _on(body, sign, "pelvis", "upperleg01", "upperleg02", "spine05")
    chest = _on(body, sign, "spine01", "spine02", "spine03", "clavicle", "shoulder01")
    inside = np.abs(v[:, 0]) < 0.8 * abs(shoulder[0])
    return [
        # All of the back that may carry the chest; which part does differs with its roundness.
        ("upper-back", chest & _band(v[:, 1], shoulder[1] - 0.08, 0.07)
         & (n[:, 2] < -0.7) & inside, 10),
        ("scapula", chest & _band(v[:, 1], shoulder[1] - 0.09, 0.06)
         & (n[:, 2] < -0.7) & inside, 6),
        ("glute", pelvis & _band(v[:, 1], hip[1], 0.06) & (n[:, 2] < -0.7), 6),
        # What somebody sits on: the seat bones' flesh and the back of the thighs below it.
        ("seat", pelvis & (
            ((n[:, 1] < -0.35) & (n[:, 2] < -0.1) & _band(v[:, 1], hip[1] - 0.06, 0.07))
            | ((n[:, 2] < -0.6) & _band(v[:, 1], hip[1] - 0.10, 0.05))
        ), 10),
        ("hip-side", pelvis & _band(v[:, 1], hip[1], 0.06) & (n[:, 0] * sign > 0.75), 8),
        ("hip-front", pelvis & _band(v[:, 1], hip[1] + 0.06, 0.05) & (n[:, 2] > 0.7), 6),
        # Where a hand goes when somebody stands or sits with the hands on the hips.
        ("hip-crest", _on(body, sign, "pelvis", "spine05", "spine04", "spine03")
         & _band(v[:, 1], hip[1] + 0.11, 0.035) & (n[:, 0] * sign > 0.7), 8),
        ("hip-crest-back", _on(body, sign, "pelvis", "spine05", "spine04")
         & _band(v[:, 1], hip[1] + 0.11, 0.04) & (n[:, 2] < -0.4), 6),
        # Where the hands lie on the belly, beside the navel.
        ("belly-side", _on(body, sign, "spine05", "spine04", "spine03", "spine02")
         & _band(v[:, 1], j["spine03"][1], 0.05) & (n[:, 2] > 0.5)
         & _band(np.abs(v[:, 0]), 0.075, 0.03), 8),
        ("ribs", chest & _band(v[:, 1], shoulder[1] - 0.20, 0.05) & (n[:, 2] > 0.55), 8),
        ("ribs-side", chest & _band(v[:, 1], shoulder[1] - 0.17, 0.07)
         & (n[:, 0] * sign > 0.75), 8),
    ]  # fmt: skip


def _middle(body: Neutral) -> Found:
    v, n, j = body.vertices, body.normals, body.joints
    narrow = np.abs(v[:, 0]) < 0.08
    trunk = np.isin(body.bone, ["pelvis", "spine05", "spine04", "spine03", "spine02", "spine01"])
    head = body.bone == "head"
    top = v[head, 1].max()
    navel = j["spine03"][1]
    return [
        ("lumbar", trunk & _band(v[:, 1], navel, 0.05) & (n[:, 2] < -0.75) & narrow, 6),
        ("sacrum", trunk & _band(v[:, 1], j["upperleg01.L"][1] + 0.07, 0.04)
         & (n[:, 2] < -0.6) & narrow, 6),
        ("belly", trunk & _band(v[:, 1], navel, 0.06) & (n[:, 2] > 0.7) & narrow, 8),
        ("chest", trunk & _band(v[:, 1], j["spine01"][1] - 0.02, 0.08) & (n[:, 2] > 0.6), 8),
        ("pubis", trunk & _band(v[:, 1], j["upperleg01.L"][1] + 0.03, 0.05)
         & (n[:, 2] > 0.6) & narrow, 6),
        ("occiput", head & (n[:, 2] < -0.5) & _band(v[:, 1], top - 0.10, 0.06), 8),
        ("forehead", head & (n[:, 2] > 0.6) & _band(v[:, 1], top - 0.07, 0.04), 6),
        ("cheek.L", head & (n[:, 0] > 0.6) & _band(v[:, 1], top - 0.12, 0.06), 6),
        ("cheek.R", head & (n[:, 0] < -0.6) & _band(v[:, 1], top - 0.12, 0.06), 6),
    ]  # fmt: skip
