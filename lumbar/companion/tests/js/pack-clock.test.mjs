// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { elapsed, looks, sensible, standing, tones } from "../../static/companion/pack-clock.js";

const { methods, cases } = JSON.parse(readFileSync(new URL("../pack-cases.json", import.meta.url), "utf8"));

for (const { name, method, minutes, elapsed: passed, fine, standing: wanted } of cases) {
  test(`standing: ${name}`, () => assert.deepEqual(standing(methods[method], minutes, passed, fine), wanted));
}

const BEGAN = Date.parse("2026-11-27T21:40:00+08:00");
/** @param {Partial<import("../../static/companion/pack-clock.js").Run>} [change] */
const run = (change) => ({ id: "a", method: "cold", minutes: 15, started_at: BEGAN, fine: [], seen: 0, ...change });

test("the skin is looked at every five minutes, and not when the pack comes off", () => {
  assert.deepEqual(looks(methods.cold, 10), [5]);
  assert.deepEqual(looks(methods.cold, 15), [5, 10]);
  assert.deepEqual(looks(methods.heat, 60), [5, 10, 15]);
});

test("time goes by the wall's clock, and a clock set back changes nothing", () => {
  assert.equal(elapsed(run(), BEGAN + 90_000), 90);
  assert.equal(elapsed(run({ seen: 120 }), BEGAN + 60_000), 120);
  assert.equal(elapsed(run(), BEGAN - 60_000), 0);
});

test("what is kept on the device is taken as far as it makes sense", () => {
  const kept = run({ fine: [301], seen: 310 });
  assert.deepEqual(sensible(JSON.parse(JSON.stringify(kept)), BEGAN + 400_000), kept);
  for (const broken of [null, 3, "x", {}, { ...kept, minutes: "10" }, { ...kept, fine: null }, { ...kept, started_at: undefined }]) {
    assert.equal(sensible(broken, BEGAN), null);
  }
  assert.equal(sensible(kept, BEGAN + 7 * 3_600_000), null, "yesterday's pack is not spoken of");
});

test("tones are booked up to the next look and for nothing that hangs on its answer", () => {
  assert.deepEqual(tones(methods.cold, run(), BEGAN + 100_000), [
    { what: "side", ahead: 200_000 }, { what: "side", ahead: 230_000 }, { what: "end", ahead: 260_000 },
  ]);
  assert.deepEqual(tones(methods.cold, run(), BEGAN + 320_000), [{ what: "side", ahead: 10_000 }, { what: "end", ahead: 40_000 }]);
  assert.deepEqual(tones(methods.cold, run({ fine: [301, 605] }), BEGAN + 700_000), [{ what: "end", ahead: 200_000 }]);
  assert.deepEqual(tones(methods.cold, run(), BEGAN + 700_000), []);
});
