// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { breathAt, breathed, cuesOf, rhythm } from "../../static/wellbeing/rhythm.js";

const usual = rhythm(4, 6, 5);

test("a session is whole breaths, and at least one", () => {
  assert.equal(usual.total, 300_000);
  assert.equal(rhythm(4, 6, 1.1).total, 60_000);
  assert.equal(rhythm(4, 6, 0).total, 10_000);
});

test("in, then out, counted down, until it is over", () => {
  assert.deepEqual(breathAt(usual, 0), { phase: "in", left: 4, full: 0, over: false });
  assert.equal(breathAt(usual, 3_999).left, 1);
  assert.deepEqual(breathAt(usual, 4_000), { phase: "out", left: 6, full: 1, over: false });
  assert.equal(breathAt(usual, 10_000).phase, "in");
  assert.equal(breathAt(usual, 299_999).over, false);
  assert.equal(breathAt(usual, 300_000).over, true);
  assert.equal(breathAt(usual, 9e9).over, true);
});

test("the shape never jumps", () => {
  let before = breathAt(usual, 0).full;
  for (let at = 0; at <= usual.total; at += 50) {
    const { full, left } = breathAt(usual, at);
    assert.ok(full >= 0 && full <= 1 && left >= 1 && left <= 6);
    assert.ok(Math.abs(full - before) < 0.03, `at ${at}`);
    before = full;
  }
});

test("a tone for each half of a breath, softer to the end, and one that closes", () => {
  const cues = cuesOf(usual);
  assert.equal(cues.length, 61);
  assert.deepEqual(cues.slice(0, 3).map(({ at, what }) => [at, what]), [[0, "in"], [4_000, "out"], [10_000, "in"]]);
  assert.deepEqual([cues[60].at, cues[60].what], [300_000, "close"]);
  for (let place = 1; place < cues.length; place += 1) {
    assert.ok(cues[place].at > cues[place - 1].at);
    assert.ok(cues[place].loudness < cues[place - 1].loudness && cues[place].loudness >= 0.4 - 1e-9);
  }
});

test("what was breathed is no longer than the session", () => {
  assert.equal(breathed(usual, 61_400), 61);
  assert.equal(breathed(usual, 9e9), 300);
  assert.equal(breathed(usual, -5), 0);
});
