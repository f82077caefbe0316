// @ts-check
// What is kept on the device reaches the server, whatever happens on the way.
import assert from "node:assert/strict";
import test from "node:test";

import { Outbox, Refused, isWaiting, waitAfter } from "../../static/site/outbox.js";

/** @typedef {import("../../static/site/outbox.js").Entry} Entry */

/**
 * A shelf in memory; nothing on it is the same object as what was put there. (`shelf.js` has one too,
 * but imports its database from where only a browser finds it.)
 * @returns {import("../../static/site/outbox.js").Shelf & {entries: Map<string, Entry>}}
 */
function memoryShelf() {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  return {
    entries,
    all: async () => [...entries.values()].map((entry) => structuredClone(entry)),
    update: async (id, change) => {
      const entry = change(structuredClone(entries.get(id)));
      if (entry) entries.set(id, structuredClone(entry));
      else entries.delete(id);
    },
  };
}

/** Timers that run when a test says so. */
class Timers {
  /** @type {Map<number, {run: () => void, ms: number}>} */
  waiting = new Map();
  /** @type {number[]} */
  asked = [];
  clock = 1_000;
  number = 0;
  later = (/** @type {() => void} */ run, /** @type {number} */ ms) => {
    this.number += 1;
    this.waiting.set(this.number, { run, ms });
    this.asked.push(ms);
    return this.number;
  };
  cancel = (/** @type {number} */ handle) => void this.waiting.delete(handle);
  now = () => (this.clock += 1);
  ring() {
    for (const [handle, { run }] of [...this.waiting]) {
      this.waiting.delete(handle);
      run();
    }
  }
}

const settle = async () => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** @param {string} id @param {unknown} body @param {boolean} [closed] */
const record = (id, body, closed = false) => ({ id, kind: "evening", address: `/tonight/${id}`, body, closed });

/** An outbox whose sends are answered by hand, or by `server`. @param {(entry: Entry) => Promise<any>} [server] */
function given(server) {
  const shelf = memoryShelf();
  const timers = new Timers();
  /** @type {{entry: Entry, answer: (answer?: any) => void, fail: (error: Error) => void}[]} */
  const sends = [];
  const outbox = new Outbox(shelf, (entry) => {
    if (server) {
      sends.push({ entry, answer: () => {}, fail: () => {} });
      return server(entry);
    }
    return new Promise((answer, fail) => sends.push({ entry, answer, fail }));
  }, timers);
  return { shelf, timers, sends, outbox };
}

test("a record is on the device before it is sent", async () => {
  const { shelf, sends, outbox } = given();
  await outbox.keep(record("a", 1));
  assert.deepEqual(shelf.entries.get("a"), {
    ...record("a", 1), extra: undefined, owner: undefined, serial: 1, sent: 0, kept_at: 1_001,
  });
  assert.deepEqual(sends, [], "and is sent only when that is asked for");
  void outbox.deliver();
  await settle();
  assert.deepEqual(sends.map(({ entry }) => [entry.id, entry.body, entry.address]), [["a", 1, "/tonight/a"]]);
});

test("a device that cannot keep it says so", async () => {
  const full = { all: async () => [], update: async () => { throw new Error("full"); } };
  await assert.rejects(new Outbox(full, async () => ({})).keep(record("a", 1)), /full/);
});

test("an open record stays when the server has it, a closed one leaves", async () => {
  const { shelf, outbox } = given(async () => ({}));
  await outbox.keep(record("a", 1));
  await outbox.keep(record("b", 1, true));
  await outbox.deliver();
  assert.deepEqual([...shelf.entries.keys()], ["a"]);
  assert.equal(isWaiting(/** @type {Entry} */ (shelf.entries.get("a"))), false);
  assert.deepEqual(await outbox.waiting(), []);
  await outbox.keep(record("a", 2, true));
  await outbox.deliver();
  assert.equal(shelf.entries.size, 0);
});

test("what was acknowledged is not sent again", async () => {
  const { sends, outbox } = given(async () => ({}));
  await outbox.keep(record("a", 1));
  await outbox.deliver();
  await outbox.deliver();
  await outbox.hurry();
  assert.equal(sends.length, 1);
});

test("a change during the sending is not acknowledged with it, and is sent after it", async () => {
  const { shelf, sends, outbox } = given();
  await outbox.keep(record("a", 1));
  const delivered = outbox.deliver();
  await settle();
  await outbox.keep(record("a", 2, true));
  void outbox.deliver();
  void outbox.deliver();
  await settle();
  assert.equal(sends.length, 1, "one at a time");
  sends[0].answer();
  await delivered;
  assert.equal(shelf.entries.get("a")?.sent, 1);
  await settle();
  assert.deepEqual(sends.map(({ entry }) => entry.body), [1, 2]);
  sends[1].answer();
  await settle();
  assert.equal(shelf.entries.size, 0);
  assert.equal(sends.length, 2);
});

test("two states of a record are joined as whoever keeps them says", async () => {
  const { shelf, outbox } = given();
  /** @param {number[]} before @param {number[]} now */
  const join = (before, now) => [...before, ...now];
  await outbox.keep(record("a", [1]), join);
  await outbox.keep(record("a", [2]), join);
  await outbox.keep(record("b", [3]), join);
  assert.deepEqual([...shelf.entries.values()].map(({ body, serial }) => [body, serial]), [[[1, 2], 2], [[3], 1]]);
});

test("what is kept beside a record stays with it, and is the device's own", async () => {
  const { shelf, outbox } = given(async () => ({}));
  await outbox.keep({ ...record("a", 1), extra: { evening: 7 } });
  await outbox.keep(record("a", 2));
  assert.deepEqual(shelf.entries.get("a")?.extra, { evening: 7 });
  await outbox.deliver();
  assert.deepEqual(shelf.entries.get("a")?.extra, { evening: 7 });
});

test("several records are sent oldest first", async () => {
  const { sends, outbox } = given(async () => ({}));
  for (const id of ["b", "c", "a"]) await outbox.keep(record(id, 1));
  await outbox.keep(record("b", 2));
  assert.deepEqual((await outbox.all()).map(({ id }) => id), ["c", "a", "b"], "by their last change");
  await outbox.deliver();
  assert.deepEqual(sends.map(({ entry }) => entry.id), ["c", "a", "b"]);
});

test("a failure is followed by a longer wait each time, and a success begins anew", async () => {
  let down = true;
  const { timers, sends, outbox } = given(async () => {
    if (down) throw new TypeError("no network");
    return {};
  });
  await outbox.keep(record("a", 1));
  await outbox.deliver();
  for (let turn = 0; turn < 6; turn += 1) {
    timers.ring();
    await settle();
  }
  assert.deepEqual(timers.asked, [1_000, 2_000, 5_000, 10_000, 30_000, 30_000, 30_000]);
  assert.deepEqual([1, 2, 3, 4, 5, 50].map(waitAfter), [1_000, 2_000, 5_000, 10_000, 30_000, 30_000]);
  down = false;
  timers.ring();
  await settle();
  assert.equal(sends.length, 8);
  assert.equal(timers.waiting.size, 0);
  down = true;
  await outbox.keep(record("a", 2));
  await outbox.deliver();
  assert.equal(timers.asked.at(-1), 1_000);
});

test("while it waits nothing is sent, unless it is told to hurry", async () => {
  let down = true;
  const { timers, sends, outbox } = given(async () => {
    if (down) throw new TypeError("no network");
    return {};
  });
  await outbox.keep(record("a", 1));
  await outbox.deliver();
  await outbox.keep(record("a", 2));
  await outbox.deliver();
  await outbox.deliver();
  assert.equal(sends.length, 1);
  down = false;
  await outbox.hurry();
  assert.deepEqual(sends.map(({ entry }) => entry.body), [1, 2]);
  assert.equal(timers.waiting.size, 0, "the wait is called off");
  assert.deepEqual(await outbox.waiting(), []);
});

test("an answer that was lost on its way is asked for again", async () => {
  /** @type {unknown[]} */
  const server = [];
  let lost = true;
  const { timers, outbox } = given(async ({ body }) => {
    server.push(body);
    if (lost) throw new TypeError("connection reset");
    return {};
  });
  await outbox.keep(record("a", 1, true));
  await outbox.deliver();
  assert.equal((await outbox.waiting()).length, 1);
  lost = false;
  timers.ring();
  await settle();
  assert.deepEqual(server, [1, 1], "twice, which changes nothing there");
  assert.deepEqual(await outbox.all(), []);
});

test("what is refused stays, is not tried again in this page, and holds nothing up", async () => {
  const { shelf, timers, sends, outbox } = given(async ({ id }) => {
    if (id === "a") throw new Refused(404);
    return {};
  });
  await outbox.keep(record("a", 1, true));
  await outbox.keep(record("b", 1, true));
  await outbox.deliver();
  assert.deepEqual(sends.map(({ entry }) => entry.id), ["a", "b"]);
  await outbox.keep(record("a", 2, true));
  await outbox.deliver();
  await outbox.hurry();
  assert.deepEqual(sends.map(({ entry }) => entry.id), ["a", "b"]);
  assert.deepEqual([...shelf.entries.keys()], ["a"]);
  assert.equal(timers.waiting.size, 0);
  // The next page, with somebody else signed in.
  const next = new Outbox(shelf, async () => ({}), timers);
  await next.deliver();
  assert.equal(shelf.entries.size, 0);
});

test("a refusal has its status, and is told from a failure", () => {
  const error = new Refused(403);
  assert.ok(error instanceof Error);
  assert.deepEqual([error.name, error.status], ["Refused", 403]);
});

test("whoever listens hears what the server answered, and of every change", async () => {
  const { outbox } = given(async ({ id }) => ({ for: id }));
  /** @type {any[]} */
  const answers = [];
  let changes = 0;
  outbox.acknowledged.push((id, answer) => answers.push([id, answer]));
  outbox.changed.push(() => { changes += 1; });
  await outbox.keep(record("a", 1));
  assert.equal(changes, 1);
  await outbox.deliver();
  assert.deepEqual(answers, [["a", { for: "a" }]]);
  assert.equal(changes, 2);
});

test("a failure is no answer", async () => {
  const { outbox } = given(async () => { throw new Error("not kept: 500"); });
  outbox.acknowledged.push(() => assert.fail("nothing was acknowledged"));
  await outbox.keep(record("a", 1));
  await outbox.deliver();
});

test("a record that was taken away while it was sent does not come back", async () => {
  const { shelf, sends, outbox } = given();
  await outbox.keep(record("a", 1));
  void outbox.deliver();
  await settle();
  shelf.entries.clear();
  sends[0].answer();
  await settle();
  assert.equal(shelf.entries.size, 0);
});

// --- several people at one device ----------------------------------------------------------------

test("what one person left is neither shown nor sent to the next, and goes when they are back", async () => {
  const { shelf } = given();
  /** @type {any[]} */
  const sent = [];
  const server = async (/** @type {Entry} */ { id, owner }) => void sent.push([id, owner]);
  const guest = new Outbox(shelf, server, {}, ["guest"]);
  await guest.keep(record("waits", 1, true));
  await guest.keep(record("open", 1));
  await shelf.update("open", (known) => known && { ...known, sent: known.serial });

  const account = new Outbox(shelf, server, {}, ["ada"]);
  assert.deepEqual(await account.all(), []);
  assert.equal(await account.holdsOthers(), true);
  await account.keep(record("hers", 1, true));
  await account.deliver();
  assert.deepEqual(sent, [["hers", "ada"]]);
  await account.clear("others");
  assert.deepEqual([...shelf.entries.keys()], ["waits"], "the server has the open one");

  // She leaves something unsent, and somebody whose page does not know anybody opens one.
  await account.keep(record("unsent", 1, true));
  await account.clear("mine");
  assert.deepEqual(await new Outbox(shelf, server).all(), []);
  await new Outbox(shelf, server, {}, ["guest"]).deliver();
  assert.deepEqual(sent.at(-1), ["waits", "guest"]);
  assert.deepEqual([...shelf.entries.keys()], ["unsent"]);
  await new Outbox(shelf, server, {}, ["guest"]).erase();
  await new Outbox(shelf, server, {}, ["ada"]).deliver();
  assert.deepEqual(sent.at(-1), ["unsent", "ada"]);
});

test("after two people became one, what either left is theirs", async () => {
  const { shelf } = given();
  await new Outbox(shelf, async () => ({}), {}, ["guest"]).keep(record("a", [1]));
  /** @type {any[]} */
  const sent = [];
  const joined = new Outbox(shelf, async ({ owner }) => void sent.push(owner), {}, ["ada", "guest"]);
  await joined.keep(record("a", [2], true));
  await joined.keep(record("b", [3], true));
  await joined.deliver();
  assert.deepEqual(sent, ["guest", "ada"], "each under the mark it was kept with");
});

test("a record of an older version is of who comes first, and of nobody after them", async () => {
  const { shelf, outbox } = given();
  await outbox.keep(record("a", 1, true));
  await new Outbox(shelf, async () => ({})).adopt();
  assert.equal(shelf.entries.get("a")?.owner, undefined, "nobody takes nothing");
  await new Outbox(shelf, async () => ({}), {}, ["guest"]).adopt();
  await new Outbox(shelf, async () => ({}), {}, ["ada"]).adopt();
  assert.equal(shelf.entries.get("a")?.owner, "guest");
});

// --- everything that can happen, in any order ----------------------------------------------------

/** @param {number} seed @returns {() => number} numbers from 0 to 1, the same every time */
function random(seed) {
  let state = seed;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {number[]} one @param {number[]} other */
const union = (one, other) => [...new Set([...one, ...other])].sort((a, b) => a - b);

/** A device, a server and a bad network between them. @param {number} seed */
async function night(seed) {
  const chance = random(seed);
  const shelf = memoryShelf();
  const timers = new Timers();
  /** @type {Map<string, number[]>} */
  const server = new Map();
  /** @type {Map<string, number[]>} */
  const kept = new Map();
  /** Copies that have left, and have not arrived. @type {Entry[]} */
  let onTheirWay = [];
  /** @type {(() => void)[]} */
  let unanswered = [];
  let calm = false;
  let page = 0;
  let marks = 0;

  /** @param {Entry} entry */
  const arrives = ({ id, body }) => void server.set(id, union(server.get(id) ?? [], body));

  function open() {
    page += 1;
    const mine = page;
    timers.waiting.clear();
    return new Outbox(shelf, (entry) => new Promise((answer, fail) => {
      const luck = calm ? 1 : chance();
      /** A page that was killed hears no answer. @param {() => void} hear */
      const later = (hear) => unanswered.push(() => { if (mine === page) hear(); });
      if (luck < 0.07) later(() => fail(new Error("not kept: 503")));
      else if (luck < 0.15) later(() => fail(new TypeError("no network")));
      else if (luck < 0.3) {
        arrives(entry);
        later(() => fail(new TypeError("the answer was lost")));
      } else if (luck < 0.45) {
        onTheirWay.push(entry);
        later(() => fail(new TypeError("timed out, and still on its way")));
      } else if (luck < 0.5) later(() => fail(new Refused(401)));
      else {
        arrives(entry);
        if (luck < 0.7) onTheirWay.push(entry);
        later(() => answer({}));
      }
    }), timers);
  }

  let outbox = open();
  const answers = () => {
    const now = unanswered;
    unanswered = [];
    for (const hear of now) hear();
  };

  /** @type {[share: number, happens: () => Promise<unknown>|void][]} */
  const events = [
    [0.35, async () => {
      const id = "abc"[Math.floor(3 * chance())];
      marks += 1;
      kept.set(id, union(kept.get(id) ?? [], [marks]));
      // As the player does: the page's own copy, joined with what lies here.
      await outbox.keep(record(id, [marks], chance() < 0.3), union);
    }],
    [0.2, () => void outbox.deliver()],
    [0.05, () => void outbox.hurry()],
    [0.2, answers],
    [0.08, () => timers.ring()],
    [0.06, () => {
      const [late] = onTheirWay.splice(Math.floor(chance() * onTheirWay.length), 1);
      if (late) arrives(late);
    }],
    [0.06, () => { outbox = open(); }],
  ];
  for (let turn = 0; turn < 40; turn += 1) {
    let luck = chance();
    for (const [share, happens] of events) {
      luck -= share;
      if (luck < 0) {
        await happens();
        break;
      }
    }
    if (chance() < 0.7) await settle();
  }

  // Morning: the page is opened again, the network is back, and the last strays arrive.
  calm = true;
  answers();
  await settle();
  outbox = open();
  for (const id of kept.keys()) await outbox.keep(record(id, [], true), union);
  void outbox.deliver();
  for (let turn = 0; turn < 10; turn += 1) {
    await settle();
    answers();
  }
  await settle();
  for (const late of onTheirWay) arrives(late);
  return { server, kept, left: await outbox.all(), pages: page };
}

test("whatever the network does and however often the page is killed, the server ends with everything", async () => {
  let pages = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const { server, kept, left, pages: opened } = await night(seed);
    assert.deepEqual(Object.fromEntries([...server].sort()), Object.fromEntries([...kept].sort()), `seed ${seed}`);
    assert.deepEqual(left, [], `seed ${seed}: nothing stays on the device`);
    pages += opened;
  }
  assert.ok(pages > 1_500, "pages were killed often");
});

// --- what went wrong once -----------------------------------------------------------------------

test("a record the server stumbles over does not hold up the others", async () => {
  const { sends, outbox } = given(async ({ id }) => {
    if (id === "a") throw new Error("not kept: 500");
    return {};
  });
  await outbox.keep(record("a", 1, true));
  await outbox.keep(record("b", 1, true));
  await outbox.deliver();
  assert.ok(sends.some(({ entry }) => entry.id === "b"));
});

test("a late acknowledgement of another tab does not take a newer change away", async () => {
  const { shelf, timers, sends, outbox } = given();
  await outbox.keep(record("a", [1]));
  await outbox.keep(record("a", [1, 2], true));
  void outbox.deliver();
  // Another tab has seen the same record waiting, and its sending takes longer.
  const tab = new Outbox(shelf, (entry) => new Promise((answer, fail) => sends.push({ entry, answer, fail })), timers);
  void tab.deliver();
  await settle();
  sends[0].answer();
  await settle();
  assert.equal(shelf.entries.size, 0);
  await outbox.keep(record("a", [1, 2, 3], true));
  sends[1].answer();
  await settle();
  assert.deepEqual((await outbox.waiting()).map(({ body }) => body), [[1, 2, 3]]);
});

test("told to hurry while a doomed sending is under way, it tries at once when that has failed", async () => {
  const { sends, outbox } = given();
  await outbox.keep(record("a", 1));
  void outbox.deliver();
  await settle();
  void outbox.hurry();
  sends[0].fail(new TypeError("no network"));
  await settle();
  assert.equal(sends.length, 2);
});
