// @ts-check
/**
 * Keeps an evening on the device while it goes on, and has it sent.
 *
 * @typedef {import("./evening.js").Begun} Begun
 * @typedef {import("./record.js").EveningRecord} EveningRecord
 * @typedef {import("../site/outbox.js").Outbox} Outbox
 */
import { merge } from "./record.js";

const KEEP_EVERY = 1_000;
const SEND_EVERY = 5_000;

/** The evenings that ended here lately: a page that was kept meanwhile still says they are open. */
const ENDED = "lumbar.ended";
const HOW_MANY = 8;

/** @returns {string[]} their ids, the last one first */
export function endedHere() {
  try {
    return (localStorage.getItem(ENDED) ?? "").split(" ");
  } catch {
    // A browser that keeps nothing has no such page either.
    return [];
  }
}

/** @param {string} id */
function rememberEnded(id) {
  const before = endedHere();
  if (before[0] === id) return;
  try {
    localStorage.setItem(ENDED, [id, ...before].slice(0, HOW_MANY).join(" "));
  } catch {
    // The same.
  }
}

export class Keeper {
  /** @param {Outbox} outbox @param {Begun} begun @param {string} address where the server takes it */
  constructor(outbox, begun, address) {
    this.outbox = outbox;
    this.begun = begun;
    this.address = address;
    this.record = begun.record;
    this.keptAt = 0;
    this.sentAt = 0;
    this.toStore = false;
    this.toSend = false;
    /** @type {Promise<void>|null} */
    this.storing = null;
  }

  /**
   * Keep its newest state, if that is due.
   * @param {EveningRecord} record @param {boolean} send keep and send at once, and not when its turn comes
   */
  keep(record, send) {
    this.record = record;
    const now = performance.now();
    const sendNow = send || now - this.sentAt >= SEND_EVERY;
    if (!sendNow && now - this.keptAt < KEEP_EVERY) return;
    this.keptAt = now;
    if (sendNow) this.sentAt = now;
    this.toSend ||= sendNow;
    this.toStore = true;
    // One write at a time, each of the newest state: a slow disk must not make a queue.
    this.storing ??= this.#storeAll();
  }

  async #storeAll() {
    while (this.toStore) {
      const send = this.toSend;
      this.toStore = false;
      this.toSend = false;
      try {
        await this.#store();
      } catch (error) {
        // A full disk: the next write tries again, and what is on the page still goes on.
        console.warn(error);
      }
      if (send) void this.outbox.deliver();
    }
    this.storing = null;
  }

  async #store() {
    const { record } = this;
    const { id, plan, started_at: startedAt, evening } = this.begun;
    const closed = record.state !== "open";
    if (closed) rememberEnded(id);
    await this.outbox.keep(
      {
        id,
        kind: "evening",
        address: this.address,
        closed,
        body: { plan, started_at: startedAt, items: evening.items, choice: evening.choice, record },
        extra: { evening },
      },
      (before, now) => ({ ...now, record: merge(before.record, now.record) }),
    );
  }
}
