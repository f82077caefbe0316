// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeBody } from "../../browser/body.js";
import { decodeClip } from "../../browser/kinematics.js";
import { Scene } from "../../browser/scene.js";
import { clipFile, meshFile } from "./fixture.mjs";

const body = decodeBody(meshFile());
const START = [0, 0, 0, 0, 0, 0],
  END = [0.5, 0, 0, 0, 0, 0];

/** @param {any[]} props @param {boolean} [mirrored] */
function sceneWith(props, mirrored = false) {
  const clip = decodeClip(clipFile([START, END], { props }), body.skeleton);
  const scene = new Scene(body, clip, mirrored);
  scene.update(0, 0);
  return scene;
}

/** @param {Float32Array} positions */
function extent(positions) {
  const axes = [0, 1, 2].map((axis) => [...positions].filter((_, i) => i % 3 === axis));
  return axes.map((values) => [Math.min(...values), Math.max(...values)]);
}

/** @param {import("../../browser/props.js").Thing} thing */
function volume({ positions: p, triangles }) {
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) =>
      p.subarray(triangles[t + k] * 3, triangles[t + k] * 3 + 3),
    );
    sum +=
      a[0] * (b[1] * c[2] - b[2] * c[1]) +
      a[1] * (b[2] * c[0] - b[0] * c[2]) +
      a[2] * (b[0] * c[1] - b[1] * c[0]);
  }
  return sum / 6;
}

const PROPS = [
  { kind: "pillow", at: [0.1, 0.02, 0.3], size: [0.2, 0.3, 0.1], dent: true },
  { kind: "box", at: [0, 0.2, 0.1], size: [0.2, 0.2, 0.3], round: 0.03, turn: [30, 0, 0] },
  { kind: "chair", at: [0, 0.4], yaw: 90, seat: 0.45 },
  { kind: "wall", at: [0, -0.5], yaw: 0 },
  { kind: "pack", at: [0, 0.1, 0], size: [0.1, 0.14, 0.03], follow: "leg.L" },
  {
    kind: "strap",
    path: [
      ["pelvis", [0, 0, 0.2]],
      ["leg.L", [0, 0.1, 0.3]],
      ["leg.L", [0, 0.4, 0.1]],
    ],
    width: 0.04,
  },
];

for (const prop of PROPS) {
  for (const mirrored of prop.kind === "pack" || prop.kind === "strap" ? [false] : [false, true]) {
    test(`the outside of a ${prop.kind} is outside${mirrored ? ", mirrored too" : ""}`, () => {
      const [thing] = sceneWith([prop], mirrored).things;
      assert.ok(volume(thing) > 0);
      for (let i = 0; i < thing.normals.length; i += 3) {
        assert.ok(Math.abs(Math.hypot(...thing.normals.subarray(i, i + 3)) - 1) < 1e-3);
      }
    });
  }
}

test("a pillow lies on its underside, where it is put", () => {
  const [[x0, x1], [y0, y1], [z0, z1]] = extent(sceneWith([PROPS[0]]).things[0].positions);
  assert.ok(Math.abs(x0 + 0.1) < 0.01 && Math.abs(x1 - 0.3) < 0.01);
  assert.ok(Math.abs(y0 - 0.02) < 1e-4 && y1 < 0.12 && y1 > 0.1);
  assert.ok(Math.abs(z0) < 0.01 && Math.abs(z1 - 0.6) < 0.01);
});

test("what follows a joint goes with it", () => {
  const scene = sceneWith([PROPS[4]]);
  const before = extent(scene.things[0].positions);
  scene.update(1, 0);
  const after = extent(scene.things[0].positions);
  assert.ok(Math.abs(after[0][0] - before[0][0] - 0.5) < 1e-4);
});

test("things change sides with the body", () => {
  const [, , [z0, z1]] = extent(sceneWith([PROPS[0]], true).things[0].positions);
  assert.ok(Math.abs(z0 + 0.6) < 0.01 && Math.abs(z1) < 0.01);
});

test("mat and mattress have their upper face at nought", () => {
  for (const surface of ["mat", "bed"]) {
    const clip = decodeClip(clipFile([START, END], { surface }), body.skeleton);
    const { support } = new Scene(body, clip, false);
    assert.ok(Math.abs(extent(support.things[0].positions)[1][1]) < 1e-6);
    assert.ok(volume(support.things[0]) > 0);
  }
});
