// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { centred, turnOrbit, viewOf } from "../../browser/camera.js";
import { decodeClip, skeletonOf } from "../../browser/kinematics.js";
import { HEADER, clipFile } from "./fixture.mjs";

const box = [-0.6, 0, -0.2, 0.9, 0, 0.3, 0.1, 1.1, 0.2, -0.5, 0.7, -0.3];
const skeleton = skeletonOf(/** @type {any} */ (HEADER));
const clip = decodeClip(clipFile([[0, 0, 0, 0, 0, 0]], { box }), skeleton);
const onSide = decodeClip(clipFile([[0, 0, 0, 0, 0, 0]], { box, mirror_axis: 0 }), skeleton);

/** @param {import("../../browser/camera.js").View} view @param {number[]} points */
function seen({ matrix: m }, points) {
  const places = [];
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = points.slice(i, i + 3);
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    places.push([
      (m[0] * x + m[4] * y + m[8] * z + m[12]) / w,
      (m[1] * x + m[5] * y + m[9] * z + m[13]) / w,
    ]);
  }
  return places;
}

for (const aspect of [0.6, 4 / 3, 2.5]) {
  test(`everything is in the picture and fills it, aspect ${aspect.toFixed(2)}`, () => {
    const places = seen(viewOf(clip, aspect, false, centred()), box)
      .flat()
      .map(Math.abs);
    const most = Math.max(...places);
    assert.ok(most <= 0.885 && most > 0.86, String(most));
  });
}

test("the other side of somebody on a side is the picture turned round", () => {
  const own = seen(viewOf(onSide, 1.5, false, centred()), box);
  const other = seen(
    viewOf(onSide, 1.5, true, centred()),
    box.map((value, i) => (i % 3 === 0 ? -value : value)),
  );
  own.forEach(([x, y], i) => {
    assert.ok(Math.abs(x + other[i][0]) < 1e-5);
    assert.ok(Math.abs(y - other[i][1]) < 1e-5);
  });
});

test("turning and nearing keep what is looked at in the middle", () => {
  const orbit = centred();
  turnOrbit(orbit, 70, 10, 1.5, clip.camera.elevation);
  const view = viewOf(clip, 1.5, false, orbit);
  const [[x, y]] = seen(view, view.at);
  assert.ok(Math.hypot(x, y) < 1e-5);
  const straight = viewOf(clip, 1.5, false, centred());
  /** @param {typeof view} of */
  const distance = ({ eye, at }) => Math.hypot(...eye.map((value, k) => value - at[k]));
  assert.ok(Math.abs(distance(view) * 1.5 - distance(straight)) < 1e-5);
});

test("nobody looks from under the floor, or so near that nothing is left", () => {
  const orbit = centred();
  for (let i = 0; i < 50; i++) turnOrbit(orbit, 33, -30, 1.4, clip.camera.elevation);
  assert.ok(viewOf(clip, 1.5, false, orbit).eye[1] > 0);
  assert.ok(orbit.zoom <= 3);
  assert.ok(orbit.azimuth >= -180 && orbit.azimuth < 180);
});

test("a line of sight goes where the picture shows it", () => {
  const view = viewOf(clip, 1.5, false, centred());
  const { inverse: m, eye } = view;
  const point = [0, 1, 2].map((k) => eye[k] + 3 * (m[k] * 0.3 + m[3 + k] * -0.4 + m[6 + k]));
  const [[x, y]] = seen(view, point);
  assert.ok(Math.abs(x - 0.3) < 1e-4 && Math.abs(y + 0.4) < 1e-4);
});
