// @ts-check
/**
 * This device's outbox, on every page: hands over what waits, and says how much does.
 *
 * An element with `data-kept` shows it: its `data-one` and `data-many` are the sentences, `{count}`
 * in them the number; it is hidden while nothing waits.
 */
import { Outbox, Refused } from "./outbox.js";
import { openShelf } from "./shelf.js";

/** Between two tabs only one sends at a time. */
const LOCK = "lumbar-outbox";
/** An answer that takes longer (ms) will not come: a line that hangs must not hold up everything after it. */
const PATIENCE = 30_000;

/** @type {string|null} */
let token = null;

/** @returns {Promise<string>} what proves to the server that this page is its own */
async function freshToken() {
  const answer = await fetch("/token", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return (await answer.json()).token;
}

/** @param {import("./outbox.js").Entry} entry */
async function send(entry) {
  for (const first of [true, false]) {
    token ??= await freshToken();
    const answer = await fetch(entry.address, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ ...entry.body, sent_at: new Date().toISOString() }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) return answer.json();
    if (answer.status === 403 && first) {
      // The token has aged: a page that was kept for nights without a network.
      token = null;
      continue;
    }
    // Too slow and too often may come right by waiting; every other "no" is about the record.
    const passing = answer.status === 408 || answer.status === 429 || answer.status >= 500;
    if (!passing) throw new Refused(answer.status);
    throw new Error(`not kept: ${answer.status}`);
  }
  throw new Error("no token the server takes");
}

/** @param {import("./outbox.js").Entry} entry */
const sendAlone = (entry) => (
  navigator.locks ? navigator.locks.request(LOCK, () => send(entry)) : send(entry)
);

/** @type {Promise<Outbox>|null} */
let opening = null;

/** @returns {Promise<Outbox>} the one of this page */
export function deviceOutbox() {
  opening ??= openShelf().then((shelf) => {
    const outbox = new Outbox(shelf, sendAlone);
    outbox.changed.push(() => void show(outbox));
    addEventListener("online", () => void outbox.hurry());
    return outbox;
  });
  return opening;
}

/** @param {Outbox} outbox */
async function show(outbox) {
  const places = document.querySelectorAll("[data-kept]");
  if (!places.length) return;
  const count = (await outbox.waiting()).filter(({ closed }) => closed).length;
  for (const place of places) {
    if (!(place instanceof HTMLElement)) continue;
    place.hidden = count === 0;
    const sentence = (count === 1 ? place.dataset.one : place.dataset.many) ?? "";
    const words = sentence.replace("{count}", String(count));
    if (place.textContent !== words) place.textContent = words;
  }
}

void deviceOutbox().then((outbox) => {
  void show(outbox);
  return outbox.deliver();
});
