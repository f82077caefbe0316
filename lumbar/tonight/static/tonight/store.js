// @ts-check
/**
 * Keeps an evening: on the device at once, on the server as soon as it answers.
 *
 * Nothing here knows of the screen. Storage, the network and the clock are handed in, so that
 * a test can fail each of them.
 *
 * @typedef {import("./record.js").EveningRecord} EveningRecord
 */
import { empty, merge } from "./record.js";

const VERSION = 1;
/** Waits between tries, ms: quick at first, then every half minute for as long as it takes. */
const WAITS = [1_000, 2_000, 5_000, 10_000, 30_000];

/** The server will never take this evening: it was erased, or a newer check stands in the way. */
export class Refused extends Error {
  /** @param {number} status the HTTP status */
  constructor(status) {
    super(`refused with ${status}`);
    this.name = "Refused";
    this.status = status;
  }
}

/** @param {number} failures @returns {number} ms */
export function waitAfter(failures) {
  return WAITS[Math.min(Math.max(0, failures - 1), WAITS.length - 1)];
}

/** One evening on this device. */
export class DeviceCopy {
  /**
   * @param {Pick<Storage, "getItem"|"setItem"|"removeItem">|null} storage null where the browser refuses it
   * @param {string} id
   */
  constructor(storage, id) {
    this.storage = storage;
    this.key = `lumbar.tonight.${id}`;
  }

  /** @returns {EveningRecord} what is kept, or an empty record */
  read() {
    const text = this.storage?.getItem(this.key);
    if (!text) return empty();
    /** @type {unknown} */
    let kept;
    try {
      kept = JSON.parse(text);
    } catch {
      // Cut short by a full disk or a crash: the server's copy is the one to go on from.
      return empty();
    }
    return isKept(kept) ? { position: kept.position, steps: kept.steps, hurts: kept.hurts, state: kept.state } : empty();
  }

  /** @param {EveningRecord} record @returns {boolean} whether it was kept */
  write(record) {
    if (!this.storage) return false;
    try {
      this.storage.setItem(this.key, JSON.stringify({ version: VERSION, ...record }));
      return true;
    } catch {
      // Private browsing or a full store: the evening goes on, and the server still gets it.
      return false;
    }
  }

  forget() {
    this.storage?.removeItem(this.key);
  }
}

/** @param {unknown} kept @returns {kept is EveningRecord & {version: number}} */
function isKept(kept) {
  if (typeof kept !== "object" || kept === null) return false;
  const record = /** @type {Record<string, unknown>} */ (kept);
  return record.version === VERSION && typeof record.position === "number"
    && Array.isArray(record.steps) && Array.isArray(record.hurts) && typeof record.state === "string";
}

/**
 * Sends the newest record until the server has it. One request at a time; a newer record
 * replaces one that waits, because each holds all of the evening so far.
 */
export class Outbox {
  /**
   * @param {(record: EveningRecord) => Promise<EveningRecord>} post resolves to the server's merged copy; rejects with `Refused` for good, with anything else when it should be tried again
   * @param {(server: EveningRecord) => void} onKept
   * @param {(refused: Refused) => void} onRefused
   * @param {{later?: (run: () => void, ms: number) => unknown, cancel?: (handle: any) => void}} [timers]
   */
  constructor(post, onKept, onRefused, timers = {}) {
    this.post = post;
    this.onKept = onKept;
    this.onRefused = onRefused;
    this.later = timers.later ?? ((run, ms) => setTimeout(run, ms));
    this.cancel = timers.cancel ?? ((handle) => clearTimeout(handle));
    /** @type {EveningRecord|null} */
    this.waiting = null;
    this.sending = false;
    this.failures = 0;
    /** @type {unknown} */
    this.retry = null;
    /** @type {(() => void)[]} */
    this.listeners = [];
  }

  /** @returns {boolean} everything given to `send` has reached the server */
  get settled() {
    return !this.sending && this.waiting === null;
  }

  /** @param {EveningRecord} record */
  send(record) {
    this.waiting = this.waiting ? merge(this.waiting, record) : record;
    if (this.retry === null) void this.#next();
  }

  /** Try at once: the network is back, or the page is about to go. */
  hurry() {
    if (this.retry !== null) {
      this.cancel(this.retry);
      this.retry = null;
    }
    void this.#next();
  }

  /** @returns {Promise<void>} when all is kept on the server */
  whenSettled() {
    if (this.settled) return Promise.resolve();
    return new Promise((resolve) => this.listeners.push(resolve));
  }

  async #next() {
    if (this.sending || this.waiting === null) return;
    const record = this.waiting;
    this.waiting = null;
    this.sending = true;
    try {
      const server = await this.post(record);
      this.failures = 0;
      this.sending = false;
      this.onKept(server);
    } catch (error) {
      if (error instanceof Refused) {
        this.sending = false;
        this.waiting = null;
        this.listeners.splice(0).forEach((resolve) => resolve());
        this.onRefused(error);
        return;
      }
      // No network, or a server that is being restarted: keep it and come back.
      this.failures += 1;
      this.sending = false;
      this.waiting = this.waiting ? merge(record, this.waiting) : record;
      this.retry = this.later(() => {
        this.retry = null;
        void this.#next();
      }, waitAfter(this.failures));
      return;
    }
    if (this.waiting !== null) void this.#next();
    else this.listeners.splice(0).forEach((resolve) => resolve());
  }
}
