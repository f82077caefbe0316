/** Reminders as notifications: shown in any case, one tap opens the page, one tap stops. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { showReminder, tapped } from "../../static/site/notifications.js";

const REMINDER = {
  title: "A few minutes for yourself",
  body: "Everything is ready for tonight.",
  lang: "en-GB",
  tag: "tonight:2026-11-27",
  url: "/tonight",
  stop: { url: "/reminders/stop/abc", label: "Stop these" },
};

/** @param {unknown} data */
async function shown(data) {
  const calls = [];
  const registration = { showNotification: async (...call) => { calls.push(call); } };
  await showReminder(/** @type {any} */ (registration), /** @type {any} */ (data), "/icon.png");
  assert.equal(calls.length, 1);
  return { title: calls[0][0], ...calls[0][1] };
}

test("a reminder is shown as the server says it, and twice the same takes its own place", async () => {
  const note = await shown({ json: () => REMINDER });
  assert.equal(note.title, REMINDER.title);
  assert.equal(note.tag, REMINDER.tag);
  assert.deepEqual(note.data, { url: "/tonight", stop: "/reminders/stop/abc" });
  assert.deepEqual(note.actions, [{ action: "stop", title: "Stop these" }]);
});

test("something is shown even when nothing can be read", async () => {
  for (const data of [null, { json: () => { throw new SyntaxError(); } }, { json: () => null }]) {
    const note = await shown(data);
    assert.equal(note.title, "Lumbar");
    assert.deepEqual(note.actions, []);
  }
});

/** @param {{pages?: any[], ok?: boolean, offline?: boolean, running?: any[]}} how */
function world({ pages = [], ok = true, offline = false, running = [] } = {}) {
  const done = { opened: /** @type {string[]} */ ([]), posted: /** @type {any[]} */ ([]) };
  return {
    done,
    clients: /** @type {any} */ ({
      matchAll: async () => pages,
      openWindow: async (/** @type {string} */ url) => { done.opened.push(url); },
    }),
    fetch: /** @type {any} */ (async (/** @type {string} */ url, /** @type {any} */ how) => {
      if (offline) throw new TypeError("offline");
      done.posted.push([url, how.method]);
      return { ok };
    }),
    runs: async (/** @type {any} */ page) => running.includes(page),
  };
}

const note = () => {
  const made = { closed: false, close: () => { made.closed = true; }, data: { url: "/tonight", stop: "/reminders/stop/abc" } };
  return /** @type {any} */ (made);
};

test("a tap opens the page", async () => {
  const around = world();
  const tappedOn = note();
  await tapped(tappedOn, "", around);
  assert.ok(tappedOn.closed);
  assert.deepEqual(around.done, { opened: ["/tonight"], posted: [] });
});

test("a window of the site is used, but never one that an evening runs in", async () => {
  /** @type {string[]} */
  const visited = [];
  const page = { navigate: async (/** @type {string} */ url) => { visited.push(url); return { focus: async () => undefined }; } };
  const evening = { navigate: async () => assert.fail("an evening was disturbed") };
  const around = world({ pages: [evening, page], running: [evening] });
  await tapped(note(), "", around);
  assert.deepEqual([visited, around.done.opened], [["/tonight"], []]);
  const alone = world({ pages: [evening], running: [evening] });
  await tapped(note(), "", alone);
  assert.deepEqual(alone.done.opened, ["/tonight"]);
});

test("a tap on stop stops without opening anything, and opens the page where that fails", async () => {
  const around = world();
  await tapped(note(), "stop", around);
  assert.deepEqual(around.done, { opened: [], posted: [["/reminders/stop/abc", "POST"]] });
  for (const broken of [world({ ok: false }), world({ offline: true })]) {
    await tapped(note(), "stop", broken);
    assert.deepEqual(broken.done.opened, ["/reminders/stop/abc"]);
  }
});
