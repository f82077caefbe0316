// @ts-check
// A record goes with a token the server takes, and with what the device's clock is worth.
import assert from "node:assert/strict";
import test from "node:test";

import { Link, PATIENCE } from "../../static/site/link.js";
import { Refused } from "../../static/site/outbox.js";

const entry = { id: "a", kind: "evening", address: "/tonight/a/record", body: { plan: "p" }, closed: false, serial: 1, sent: 0, kept_at: 0 };
const SERVER = Date.parse("2026-11-26T23:00:00Z");

/** A server that answers with these statuses in turn, and a device whose clock is an hour slow. */
class World {
  clock = SERVER - 3_600_000;
  age = 1_000;
  /** ms until the token comes */
  way = 0;
  tokens = 0;
  owners = ["ada", "guest"];
  /** @type {{address: string, token: string, body: any}[]} */
  puts = [];
  /** @type {(string|undefined)[]} */
  marks = [];

  /** @param {(number|Error)[]} statuses of PUTs @param {number} [tokenStatus] */
  constructor(statuses, tokenStatus = 200) {
    this.statuses = statuses;
    this.tokenStatus = tokenStatus;
  }

  now = () => this.clock;
  ticks = () => this.age;
  within = () => new AbortController().signal;
  /** @param {number} ms */
  passes(ms) {
    this.clock += ms;
    this.age += ms;
  }

  /** @type {any} */
  fetch = async (/** @type {string} */ address, /** @type {any} */ { headers, body }) => {
    if (address === "/token") {
      this.tokens += 1;
      // The server looks at its clock half-way.
      const now = new Date(SERVER + this.age - 1_000 + this.way / 2).toISOString();
      this.passes(this.way);
      return Response.json({ token: `token ${this.tokens}`, now, owners: this.owners }, { status: this.tokenStatus });
    }
    this.puts.push({ address, token: headers["X-CSRFToken"], body: JSON.parse(body) });
    this.marks.push(headers["X-Lumbar-Owner"]);
    const status = this.statuses.shift();
    if (status instanceof Error) throw status;
    return Response.json({ kept: true }, { status });
  };
}

test("it says by how much the device's clock is behind", async () => {
  const world = new World([200]);
  world.way = 8_000;
  assert.deepEqual(await new Link(world).send(entry), { kept: true });
  assert.deepEqual(world.puts, [
    { address: entry.address, token: "token 1", body: { plan: "p", clock_behind: 3_600 } },
  ]);
});

test("one token does for many, and a token that has aged is fetched anew once", async () => {
  const world = new World([200, 403, 200, 403, 403]);
  const link = new Link(world);
  await link.send(entry);
  await link.send(entry);
  assert.deepEqual(world.puts.map(({ token }) => token), ["token 1", "token 1", "token 2"]);
  await assert.rejects(link.send(entry), Refused);
  assert.equal(world.tokens, 3);
});

test("a clock that was set is measured again", async () => {
  const world = new World([200, 200, 200]);
  const link = new Link(world);
  await link.send(entry);
  world.passes(5_000_000);
  await link.send(entry);
  world.clock += 3_600_000;
  await link.send(entry);
  assert.deepEqual(world.puts.map(({ body }) => Math.round(body.clock_behind)), [3_600, 3_600, 0]);
  assert.equal(world.tokens, 2);
});

test("an answer the phone slept over says nothing of the time", async () => {
  const world = new World([200]);
  const link = new Link(world);
  world.way = PATIENCE + 1;
  await assert.rejects(link.send(entry), /no time/);
  assert.equal(world.puts.length, 0);
  world.way = 100;
  await link.send(entry);
  assert.equal(world.puts.length, 1);
});

test("what may come right is tried again, every other no is a refusal", async () => {
  for (const status of [408, 429, 500, 503, new TypeError("no network")]) {
    await assert.rejects(new Link(new World([status])).send(entry), (error) => !(error instanceof Refused));
  }
  for (const status of [400, 401, 404, 410]) {
    await assert.rejects(new Link(new World([status])).send(entry), { name: "Refused", status });
  }
  await assert.rejects(new Link(new World([], 503)).send(entry), /no token/);
});

test("a record goes with its mark, and not at all where another person asks", async () => {
  const world = new World([200, 200, 200, 409, 200]);
  const link = new Link(world);
  for (const owner of ["ada", "guest", undefined]) await link.send({ ...entry, owner });
  assert.deepEqual(world.marks, ["ada", "guest", undefined]);
  await assert.rejects(link.send({ ...entry, owner: "eve" }), { name: "Refused", status: 409 });
  assert.equal(world.puts.length, 3, "it did not leave the device");
  // Another tab signs somebody else in: the server notices, and the next record is asked for anew.
  world.owners = ["eve"];
  await assert.rejects(link.send({ ...entry, owner: "ada" }), { name: "Refused", status: 409 });
  await link.send({ ...entry, owner: "eve" });
  assert.deepEqual([world.marks.at(-1), world.tokens], ["eve", 2]);
});
