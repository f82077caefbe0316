// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { USUAL, deviceStorage, keepSettings, readSettings, sensible } from "../../static/tonight/settings.js";

class Memory {
  /** @type {Map<string, string>} */
  kept = new Map();
  /** @param {string} key */
  getItem(key) { return this.kept.get(key) ?? null; }
  /** @param {string} key @param {string} value */
  setItem(key, value) { this.kept.set(key, value); }
}

/** @type {import("../../static/tonight/settings.js").Settings} */
const chosen = { mode: "vibration", pace: "slow", volume: 0.35, lights: "on" };

test("what was chosen is there again", () => {
  const memory = new Memory();
  keepSettings(memory, chosen);
  assert.deepEqual(readSettings(memory), chosen);
});

test("every choice there is survives", () => {
  const memory = new Memory();
  for (const mode of /** @type {const} */ (["voice", "tones", "vibration", "silent"])) {
    for (const pace of /** @type {const} */ (["slow", "usual", "quick"])) {
      for (const lights of /** @type {const} */ (["on", "off"])) {
        keepSettings(memory, { mode, pace, lights, volume: 0 });
        assert.deepEqual(readSettings(memory), { mode, pace, lights, volume: 0 });
      }
    }
  }
});

test("a device that knows nothing has the usual", () => {
  assert.deepEqual(readSettings(new Memory()), USUAL);
  assert.deepEqual(readSettings(null), USUAL);
});

test("of what was kept only what makes sense counts", () => {
  assert.deepEqual(sensible({ ...chosen, mode: "song", more: 1 }), { ...chosen, mode: USUAL.mode });
  assert.deepEqual(sensible({ ...chosen, pace: 3 }), { ...chosen, pace: USUAL.pace });
  assert.deepEqual(sensible({ ...chosen, lights: true }), { ...chosen, lights: USUAL.lights });
  for (const nothing of [null, undefined, 7, "voice", [], true]) assert.deepEqual(sensible(nothing), USUAL);
});

test("a volume lies between nothing and all", () => {
  for (const [given, kept] of [[0, 0], [1, 1], [0.5, 0.5], [-3, 0], [40, 1]]) assert.equal(sensible({ volume: given }).volume, kept);
  for (const given of [NaN, Infinity, "1", null]) assert.equal(sensible({ volume: given }).volume, USUAL.volume);
});

test("a copy that was cut short is the usual", () => {
  const memory = new Memory();
  for (const text of ['{"mode":"silent","pa', "", "null", "[]", '"silent"']) {
    memory.setItem("lumbar.player", text);
    assert.deepEqual(readSettings(memory), USUAL, text);
  }
});

test("a browser that keeps nothing breaks nothing", () => {
  const full = { getItem: () => { throw new Error("denied"); }, setItem: () => { throw new Error("full"); } };
  keepSettings(full, chosen);
  keepSettings(null, chosen);
  assert.deepEqual(readSettings(full), USUAL);
});

test("where cookies are blocked there is no storage", () => {
  const memory = new Memory();
  /** @type {any} */ (globalThis).window = { localStorage: memory };
  assert.equal(deviceStorage(), memory);
  /** @type {any} */ (globalThis).window = { get localStorage() { throw new Error("SecurityError"); } };
  assert.equal(deviceStorage(), null);
});

test("nobody can change what is usual", () => {
  assert.ok(Object.isFrozen(USUAL));
  assert.notEqual(sensible(null), USUAL);
});
