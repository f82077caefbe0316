// @ts-check
/**
 * A real evening of ten minutes, led by a fake timer that is late, slowed down and asleep.
 *
 * The evening was made by (again after a change of the knowledge, if it matters; in the repository's root):
 *
 *   .venv/bin/python - > lumbar/tonight/tests/js/evening-fixture.json <<'END'
 *   import json
 *   from lumbar.clinical.library import library
 *   from lumbar.clinical.planner import make_plan
 *   from lumbar.clinical.routine import evening
 *   from lumbar.clinical.tests.strategies import well
 *   from lumbar.clinical.triage import assess
 *   L = library()
 *   answers = L.answers(well())
 *   t = evening(make_plan(assess(answers, L), answers, L, "bed", 10), L)
 *   item = lambda s: s.index if s.exercise else -1
 *   parts = {
 *       "place": t.place,
 *       "choice": {"minutes": t.minutes, "sleep": t.sleep, "bad_night": t.bad_night},
 *       "items": [],
 *       "keys": [f"{i.exercise}:{i.variant}" for i in t.items],
 *       "steps": [[s.kind, item(s), s.side or "", s.seconds, s.repetition, s.of] for s in t.steps],
 *       "cues": [[round(1000 * c.at), c.does, c.what, c.step, c.item, c.loudness] for c in t.cues],
 *   }
 *   rows = lambda v: "[\n" + ",\n".join(f"    {json.dumps(row)}" for row in v) + "\n  ]"
 *   long = lambda v: rows(v) if v and isinstance(v, list) and isinstance(v[0], list) else json.dumps(v)
 *   print("{\n" + ",\n".join(f'  "{k}": {long(v)}' for k, v in parts.items()) + "\n}")
 *   END
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as clock from "../../static/tonight/clock.js";

/** @type {import("../../static/tonight/evening.js").Evening} */
const evening = JSON.parse(readFileSync(new URL("evening-fixture.json", import.meta.url), "utf8"));
const line = clock.timeline(evening.steps.map(
  ([kind, item, side, seconds, repetition, of]) => ({ kind, item, side, seconds, repetition, of }),
));
/** @type {clock.Cue[]} */
const cues = evening.cues.map(([at, does, what, step, item, loudness]) => ({ at, does, what, step, item, loudness }));

/** @param {number} seed @returns {() => number} numbers from 0 to 1, the same every time */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/**
 * The timer's loop of `Player.#look`.
 * @typedef {{cue: clock.Cue, late: number, slowed: boolean}} Given
 * @param {object} how
 * @param {(now: number) => number} [how.least]   ms the machine makes us wait at least, at a moment
 * @param {() => number} [how.jitter]             ms by which the timer is late
 * @param {(given: Given) => void} [how.given]
 * @param {boolean} [how.goesOn]                  whether somebody goes on after the machine slept
 */
function lead({ least = () => 0, jitter = () => 0, given = () => {}, goesOn = false }) {
  /** @type {Given[]} */
  const all = [];
  let now = 12_345.678;
  let hand = clock.run(clock.stopped(0), now);
  let position = 0;
  let slowed = false;
  let looks = 0;
  let slept = 0;
  while (position < line.total) {
    looks += 1;
    const seen = clock.look(hand, now);
    hand = seen.clock;
    const reached = Math.min(clock.elapsed(hand, now), line.total);
    if (reached > position) {
      for (const cue of clock.cuesBetween(cues, position, reached)) {
        all.push({ cue, late: reached - cue.at, slowed });
        given(all[all.length - 1]);
      }
      position = reached;
    }
    if (seen.slept) {
      slept += 1;
      assert.ok(goesOn);
      now += 5_000;
      hand = clock.run(hand, now);
    }
    const { stepLeft } = clock.momentAt(line, position);
    const wished = Math.max(4, Math.min(250, stepLeft + 1, clock.nextCueAt(cues, position) - position + 1));
    const wait = Math.max(wished, least(now));
    slowed = wait > wished;
    now += wait + jitter();
  }
  return { all, looks, slept, lasted: now - 12_345.678 };
}

/** @param {Given[]} all */
function onceAndInOrder(all) {
  assert.deepEqual(all.map(({ cue }) => cue), cues);
}

test("the evening is a real one", () => {
  assert.ok(line.total > 540_000 && line.total <= 600_000);
  assert.ok(cues.length > 150);
  for (const { at, step } of cues) {
    assert.equal(clock.momentAt(line, at).index, step, `the cue at ${at} stands in its step`);
  }
});

test("every cue is given once, in order and in time", () => {
  const { all, looks } = lead({});
  onceAndInOrder(all);
  assert.ok(all.every(({ late }) => late >= 0 && late <= 5));
  assert.ok(looks < 5_000, "nobody spins");
});

test("a timer that is a little late makes cues a little late", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const chance = random(seed);
    const { all } = lead({ jitter: () => 30 * chance() });
    onceAndInOrder(all);
    assert.ok(Math.max(...all.map(({ late }) => late)) <= 100);
  }
});

for (const [name, wait] of /** @type {const} */ ([["once a second", 1_000], ["once a minute", 60_000]])) {
  test(`a stretch that is looked at only ${name} loses nothing and gives nothing twice`, () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const chance = random(seed);
      const from = 12_345 + 500_000 * chance();
      const { all } = lead({
        jitter: () => 30 * chance(),
        least: (now) => (now > from && now < from + Math.max(30_000, 3 * wait) ? wait : 0),
      });
      onceAndInOrder(all);
      assert.ok(all.some(({ slowed }) => slowed));
      for (const { late, slowed } of all) assert.ok(late <= (slowed ? wait + 30 : 100), `${late} ms late`);
    }
  });
}

test("an evening that is led once a minute from its first moment ends with its last cue", () => {
  const { all, looks } = lead({ least: () => 60_000 });
  onceAndInOrder(all);
  assert.equal(looks, Math.ceil(line.total / 60_000) + 1);
});

test("a machine that slept goes on where it was, and gives each cue once", () => {
  const { all, slept, lasted } = lead({
    goesOn: true,
    least: (now) => (now > 200_000 && now < 200_300 ? 3_600_000 : 0),
  });
  assert.equal(slept, 1);
  onceAndInOrder(all);
  assert.ok(all.every(({ late }) => late <= 100), "nothing is made up for");
  assert.ok(lasted > 3_600_000 + line.total - 1_000);
});

test("a sound is booked before it is due, even looked at once a minute, and never twice", () => {
  // As Player.#sound books: so far ahead, and again when half of it is used up.
  const ahead = 75_000;
  for (const least of [0, 1_000, 60_000]) {
    /** @type {clock.Cue[]} */
    const booked = [];
    let until = 0;
    /** @param {number} position */
    const book = (position) => {
      if (position !== 0 && position + ahead / 2 <= until) return;
      for (const cue of clock.cuesBetween(cues, Math.max(position, until), position + ahead)) {
        assert.ok(cue.at >= position, "ahead of its time");
        booked.push(cue);
      }
      until = position + ahead;
    };
    for (let position = 0; position < line.total; position += Math.max(250, least)) book(position);
    assert.deepEqual(booked, cues, `looked at every ${least} ms`);
  }
});
