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
    assert.deepEqual(merge(other, one).steps, both.steps, "order changes nothing");
    assert.equal(merge(other, one).state, both.state);
  });
}

test("time done is added up and a complete side is done", () => {
  let record = advance(empty(), [{ item: 0, side: "", seconds: 1.25, complete: false }], 2_000);
  record = advance(record, [{ item: 0, side: "", seconds: 2, complete: true }], 4_000);
  assert.deepEqual(record, {
    position: 4_000, hurts: [], state: "open",
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
