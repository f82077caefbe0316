// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { advance, empty } from "../../static/tonight/record.js";
import { DeviceCopy, Outbox, Refused, waitAfter } from "../../static/tonight/store.js";

class Memory {
  constructor() {
    /** @type {Map<string, string>} */
    this.kept = new Map();
  }
  /** @param {string} key */
  getItem(key) { return this.kept.get(key) ?? null; }
  /** @param {string} key @param {string} value */
  setItem(key, value) { this.kept.set(key, value); }
  /** @param {string} key */
  removeItem(key) { this.kept.delete(key); }
}

/** @param {number} position */
const record = (position) => advance(empty(), [{ item: 0, side: "", seconds: position / 1000, complete: false }], position);
const settle = () => new Promise((resolve) => setImmediate(resolve));
const never = () => assert.fail("must not be refused");

test("what is written is read back", () => {
  const copy = new DeviceCopy(new Memory(), "a");
  assert.equal(copy.write(record(5_000)), true);
  assert.deepEqual(copy.read(), record(5_000));
  copy.forget();
  assert.deepEqual(copy.read(), empty());
});

test("a cut or foreign copy is an empty one", () => {
  const memory = new Memory();
  const copy = new DeviceCopy(memory, "a");
  for (const text of ['{"version":1,"posit', "null", '{"version":0}', '{"version":1,"position":"x"}']) {
    memory.setItem("lumbar.tonight.a", text);
    assert.deepEqual(copy.read(), empty());
  }
});

test("a browser without storage says that nothing was kept", () => {
  const full = { getItem: () => null, removeItem: () => undefined, setItem: () => { throw new Error("full"); } };
  assert.equal(new DeviceCopy(full, "a").write(record(1)), false);
  assert.equal(new DeviceCopy(null, "a").write(record(1)), false);
});

test("waits grow and stay at half a minute", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 9].map(waitAfter), [1_000, 2_000, 5_000, 10_000, 30_000, 30_000]);
});

test("one request at a time, and the newest record wins", async () => {
  /** @type {number[]} */
  const sent = [];
  /** @type {(() => void)[]} */
  const answers = [];
  const outbox = new Outbox((given) => {
    sent.push(given.position);
    return new Promise((resolve) => answers.push(() => resolve(given)));
  }, () => undefined, never);
  outbox.send(record(1_000));
  outbox.send(record(2_000));
  outbox.send(record(3_000));
  assert.deepEqual(sent, [1_000]);
  answers[0]();
  await settle();
  assert.deepEqual(sent, [1_000, 3_000]);
  assert.equal(outbox.settled, false);
  answers[1]();
  await outbox.whenSettled();
  assert.equal(outbox.settled, true);
});

test("a lost answer is tried again with everything since", async () => {
  /** @type {(() => void)[]} */
  const later = [];
  /** @type {number[]} */
  const waits = [];
  /** @type {number[]} */
  const sent = [];
  let broken = true;
  const outbox = new Outbox((given) => {
    sent.push(given.position);
    return broken ? Promise.reject(new TypeError("network")) : Promise.resolve(given);
  }, () => undefined, never, { later: (run, ms) => { later.push(run); waits.push(ms); return later.length; }, cancel: () => undefined });
  outbox.send(record(1_000));
  await settle();
  outbox.send(record(2_000));
  assert.deepEqual(sent, [1_000], "waits for its turn");
  later[0]();
  await settle();
  assert.deepEqual(waits, [1_000, 2_000]);
  broken = false;
  outbox.hurry();
  await outbox.whenSettled();
  assert.deepEqual(sent, [1_000, 2_000, 2_000]);
});

test("a refusal ends the trying and is told once", async () => {
  /** @type {number[]} */
  const told = [];
  const outbox = new Outbox(() => Promise.reject(new Refused(409)), () => undefined, (refused) => told.push(refused.status));
  outbox.send(record(1_000));
  await settle();
  assert.deepEqual(told, [409]);
  assert.equal(outbox.settled, true);
});
