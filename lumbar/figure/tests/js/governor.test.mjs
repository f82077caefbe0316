// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { FRAME, Governor } from "../../browser/governor.js";

/** Past the first frames, which do not count. @param {number} tiers @param {number} [start] */
function warm(tiers, start) {
  const governor = new Governor(tiers, start);
  run(governor, 8, 500);
  return governor;
}

/** @param {Governor} governor @param {number} frames @param {number} cost */
function run(governor, frames, cost) {
  for (let i = 0; i < frames; i++) governor.record(cost);
  return governor.tier;
}

test("the first frames do not count", () => {
  const governor = new Governor(4, 0);
  assert.equal(run(governor, 8, 500), 0);
});

test("on time, nothing changes", () => {
  assert.equal(run(warm(4, 1), 1000, FRAME), 1);
});

test("late frames cost a tier within a few frames, very late ones two", () => {
  assert.equal(run(warm(4, 0), 6, FRAME * 1.5), 1);
  assert.equal(run(warm(4, 0), 6, FRAME * 4), 2);
});

test("one hiccup is not slowness", () => {
  const governor = warm(4, 0);
  for (let i = 0; i < 60; i++) governor.record(i % 12 === 0 ? 200 : 20);
  assert.equal(governor.tier, 0);
});

test("with ease a better tier is tried soon, one at a time", () => {
  const governor = warm(4, 2);
  assert.equal(run(governor, 11, 5), 2);
  assert.equal(run(governor, 1, 5), 1);
  assert.equal(run(governor, 12, 5), 0);
});

test("a tier that was too dear is not tried again for long, better ones neither", () => {
  const governor = warm(4, 1);
  run(governor, 12, 5);
  assert.equal(governor.tier, 0);
  assert.equal(run(governor, 6, FRAME * 1.5), 1);
  assert.equal(run(governor, 1000, 5), 1);
  assert.equal(run(governor, 200, 5), 0);
  const modest = warm(4, 2);
  assert.equal(run(modest, 6, FRAME * 1.5), 3);
  assert.equal(run(modest, 1200, 5), 2);
  assert.equal(run(modest, 100, 5), 2);
});

test("a tier may take its time, but better ones are judged by their own", () => {
  const governor = warm(4, 3);
  governor.frame = 1000 / 12;
  assert.equal(run(governor, 500, 60), 3);
  assert.equal(governor.exhausted, false);
  assert.equal(run(governor, 12, 15), 2);
});

test("when even the cheapest is too slow, it says so", () => {
  const governor = warm(2, 0);
  run(governor, 6, 500);
  assert.equal(governor.exhausted, false);
  run(governor, 6, 500);
  assert.equal(governor.tier, 1);
  assert.equal(governor.exhausted, true);
});
