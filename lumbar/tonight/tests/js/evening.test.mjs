// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { momentAt } from "../../static/tonight/clock.js";
import { Script, fill, recordAddress } from "../../static/tonight/evening.js";

/** @type {import("../../static/tonight/evening.js").Evening} */
const evening = JSON.parse(readFileSync(new URL("evening-fixture.json", import.meta.url), "utf8"));

const OWN = ["name", "next", "settle", "move", "hold", "release", "side_right", "side_left"];
const GENERAL = [
  "ready", "three", "two", "one", "last", "switch", "rest", "breathe_in", "breathe_out", "keep_breathing",
  "finish", "sleep_from", "sleep",
];

/** @param {string} of @param {string[]} whats @returns {import("../../static/tonight/evening.js").Sayings} */
const sayings = (of, whats) => Object.fromEntries(whats.map((what) => [what, [`${of} ${what}`, `/speech/${of}-${what}.mp3`]]));
/** @param {string} of @returns {import("../../static/tonight/picture.js").Shown} */
const figure = (of) => ({ clip: `${of}.json`, start: [`${of}.start.svg`], end: [`${of}.end.svg`] });

/** @type {import("../../static/tonight/evening.js").PageData} */
const data = {
  plan: "plan",
  language: "en-GB",
  evenings: { 10: evening },
  exercises: Object.fromEntries(evening.keys.map((key) => [key, { name: `Name of ${key}`, says: sayings(key, OWN), figure: figure(key) }])),
  says: { bed: sayings("bed", GENERAL), floor: sayings("floor", GENERAL) },
  hurts: {},
  rest: figure("rest"),
  words: {
    settle: "Get into place", ready: "Get ready", move: "Move", hold: "Hold", release: "Let go",
    breathe_in: "Breathe in", breathe_out: "Breathe out", switch: "The other side", rest: "Rest",
    sleep: "Lie down to sleep", finish: "Good night", side_right: "Right", side_left: "Left",
    then_other_side: "then the other side", then_exercise: "then {name}", then_sleep: "then sleep", then_end: "then good night",
    count: "{number} of {of}", exercise_of: "Exercise {number} of {of}",
  },
  begun: null,
  sounds: { quiet: "/quiet.mp3" },
  urls: { record: "/tonight/00000000-0000-0000-0000-000000000000/record" },
};
const script = new Script(data, evening);

/** The first step of a kind, with more told of it. @param {string} kind @param {Partial<import("../../static/tonight/clock.js").Step>} [more] */
function step(kind, more = {}) {
  const found = script.line.steps.find((one) => one.kind === kind && Object.entries(more).every(([name, value]) => one[/** @type {"item"} */ (name)] === value));
  if (!found) throw new Error(`no ${kind} in the evening`);
  return found;
}

/** The moment at which a step begins. @param {import("../../static/tonight/clock.js").Step} one */
const begin = (one) => momentAt(script.line, script.line.starts[script.line.steps.indexOf(one)]);

test("an evening is as long as its steps, and has all its cues", () => {
  assert.equal(script.line.total, evening.steps.reduce((sum, [, , , seconds]) => sum + seconds * 1000, 0));
  assert.equal(script.cues.length, evening.cues.length);
  const [at, does, what, index, item, loudness] = evening.cues[0];
  assert.deepEqual(script.cues[0], { at, does, what, step: index, item, loudness });
});

test("every sentence of the evening has its words and its recording", () => {
  const says = script.cues.filter(({ does }) => does === "say");
  assert.ok(says.length > 50);
  for (const cue of says) {
    const of = cue.item >= 0 ? evening.keys[cue.item] : "bed";
    assert.deepEqual(script.said(cue), [`${of} ${cue.what}`, `/speech/${of}-${cue.what}.mp3`]);
  }
});

test("what the page has no words for is not said", () => {
  assert.equal(script.said({ at: 0, does: "say", what: "song", step: 0, item: -1, loudness: 1 }), null);
  assert.equal(script.said({ at: 0, does: "say", what: "song", step: 0, item: 0, loudness: 1 }), null);
});

test("the sleeping position's picture stands after the exercises'", () => {
  assert.equal(script.pictures.length, evening.keys.length + 1);
  assert.equal(script.pictures.at(-1), data.rest);
  assert.equal(script.pictures[0].clip, `${evening.keys[0]}.json`);
});

test("a step is named after its exercise, and the way into sleep by its own words", () => {
  assert.equal(script.name(step("settle", { item: 1 })), `Name of ${evening.keys[1]}`);
  assert.equal(script.name(step("sleep")), "Lie down to sleep");
  assert.equal(script.name(step("finish")), "Good night");
});

test("the side is told with what is to be done, but not while nothing is done", () => {
  assert.equal(script.cue(step("move", { side: "left" })), "Left · Move");
  assert.equal(script.cue(step("switch")), "Left · The other side");
  assert.equal(script.cue(step("settle", { side: "right" })), "Get into place");
  assert.equal(script.cue(step("move", { side: "" })), "Move");
  assert.equal(script.cue(step("rest")), "Rest");
});

test("each step shows the sentence that explains it", () => {
  const key = evening.keys[1];
  for (const [kind, what] of /** @type {const} */ ([["settle", "settle"], ["ready", "move"], ["move", "move"], ["hold", "hold"], ["release", "release"]])) {
    assert.equal(script.sentence(step(kind, { item: 1 })), `${key} ${what}`);
  }
  assert.equal(script.sentence(step("breathe_in")), `${evening.keys[0]} move`);
  assert.equal(script.sentence(step("breathe_out")), `${evening.keys[0]} release`);
  assert.equal(script.sentence(step("rest", { item: 0 })), `${key} next`, "a rest tells of what comes");
  const { item } = step("switch");
  assert.equal(script.sentence(step("switch")), `${evening.keys[item]} side_left`);
  assert.equal(script.sentence(step("sleep")), "bed sleep");
  assert.equal(script.sentence(step("finish")), "bed finish");
});

test("a step without a sentence of its own shows how to move, or how to settle", () => {
  const [key] = evening.keys;
  const bare = { ...data, exercises: { ...data.exercises, [key]: { ...data.exercises[key], says: sayings(key, ["name", "settle"]) } } };
  const poor = new Script(bare, evening);
  for (const kind of ["ready", "breathe_in", "breathe_out"]) {
    assert.equal(poor.sentence(step(kind, { item: 0 })), `${key} settle`);
  }
  const silent = new Script({ ...data, says: {} }, evening);
  assert.equal(silent.sentence(step("sleep")), "", "a place without words shows none");
});

test("what comes next is told: the other side, the next exercise, sleep, good night", () => {
  const { steps } = script.line;
  const sided = step("switch").item;
  assert.equal(script.next(begin(step("move", { item: sided, side: "right" }))), "then the other side");
  assert.equal(script.next(begin(step("breathe_in"))), `then Name of ${evening.keys[1]}`);
  assert.equal(script.next(begin(step("settle", { item: 0 }))), "", "what one gets ready for is known");
  const last = steps.filter(({ kind, item }) => kind === "move" && item === evening.keys.length - 1).at(-1);
  assert.ok(last);
  assert.equal(script.next(begin(last)), "then sleep");
  assert.equal(script.next(begin(step("sleep"))), "then good night");
  assert.equal(script.next(begin(step("finish"))), "then good night");
});

test("exercises and repetitions are counted from one", () => {
  assert.equal(script.place(step("settle", { item: 2 })), `Exercise 3 of ${evening.keys.length}`);
  assert.equal(script.place(step("sleep")), "");
  const repeated = script.line.steps.find(({ kind, repetition }) => kind === "move" && repetition === 2);
  assert.ok(repeated);
  assert.equal(script.count(repeated), `2 of ${repeated.of}`);
  assert.equal(script.count({ ...repeated, repetition: 1, of: 1 }), "", "one is not counted");
  assert.equal(script.count(step("rest")), "");
});

test("an exercise the page does not describe is refused", () => {
  assert.throws(() => new Script(data, { ...evening, keys: [...evening.keys.slice(1), "handstand:usual"] }), RangeError);
});

test("a record's address has the evening's id", () => {
  assert.equal(recordAddress(data, "5f0c"), "/tonight/5f0c/record");
});

test("words are filled in, and what nobody knows stays to be seen", () => {
  assert.equal(fill("{number} of {of}, {other}", { number: "2", of: "$&" }), "2 of $&, {other}");
});
