// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { TONES, samples } from "../../static/tonight/tones.js";

const RATES = [22_050, 44_100, 48_000];
/** @param {(name: string, tone: import("../../static/tonight/tones.js").Tone, sound: Float32Array, rate: number) => void} look */
function each(look) {
  for (const [name, tone] of Object.entries(TONES)) {
    for (const rate of RATES) look(name, tone, samples(tone, rate), rate);
  }
}

test("every tone lasts as long as it says", () => {
  each((name, tone, sound, rate) => assert.equal(sound.length, Math.round(tone.seconds * rate), name));
});

test("a tone comes out of silence and goes back into it", () => {
  each((name, _tone, sound) => {
    assert.ok(Math.abs(sound[0]) < 0.001, name);
    assert.ok(Math.abs(sound[sound.length - 1]) < 0.001, name);
  });
});

test("a tone never jumps: nothing clicks", () => {
  each((name, tone, sound, rate) => {
    // The steepest a sine of this height can be, and a little for its swelling.
    const steepest = 1.1 * tone.level * 2 * Math.PI * (Math.max(...tone.notes, tone.to ?? 0) / rate);
    for (let index = 1; index < sound.length; index += 1) {
      assert.ok(Math.abs(sound[index] - sound[index - 1]) <= steepest, `${name} at ${index}`);
    }
  });
});

test("a tone is never louder than its level, and can be heard", () => {
  each((name, tone, sound) => {
    const loudest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert.ok(loudest <= tone.level + 1e-6, name);
    assert.ok(loudest > tone.level / 4, name);
    assert.ok(tone.level > 0 && tone.level <= 0.5, "soft enough for the night");
  });
});

test("breath in rises and breath out falls", () => {
  assert.ok(Number(TONES.in.to) > TONES.in.notes[0]);
  assert.ok(Number(TONES.out.to) < TONES.out.notes[0]);
  const { length } = samples(TONES.in, 1000);
  assert.ok(length < samples(TONES.out, 1000).length, "and lasts longer");
});

test("every tone can be felt: pulses that end, and none that goes on", () => {
  for (const [name, { pulses, seconds }] of Object.entries(TONES)) {
    assert.equal(pulses.length % 2, 1, `${name} ends with a pulse, not with a pause`);
    assert.ok(pulses.every((ms) => Number.isInteger(ms) && ms >= 40), name);
    assert.ok(pulses.reduce((sum, ms) => sum + ms, 0) <= Math.max(1000 * seconds, 600), name);
  }
});

test("tones that mean different things feel different", () => {
  const felt = Object.entries(TONES).map(([, { pulses }]) => pulses.join());
  assert.equal(new Set(felt).size, felt.length);
});

test("a real evening asks only for tones there are", () => {
  const { cues } = JSON.parse(readFileSync(new URL("evening-fixture.json", import.meta.url), "utf8"));
  const asked = new Set(cues.filter((/** @type {string[]} */ [, does]) => does === "tone").map((/** @type {string[]} */ [, , what]) => what));
  assert.deepEqual([...asked].filter((what) => !(what in TONES)), []);
  assert.ok(asked.size >= 6);
});
