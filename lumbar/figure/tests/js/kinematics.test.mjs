// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  decodeClip,
  emptyPose,
  parametersAt,
  skeletonOf,
  solvePose,
} from "../../browser/kinematics.js";
import { quaternionOf, turned } from "../../browser/vectors.js";
import { HEADER, clipFile } from "./fixture.mjs";

const skeleton = skeletonOf(/** @type {any} */ (HEADER));
const START = [0.1, 0.2, 0.3, 170, 30, -4],
  END = [0.3, 0.2, -0.1, -170, 60, -8];
const clip = decodeClip(clipFile([START, END]), skeleton);

/** @param {ArrayLike<number>} actual @param {number[]} expected */
function near(actual, expected) {
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i] - value) < 1e-4, `${i}: ${actual[i]}, not ${value}`),
  );
}

/** @param {number} share @param {boolean} mirrored */
function at(share, mirrored) {
  const out = new Float32Array(6);
  parametersAt(clip, skeleton, share, mirrored, out);
  return out;
}

test("a clip's ends are its first and last frame, whatever is asked beyond them", () => {
  near(at(0, false), START);
  near(at(1, false), END);
  near(at(-1, false), START);
  near(at(2, false), END);
});

test("between frames parameters run straight", () => {
  near(at(0.25, false), [0.15, 0.2, 0.2, 85, 37.5, -5]);
});

test("the other side swaps limbs and turns trunk and place round", () => {
  near(at(0, true), [0.1, 0.2, -0.3, -170, -4, 30]);
  const lying = decodeClip(clipFile([START], { mirror_axis: 0 }), skeleton);
  const out = new Float32Array(6);
  parametersAt(lying, skeleton, 0.5, true, out);
  near(out, [-0.1, 0.2, 0.3, -170, -4, 30]);
});

test("a mirrored position is the mirror image", () => {
  // Lying on the left side: left points down, head to the left of the picture, face to the viewer.
  const base = [0, 1, 0, -1, 0, 0, 0, 0, 1];
  const [own, other] = decodeClip(clipFile([START], { base, mirror_axis: 0 }), skeleton).bases;
  const [x, y, z] = turned(own, 0, 0.3, 0.5, 0.7);
  near(turned(other, 0, -0.3, 0.5, 0.7), [-x, y, z]);
});

test("a clip for another skeleton is refused", () => {
  assert.throws(() => decodeClip({ ...clipFile([START]), frames: 2 }, skeleton), /does not fit/);
  assert.throws(() => decodeClip({ ...clipFile([START]), format: 2 }, skeleton), /format 2/);
});

test("joints hang on their parents", () => {
  const pose = emptyPose(skeleton);
  pose.parameters.set([1, 2, 3, 90, 0, 0]);
  solvePose(skeleton, [0, 0, 0, 1], pose);
  near(pose.place, [1, 2, 3, 1, 2.5, 3]);
  near(turned(pose.turn, 4, 1, 0, 0), [0, 0, -1]);
});

test("rotation matrices and quaternions say the same, also half a turn", () => {
  for (const m of [
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
    [0, -1, 0, 0, 0, 1, -1, 0, 0],
    [-1, 0, 0, 0, 1, 0, 0, 0, -1],
    [1, 0, 0, 0, -1, 0, 0, 0, -1],
    [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  ]) {
    const q = quaternionOf(m);
    near(
      turned(q, 0, 1, 2, 3),
      [0, 3, 6].map((row) => m[row] + 2 * m[row + 1] + 3 * m[row + 2]),
    );
  }
});
