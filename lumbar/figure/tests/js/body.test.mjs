// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeBody } from "../../browser/body.js";
import { emptyPose, solvePose } from "../../browser/kinematics.js";
import { Skin } from "../../browser/skin.js";
import * as fixture from "./fixture.mjs";

/** @param {ArrayLike<number>} actual @param {number[]} expected @param {number} [tolerance] */
function near(actual, expected, tolerance = 1e-5) {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i] - value) < tolerance, `${i}: ${actual[i]}, not ${value}`),
  );
}

const body = decodeBody(fixture.meshFile());

test("a mesh file comes back as it was written", () => {
  assert.equal(body.name, "stick");
  near(
    body.rest,
    [-0.1, 0, -0.1, 0.1, 0, -0.1, 0, 0, 0.1, -0.1, 1, -0.1, 0.1, 1, -0.1, 0, 1, 0.1],
    1e-4,
  );
  assert.deepEqual([...body.triangles], fixture.TRIANGLES);
  assert.deepEqual([...body.coarse], fixture.SHADOW);
  near(body.regions.subarray(0, 3), [0.03, 0, 0]);
  near(body.regions.subarray(9, 12), [-0.03, 0, 0]);
  near(body.breath, [0.0127, 0, 0, 0, 0, 0]);
  assert.deepEqual([...body.bones.subarray(12, 16)], [1, 0, 0, 0]);
  near(body.weights.subarray(0, 4), [1, 0, 0, 0]);
  assert.deepEqual([...body.correctives[0].index], [3, 5]);
  near(body.correctives[0].offset, [0.0254, 0, 0, -0.0254, 0, 0]);
});

test("a file that is cut short is refused", () => {
  const file = fixture.meshFile();
  assert.throws(() => decodeBody(file.slice(0, file.byteLength - 4)), /cut short/);
});

test("the skin follows its bones", () => {
  const skin = new Skin(body);
  const pose = emptyPose(body.skeleton);
  pose.parameters.set([0.2, 0.1, 0, 0, 0, 90]);
  solvePose(body.skeleton, [0, 0, 0, 1], pose);
  skin.update(pose, 0);
  near(skin.positions.subarray(3, 6), [0.3, 0.1, -0.1], 1e-4);
  // A quarter turn backwards about x, round the joint at (0.2, 0.6, 0).
  near(skin.positions.subarray(9, 12), [0.1, 0.5, -0.5], 1e-4);
});

test("correctives come in with their angle, breath with its share", () => {
  const skin = new Skin(body);
  const pose = emptyPose(body.skeleton);
  skin.shape(Float32Array.from([0, 0, 0, 0, 50, 0]), 0);
  near([skin.shaped[9]], [-0.1 + 0.0127], 1e-4);
  skin.shape(Float32Array.from([0, 0, 0, 0, 90, 0]), 0);
  near([skin.shaped[9], skin.shaped[15]], [-0.1 + 0.0254, -0.0254], 1e-4);
  skin.shape(pose.parameters, 1);
  const moved = Math.hypot(...[0, 1, 2].map((axis) => skin.shaped[axis] - body.rest[axis]));
  assert.ok(Math.abs(moved - 0.0127) < 1e-4);
});

test("normals have unit length", () => {
  const skin = new Skin(body);
  skin.update(emptyPoseAtRest(), 0);
  for (let i = 0; i < skin.normals.length; i += 3) {
    assert.ok(Math.abs(Math.hypot(...skin.normals.subarray(i, i + 3)) - 1) < 1e-5);
  }
});

function emptyPoseAtRest() {
  const pose = emptyPose(body.skeleton);
  solvePose(body.skeleton, [0, 0, 0, 1], pose);
  return pose;
}
