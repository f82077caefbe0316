// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeBody } from "../../browser/body.js";
import { centred, viewOf } from "../../browser/camera.js";
import { decodeClip } from "../../browser/kinematics.js";
import { Room, Scene } from "../../browser/scene.js";
import { clipFile, meshFile } from "./fixture.mjs";

/** The part of the browser's class that the renderer uses. */
class Picture {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.data = new Uint8ClampedArray(width * height * 4);
  }
}
Object.assign(globalThis, { ImageData: Picture });
const { SoftRenderer } = await import("../../browser/soft.js");

const WIDTH = 80, HEIGHT = 60;
const body = decodeBody(meshFile());
const pillow = { kind: "pillow", at: [0.1, 0.02, 0.3], size: [0.2, 0.3, 0.1], dent: true };
const stored = clipFile([[0, 0, 0, 0, 0, 0], [0, 0.5, 0, 0, 0, 0]], {
  props: [pillow],
  surface: "mat",
  box: [-0.5, 0, -0.5, 0.5, 1, 0.5],
});
const clip = decodeClip(stored, body.skeleton);
const room = new Room(clip, false);
const view = viewOf(clip, WIDTH / HEIGHT, false, centred());
/** @type {any} */
const colours = {
  theme: "night",
  skin: [0.6, 0.4, 0.3],
  top: [0.2, 0.4, 0.4],
  legs: [0.2, 0.2, 0.3],
  hair: [0.1, 0.1, 0.1],
  things: { pillow: [0.5, 0.5, 0.5] },
  ground: { floor: [0.1, 0.1, 0.2], mat: [0.2, 0.2, 0.3] },
  dim: { floor: [0.3, 0.3, 0.3], mat: [0.3, 0.3, 0.3] },
};

function renderer() {
  /** @type {any} */
  const canvas = { getContext: () => ({ putImageData() {} }) };
  const soft = new SoftRenderer(canvas);
  soft.setColours(colours);
  soft.resize(WIDTH, HEIGHT, 1);
  return soft;
}

/** @param {InstanceType<typeof SoftRenderer>} soft */
function picture(soft) {
  const scene = new Scene(body, clip, false, room);
  scene.update(0.5, 0.5);
  soft.setScene(scene);
  soft.draw(view);
  return Buffer.from(soft.raster.image.data);
}

test("a rehearsal leaves no trace, wherever it is broken off", () => {
  const expected = picture(renderer());
  assert.ok(expected.some((value) => value > 0));
  const all = [...renderer().rehearse(room, view)].length;
  assert.ok(all > 4);
  for (let steps = 0; steps <= all; steps++) {
    const soft = renderer();
    const rehearsal = soft.rehearse(room, view);
    for (let i = 0; i < steps; i++) rehearsal.next();
    assert.deepEqual(picture(soft), expected, `after ${steps} steps`);
  }
});

test("only the opening is drawn small", () => {
  const soft = renderer();
  soft.resize(400, 300, 1);
  assert.equal(soft.raster.width, 144);
  soft.opens = false;
  soft.resize(400, 300, 1);
  assert.equal(soft.raster.width, 360);
});
