// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { Motion } from "../../browser/motion.js";

const TIMING = { rest: 1, move: 2, hold: 3, release: 2 };

/** @param {Motion} motion @param {number} seconds @param {number} [step] */
function pass(motion, seconds, step = 0.05) {
  for (let i = 0; i < Math.round(seconds / step); i++) motion.tick(step);
  return motion.share;
}

/** @param {number} actual @param {number} expected */
const near = (actual, expected) =>
  assert.ok(Math.abs(actual - expected) < 0.03, `${actual}, not ${expected}`);

test("left alone it rests, moves, holds and comes back, again and again", () => {
  const motion = new Motion(0, TIMING);
  motion.play();
  near(pass(motion, 1), 0);
  near(pass(motion, 1), 0.5);
  near(pass(motion, 1), 1);
  assert.equal(motion.pace, "breathing");
  near(pass(motion, 3), 1);
  near(pass(motion, 1), 0.5);
  near(pass(motion, 1), 0);
  near(pass(motion, 8), 0);
});

test("it begins where the still is", () => {
  const motion = new Motion(1, TIMING);
  motion.play();
  near(pass(motion, 3), 1);
  near(pass(motion, 1), 0.5);
});

test("a page that has just been opened soon sees it move", () => {
  const motion = new Motion(1, TIMING);
  motion.begin();
  near(pass(motion, 0.05), 1);
  near(pass(motion, 1), 0.5);
});

test("nothing moves until it plays, and half speed takes twice as long", () => {
  const motion = new Motion(0, TIMING);
  near(pass(motion, 2), 0);
  assert.equal(motion.pace, "still");
  motion.play();
  motion.speed = 0.5;
  near(pass(motion, 4), 0.5);
});

test("the player's phases take the seconds it says and wait for the next", () => {
  const motion = new Motion(0, TIMING);
  motion.follow("move", 4);
  near(pass(motion, 1), 0.25);
  near(pass(motion, 3), 1);
  near(pass(motion, 10), 1);
  motion.follow("hold", 20);
  assert.equal(motion.pace, "breathing");
  motion.follow("release", 2);
  near(pass(motion, 1), 0.5);
  near(pass(motion, 1), 0);
});

test("a phase begins from wherever the movement is", () => {
  const motion = new Motion(0, TIMING);
  motion.seek(0.5);
  motion.follow("release", 2);
  near(pass(motion, 1), 0.25);
  motion.follow("hold", 10);
  near(pass(motion, 1), 1);
});

test("one long gap is as many short ones", () => {
  const one = new Motion(0, TIMING),
    other = new Motion(0, TIMING);
  one.play();
  other.play();
  one.tick(6.5);
  pass(other, 6.5);
  near(one.share, other.share);
});

test("after a look at one moment, play goes on from there", () => {
  const motion = new Motion(0, TIMING);
  motion.play();
  motion.seek(0.5);
  assert.equal(motion.playing, false);
  near(pass(motion, 5), 0.5);
  motion.play();
  near(pass(motion, 0.5), 0.75);
});

test("breath comes and goes", () => {
  const motion = new Motion(1, TIMING);
  motion.follow("hold", 60);
  let least = 1,
    most = 0;
  for (let i = 0; i < 120; i++) {
    motion.tick(0.05);
    least = Math.min(least, motion.breath);
    most = Math.max(most, motion.breath);
  }
  assert.ok(least < 0.01 && most > 0.99);
});

test("the player leads the breath", () => {
  const motion = new Motion(0, TIMING);
  motion.follow("hold", 1);
  pass(motion, 1);
  const before = motion.breath;
  motion.follow("breathe_out", 6);
  near(motion.breath, before);
  pass(motion, 7);
  near(motion.breath, 0);
  motion.follow("breathe_in", 4);
  pass(motion, 2);
  near(motion.breath, 0.5);
  pass(motion, 3);
  near(motion.breath, 1);
  motion.pause();
  pass(motion, 3);
  near(motion.breath, 1);
  motion.follow("breathe_out", 6);
  pass(motion, 3);
  near(motion.breath, 0.5);
  motion.follow("rest", 5);
  pass(motion, 20);
  assert.ok(motion.breath >= 0 && motion.breath <= 1);
});
