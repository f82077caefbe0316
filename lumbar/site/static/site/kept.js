// @ts-check
/**
 * This device's outbox, on every page: hands over what waits, and says how much does.
 *
 * An element with `data-kept` shows it: its `data-one` and `data-many` are the sentences, `{count}`
 * in them the number; it is hidden while nothing waits.
 */
import { Link } from "./link.js";
import { Outbox } from "./outbox.js";
import { openShelf } from "./shelf.js";

/** Between two tabs only one sends at a time. */
const LOCK = "lumbar-outbox";

const link = new Link();

/** @returns {string[]} the marks of whoever this page is for, the own one first; none for nobody */
export const owners = () => (document.body.dataset.owner ?? "").split(" ").filter(Boolean);

/** @param {import("./outbox.js").Entry} entry */
const sendAlone = (entry) => (
  navigator.locks ? navigator.locks.request(LOCK, () => link.send(entry)) : link.send(entry)
);

/** @type {Promise<Outbox>|null} */
let opening = null;

/** @returns {Promise<Outbox>} the one of this page */
export function deviceOutbox() {
  opening ??= openShelf().then(async (shelf) => {
    const outbox = new Outbox(shelf, sendAlone, {}, owners());
    await outbox.adopt().catch((error) => console.warn(error));
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
