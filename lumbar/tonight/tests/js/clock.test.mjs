// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import * as clock from "../../static/tonight/clock.js";

/** @param {clock.Kind} kind @param {number} item @param {number} seconds @param {string} [side] */
const step = (kind, item, seconds, side = "") => ({ kind, item, side, seconds, repetition: 0, of: 0 });

// Two exercises: one without sides, one with two, and a rest between.
const line = clock.timeline([
  step("settle", 0, 10), step("ready", 0, 5),
  step("move", 0, 2), step("hold", 0, 4), step("release", 0, 2),
  step("rest", 0, 6),
  step("settle", 1, 10), step("ready", 1, 5),
  step("move", 1, 3, "left"), step("hold", 1, 20, "left"), step("rest", 1, 4, "left"), step("hold", 1, 20, "left"),
  step("switch", 1, 5),
  step("move", 1, 3, "right"), step("hold", 1, 20, "right"),
  step("sleep", -1, 30), step("finish", -1, 3),
]);

/** @param {number} at @param {"say"|"tone"} does @param {string} what @returns {clock.Cue} */
const cue = (at, does, what) => ({ at, does, what, step: clock.momentAt(line, at).index, item: -1, loudness: 1 });

const cues = [
  cue(1_000, "say", "settle"), cue(12_000, "tone", "count"), cue(12_000, "say", "three"), cue(15_000, "tone", "move"),
  cue(15_000, "say", "move"), cue(17_000, "tone", "start"), cue(119_000, "tone", "close"), cue(120_000, "say", "sleep"),
];

test("a routine is as long as its steps", () => {
  assert.equal(line.total, 152_000);
});

test("the moment is computed from the position, at any millisecond", () => {
  assert.equal(clock.momentAt(line, 0).step.kind, "settle");
  assert.equal(clock.momentAt(line, 14_999).step.kind, "ready");
  assert.equal(clock.momentAt(line, 15_000).step.kind, "move");
  const holding = clock.momentAt(line, 18_000);
  assert.equal(holding.step.kind, "hold");
  assert.equal(holding.stepLeft, 3_000);
  assert.equal(holding.stepShare, 0.25);
  assert.equal(holding.blockLeft, 5_000);
  assert.equal(holding.block.active, true);
});

test("before the start and beyond the end it stands at the ends", () => {
  assert.equal(clock.momentAt(line, -5).index, 0);
  const end = clock.momentAt(line, 999_999);
  assert.equal(end.finished, true);
  assert.equal(end.step.kind, "finish");
  assert.equal(clock.momentAt(line, 151_999).finished, false);
});

test("a rest between holds belongs to the side's count-down, a rest at the end does not", () => {
  const resting = clock.momentAt(line, 69_000);
  assert.equal(resting.step.kind, "rest");
  assert.equal(resting.block.active, true);
  assert.equal(clock.momentAt(line, 25_000).block.active, false);
});

test("what comes next skips count-downs and rests", () => {
  assert.equal(clock.nextUp(line, clock.momentAt(line, 16_000))?.item, 1);
  assert.equal(clock.nextUp(line, clock.momentAt(line, 0))?.kind, "move");
  assert.equal(clock.nextUp(line, clock.momentAt(line, 40_000))?.side, "left");
  assert.equal(clock.nextUp(line, clock.momentAt(line, 60_000))?.kind, "switch");
  assert.equal(clock.nextUp(line, clock.momentAt(line, 100_000))?.kind, "sleep");
  assert.equal(clock.nextUp(line, clock.momentAt(line, 121_000))?.kind, "finish");
  assert.equal(clock.nextUp(line, clock.momentAt(line, 151_000)), null);
});

test("leaving an exercise goes to the next one, leaving the last to the way into sleep", () => {
  assert.equal(clock.nextExercise(line, 16_000), 29_000);
  assert.equal(clock.nextExercise(line, 25_000), 29_000, "a rest belongs to the exercise before");
  assert.equal(clock.nextExercise(line, 50_000), 119_000);
  assert.equal(clock.momentAt(line, clock.nextExercise(line, 50_000)).step.kind, "sleep");
  assert.equal(clock.nextExercise(line, 120_000), 149_000, "who is in bed already goes to good night");
  assert.equal(clock.nextExercise(line, 150_000), 152_000);
});

test("a cue belongs to the stretch that begins with it, not to the one that ends with it", () => {
  /** @param {number} from @param {number} to */
  const what = (from, to) => clock.cuesBetween(cues, from, to).map((one) => one.what);
  assert.deepEqual(what(0, 1_000), []);
  assert.deepEqual(what(1_000, 1_001), ["settle"]);
  assert.deepEqual(what(11_999.9, 15_000), ["count", "three"]);
  assert.deepEqual(what(15_000, 15_000), []);
  assert.deepEqual(what(20_000, 110_000), []);
  assert.deepEqual(what(0, line.total), cues.map((one) => one.what));
});

test("however often one looks, every cue comes once and in order", () => {
  for (const every of [1, 137, 1_000, 4_321, 60_000]) {
    const heard = [];
    for (let at = 0; at < line.total; at += every) heard.push(...clock.cuesBetween(cues, at, Math.min(at + every, line.total)));
    assert.deepEqual(heard, cues, `every ${every} ms`);
  }
});

test("the next cue is the first that has not been given yet", () => {
  assert.equal(clock.nextCueAt(cues, 0), 1_000);
  assert.equal(clock.nextCueAt(cues, 1_000), 1_000, "one of this very moment is still to come");
  assert.equal(clock.nextCueAt(cues, 1_000.1), 12_000);
  assert.equal(clock.nextCueAt(cues, 120_000.1), Infinity);
  assert.equal(clock.nextCueAt([], 0), Infinity);
});

test("a sentence that a pause cut off is the last of its step, if it began just now", () => {
  /** @param {number} position @param {number} [lasts] */
  const cut = (position, lasts = 6_000) => clock.cutOff(cues, clock.momentAt(line, position), lasts)?.what ?? null;
  assert.equal(cut(500), null, "nothing was said yet");
  assert.equal(cut(1_000), "settle");
  assert.equal(cut(6_999), "settle");
  assert.equal(cut(7_000), null, "it was over by then");
  assert.equal(cut(12_500), "three", "a tone is no sentence");
  assert.equal(cut(15_500), "move", "and not the one of the step before");
  assert.equal(cut(18_500), null, "this step has said nothing");
  assert.equal(cut(121_000, 500), null);
});

test("something that is on no plan finds a moment between two sentences", () => {
  const quiet = (/** @type {number} */ position) => clock.isQuiet(
    [{ does: "say", at: 1_000 }, { does: "tone", at: 12_000 }, { does: "say", at: 20_000 }].map((cue) => (
      /** @type {import("../../static/tonight/clock.js").Cue} */ ({ what: "", step: 0, item: 0, loudness: 1, ...cue })
    )),
    position, () => 8_000, 5_000,
  );
  assert.deepEqual([0, 1_000, 8_999, 9_000, 15_000, 15_001, 27_999, 28_000].map(quiet), [
    false, false, false, true, true, false, false, true,
  ]);
});

test("segments fill one after another", () => {
  assert.deepEqual(clock.shares(line, 0, 2), [0, 0]);
  assert.deepEqual(clock.shares(line, 14_500, 2), [0.5, 0]);
  assert.deepEqual(clock.shares(line, 74_000, 2), [1, 0.5]);
  assert.deepEqual(clock.shares(line, 152_000, 2), [1, 1]);
});

test("a clock that runs, pauses and runs again counts only the running", () => {
  let hand = clock.stopped(0);
  assert.equal(clock.elapsed(hand, 5_000), 0);
  hand = clock.run(hand, 1_000);
  assert.equal(clock.elapsed(hand, 4_000), 3_000);
  hand = clock.pause(hand, 4_000);
  assert.equal(clock.elapsed(hand, 90_000), 3_000);
  hand = clock.run(hand, 100_000);
  assert.equal(clock.elapsed(hand, 100_500), 3_500);
  assert.equal(clock.run(hand, 200_000), hand, "running twice does not lose time");
});

test("a jump keeps a running clock running and a paused one paused", () => {
  assert.equal(clock.elapsed(clock.jump(clock.run(clock.stopped(0), 0), 29_000, 2_000), 3_000), 30_000);
  assert.equal(clock.elapsed(clock.jump(clock.stopped(5), 29_000, 2_000), 9_000), 29_000);
});

test("a tab looked at once a minute is where it should be", () => {
  let hand = clock.run(clock.stopped(0), 0);
  for (const now of [60_000, 120_000, 180_000]) {
    const seen = clock.look(hand, now);
    assert.equal(seen.slept, false);
    hand = seen.clock;
  }
  assert.equal(clock.elapsed(hand, 180_000), 180_000);
});

test("a machine that slept stands where it was last seen", () => {
  const { clock: hand } = clock.look(clock.run(clock.stopped(0), 0), 10_000);
  const woken = clock.look(hand, 3_600_000);
  assert.equal(woken.slept, true);
  assert.equal(woken.clock.since, null);
  assert.equal(clock.elapsed(woken.clock, 3_700_000), 10_000);
});

test("a clock that is set back loses nothing that was counted before", () => {
  assert.equal(clock.elapsed(clock.run(clock.stopped(7_000), 50_000), 40_000), 7_000);
});

test("only exercising is credited, and a finished side says so", () => {
  assert.deepEqual(clock.credit(line, 0, 15_000), []);
  assert.deepEqual(clock.credit(line, 0, 17_500), [{ item: 0, side: "", seconds: 2.5, complete: false }]);
  assert.deepEqual(clock.credit(line, 17_500, 60_000), [
    { item: 0, side: "", seconds: 5.5, complete: true },
    { item: 1, side: "left", seconds: 16, complete: false },
  ]);
});

test("credit adds up to the same however often one looks", () => {
  const whole = clock.credit(line, 0, line.total).reduce((sum, part) => sum + part.seconds, 0);
  let pieces = 0;
  for (let at = 0; at < line.total; at += 137) {
    for (const part of clock.credit(line, at, Math.min(at + 137, line.total))) pieces += part.seconds;
  }
  assert.equal(whole, 8 + 47 + 23);
  assert.ok(Math.abs(pieces - whole) < 1e-6);
});

test("seconds are shown rounded up, as a count-down is read", () => {
  assert.equal(clock.minutesAndSeconds(24_000), "0:24");
  assert.equal(clock.minutesAndSeconds(23_001), "0:24");
  assert.equal(clock.minutesAndSeconds(61_000), "1:01");
  assert.equal(clock.minutesAndSeconds(0), "0:00");
});

test("a routine without steps or with a broken one is refused", () => {
  assert.throws(() => clock.timeline([]), RangeError);
  assert.throws(() => clock.timeline([step("move", 0, NaN)]), RangeError);
});
