// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { advance, empty, leave, merge } from "../../static/tonight/record.js";

const cases = JSON.parse(readFileSync(new URL("../merge-cases.json", import.meta.url), "utf8"));

for (const { name, one, other, both } of cases) {
  test(`merge: ${name}`, () => {
    assert.deepEqual(merge(one, other), both);
    assert.deepEqual(merge(merge(one, other), other), both, "joining twice changes nothing");
    assert.deepEqual(merge(other, one), both, "order changes nothing");
  });
}

test("time done is added up and a complete side is done", () => {
  let record = advance(empty(), [{ item: 0, side: "", seconds: 1.25, complete: false }], 2_000);
  record = advance(record, [{ item: 0, side: "", seconds: 2, complete: true }], 4_000);
  assert.deepEqual(record, {
    ...empty(), position: 4_000,
    steps: [{ item: 0, side: "", seconds: 3.25, how: "done" }],
  });
});

test("a skipped exercise keeps what was done of it", () => {
  let record = advance(empty(), [{ item: 1, side: "left", seconds: 20, complete: true }], 20_000);
  record = leave(record, 1, ["left", "right"], "skipped");
  assert.deepEqual(record.steps, [
    { item: 1, side: "left", seconds: 20, how: "done" },
    { item: 1, side: "right", seconds: 0, how: "skipped" },
  ]);
});

test("only the side that hurt is marked as hurt", () => {
  const record = leave(empty(), 1, ["left", "right"], "hurt", "left");
  assert.deepEqual(record.steps.map((step) => [step.side, step.how]), [["left", "hurt"], ["right", "skipped"]]);
});

test("time that is added to a side only said to be done begins at nothing", () => {
  const said = { ...empty(), steps: [{ item: 0, side: "", seconds: null, how: /** @type {const} */ ("done") }] };
  assert.deepEqual(advance(said, [{ item: 0, side: "", seconds: 2, complete: false }], 2_000).steps, [
    { item: 0, side: "", seconds: 2, how: "done" },
  ]);
});

test("what is done later leaves the pain before as it was told", () => {
  const told = { ...empty(), pain_before: 0 };
  const record = leave(advance(told, [], 9_000), 0, [""], "skipped");
  assert.equal(record.pain_before, 0);
  assert.equal(record.pain_after, null);
});

test("joining leaves both copies as they were", () => {
  const [one, other] = [cases[1].one, cases[1].other].map((copy) => structuredClone(copy));
  merge(one, other);
  assert.deepEqual([one, other], [cases[1].one, cases[1].other]);
});
