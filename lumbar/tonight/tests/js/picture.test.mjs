// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { EveningPicture, phaseOf, placeOf } from "../../static/tonight/picture.js";

/** What the moving body was told, in order. @type {string[]} */
let told = [];
let lessMotion = false;

/** @type {Record<string, Promise<unknown>>} */
let clips = {};

class FakeImage {
  constructor() {
    this.src = "";
    this.source = { srcset: "" };
    this.parentElement = { querySelector: () => this.source };
  }

  getAttribute() {
    return this.src;
  }
}

class FakeElement extends EventTarget {
  constructor() {
    super();
    this.image = new FakeImage();
    /** @type {Record<string, string>} */
    this.dataset = {};
  }

  querySelector() {
    return this.image;
  }
}

/** @type {any} */ (globalThis).matchMedia = () => ({ matches: lessMotion });

const figure = {
  pause: () => told.push("pause"),
  seek: (/** @type {number} */ share) => told.push(`seek ${share}`),
  side: (/** @type {string} */ side) => told.push(side),
  phase: (/** @type {string} */ phase, /** @type {number} */ seconds) => told.push(`${phase} ${seconds}`),
  load: async (/** @type {string} */ clip) => void told.push(`load ${clip}`),
  theme: (/** @type {string} */ name) => told.push(`theme ${name}`),
};

// Two exercises, and the sleeping position.
const items = [0, 1, "sleep"].map((number) => ({
  clip: `${number}.json`,
  start: /** @type {[string, string]} */ ([`${number}.start.night`, `${number}.start.day`]),
  dark: { start: `${number}.start.dark`, end: `${number}.end.dark` },
  end: /** @type {[string, string]} */ ([`${number}.end.night`, `${number}.end.day`]),
}));

/** @param {string} kind @param {number} item @param {Partial<{side: string, left: number, share: number}>} [more] @returns {any} */
const moment = (kind, item, { side = "", left = 4000, share = 0 } = {}) => (
  { step: { kind, item, side, seconds: 4, repetition: 0, of: 0 }, stepLeft: left, stepShare: share }
);

function picture() {
  const element = new FakeElement();
  const parts = async () => ({
    mount: (/** @type {unknown} */ _element, /** @type {Record<string, string>} */ options) => {
      told.push(`mount ${options.clip} ${options.theme}`.trim());
      return figure;
    },
    loadClip: (/** @type {string} */ address) => clips[address] ?? Promise.resolve(),
  });
  const shown = new EveningPicture(/** @type {any} */ (element), items, /** @type {any} */ (parts));
  return { element, shown };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** @returns {string[]} what was told since the last time */
function heard() {
  const news = told;
  told = [];
  return news;
}

beforeEach(() => {
  told = [];
  clips = {};
  lessMotion = false;
});

test("what is not exercise is rest", () => {
  assert.deepEqual(["settle", "ready", "switch", "rest", "sleep", "finish"].map((kind) => phaseOf(/** @type {any} */ (kind))), Array(6).fill("rest"));
  assert.equal(phaseOf("breathe_in"), "breathe_in");
});

test("the place in the movement follows from the step", () => {
  assert.equal(placeOf("move", 0.25), 0.25);
  assert.equal(placeOf("hold", 0.25), 1);
  assert.equal(placeOf("release", 0.25), 0.75);
  assert.equal(placeOf("settle", 0.9), 0);
  assert.equal(placeOf("sleep", 0.9), 0);
});

test("each step is a phase with the seconds it has left, on its side", async () => {
  const { shown } = picture();
  shown.follow(moment("settle", 0, { left: 12_000 }), true);
  await shown.wake();
  assert.deepEqual(heard(), ["mount 0.json", "seek 0", "right", "rest 12"]);
  shown.follow(moment("move", 0, { side: "right", left: 3000 }), true);
  shown.follow(moment("switch", 0, { side: "left", left: 6000 }), true);
  assert.deepEqual(heard(), ["move 3", "left", "rest 6"]);
});

test("time that stands still freezes it, and going on takes the seconds that are left", async () => {
  const { shown } = picture();
  shown.follow(moment("move", 0), true);
  await shown.wake();
  heard();
  shown.follow(moment("move", 0, { left: 2500, share: 0.4 }), false);
  shown.follow(moment("move", 0, { left: 2500, share: 0.4 }), true);
  assert.deepEqual(heard(), ["pause", "move 2.5"]);
});

test("a page loaded again in the middle shows the middle, and waits", async () => {
  const { shown } = picture();
  shown.follow(moment("release", 1, { side: "left", left: 1000, share: 0.75 }), false);
  await shown.wake();
  assert.deepEqual(heard(), ["mount 1.json", "seek 0.25", "left", "pause"]);
});

test("a still stands in until another exercise has come", async () => {
  const { shown, element } = picture();
  shown.follow(moment("settle", 0), true);
  await shown.wake();
  heard();
  shown.follow(moment("settle", 1, { left: 8000 }), true);
  assert.equal(element.dataset.waiting, "");
  assert.equal(element.image.src, "1.start.night");
  await settle();
  assert.ok(!("waiting" in element.dataset));
  assert.deepEqual(heard(), ["load 1.json", "seek 0", "right", "rest 8"]);
});

test("without the network the still goes on, and nothing wrong is shown", async () => {
  const { shown, element } = picture();
  shown.follow(moment("settle", 0), true);
  await shown.wake();
  heard();
  clips["1.json"] = Promise.reject(new Error("no network"));
  shown.follow(moment("hold", 1), true);
  await settle();
  assert.deepEqual(heard(), []);
  assert.equal(element.dataset.waiting, "");
  assert.equal(element.image.src, "1.end.night");
  // The next step tries again.
  delete clips["1.json"];
  shown.follow(moment("release", 1), true);
  await settle();
  assert.ok(heard().includes("load 1.json"));
});

test("who skips two exercises sees only the last", async () => {
  const { shown, element } = picture();
  shown.follow(moment("settle", 0), true);
  await shown.wake();
  heard();
  clips["1.json"] = new Promise((resolve) => setTimeout(resolve, 20));
  shown.follow(moment("settle", 1), true);
  shown.follow(moment("settle", 0), true);
  await new Promise((resolve) => setTimeout(resolve, 40));
  assert.ok(!heard().includes("load 1.json"));
  assert.ok(!("waiting" in element.dataset));
});

test("stills follow where less motion is wished, and nothing is fetched", async () => {
  lessMotion = true;
  const { shown, element } = picture();
  shown.follow(moment("settle", 0), true);
  await shown.wake();
  shown.follow(moment("move", 0), true);
  assert.deepEqual(heard(), []);
  assert.equal(element.image.src, "0.end.night");
  assert.equal(element.image.source.srcset, "0.end.day");
  shown.follow(moment("release", 0), true);
  assert.equal(element.image.src, "0.start.night");
});

test("on the way into sleep the sleeping position is shown, and good night keeps it", async () => {
  const { shown, element } = picture();
  shown.follow(moment("hold", 1), true);
  await shown.wake();
  heard();
  shown.follow(moment("sleep", -1, { left: 40_000 }), true);
  assert.equal(element.image.src, "sleep.start.night");
  assert.equal(element.image.source.srcset, "sleep.start.day");
  await settle();
  assert.deepEqual(heard(), ["load sleep.json", "seek 0", "right", "rest 40"]);
  shown.follow(moment("finish", -1, { left: 8000 }), true);
  assert.equal(element.image.src, "sleep.start.night");
  assert.deepEqual(heard(), ["rest 8"]);
});

test("a theme chosen before the body has come is its own from the first", async () => {
  const { shown } = picture();
  shown.follow(moment("settle", 0), true);
  shown.theme("lights-off");
  await shown.wake();
  assert.equal(heard()[0], "mount 0.json lights-off");
  shown.theme("night");
  assert.deepEqual(heard(), ["theme night"]);
});
