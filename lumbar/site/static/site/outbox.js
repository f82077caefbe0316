// @ts-check
/**
 * What a person did, kept on the device first and handed to the server when it answers.
 *
 * Each record has an id the device made and an address that takes it by PUT; the server joins it
 * with what it knows, so sending twice, late or out of order changes nothing. A record leaves the
 * device only when the server has acknowledged its newest state and it will not change any more.
 * Each carries the mark of whoever the page was for that kept it (`people/marks.py`): an outbox shows
 * and sends what is its owner's, and leaves alone what somebody else left on this device.
 * Nothing here knows of the screen: shelf, network and timers are handed in, so that a test can
 * fail each of them. `docs/developer/outbox.md` has the protocol.
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} kind       what it is: "evening", "morning", "dose"
 * @property {string} address
 * @property {any} body          what is sent
 * @property {boolean} closed    it will not change any more
 * @property {number} serial     grows with each change
 * @property {number} sent       serial the server has acknowledged; 0 for none
 * @property {number} kept_at    ms since 1970, of the last change, by the device's clock
 * @property {any} [extra]       kept with it on the device, never sent
 * @property {string} [owner]    mark of whose it is; without one it is whose page finds it first
 *
 * @typedef {object} Shelf       where entries lie on the device
 * @property {() => Promise<Entry[]>} all
 * @property {(id: string, change: (known: Entry|undefined) => Entry|null) => Promise<void>} update  in one step; null removes it
 *
 * @typedef {{later?: (run: () => void, ms: number) => unknown, cancel?: (handle: any) => void, now?: () => number}} Timers
 */

/** Waits between tries, ms: quick at first, then every half minute for as long as it takes. */
const WAITS = [1_000, 2_000, 5_000, 10_000, 30_000];

/** The server will not take a record from whoever is asking now. It stays; the next page tries again. */
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

/** @param {Entry} entry @returns {boolean} whether the server has yet to hear of its newest state */
export const isWaiting = (entry) => entry.serial > entry.sent;

export class Outbox {
  /**
   * @param {Shelf} shelf
   * @param {(entry: Entry) => Promise<any>} send  resolves to the server's answer; rejects with `Refused`, or with anything else when it should be tried again
   * @param {Timers} [timers]
   * @param {string[]} [owners]  the marks of whoever the page is for: what is kept gets the first, the others are of people who became them
   */
  constructor(shelf, send, timers = {}, owners = []) {
    this.owners = owners;
    this.shelf = shelf;
    this.send = send;
    this.later = timers.later ?? ((run, ms) => setTimeout(run, ms));
    this.cancel = timers.cancel ?? ((handle) => clearTimeout(handle));
    this.now = timers.now ?? (() => Date.now());
    this.failures = 0;
    /** @type {unknown} */
    this.retry = null;
    /** @type {Promise<void>|null} */
    this.sending = null;
    this.again = false;
    this.hurried = false;
    /** Ids that were refused since this page was opened. @type {Set<string>} */
    this.refused = new Set();
    /** @type {((id: string, answer: any) => void)[]} */
    this.acknowledged = [];
    /** @type {(() => void)[]} */
    this.changed = [];
  }

  /**
   * Keep a record on the device; resolves when it is there.
   * @param {Pick<Entry, "id"|"kind"|"address"|"body"|"closed"|"extra">} record
   * @param {(before: any, now: any) => any} [join] of two bodies of the same record
   */
  async keep(record, join = (_before, now) => now) {
    await this.shelf.update(record.id, (known) => ({
      ...record,
      extra: record.extra ?? known?.extra,
      owner: known?.owner ?? this.owners[0],
      body: known ? join(known.body, record.body) : record.body,
      serial: (known?.serial ?? 0) + 1,
      sent: known?.sent ?? 0,
      kept_at: this.now(),
    }));
    this.#tell();
  }

  /** @param {Entry} entry @returns {boolean} */
  #isMine({ owner }) {
    return owner === undefined || this.owners.includes(owner);
  }

  /** @returns {Promise<Entry[]>} all of the owner's that lies here, oldest first */
  async all() {
    return (await this.shelf.all()).filter((entry) => this.#isMine(entry)).sort((a, b) => a.kept_at - b.kept_at);
  }

  /** @returns {Promise<Entry[]>} what the server has yet to hear */
  async waiting() {
    return (await this.all()).filter(isWaiting);
  }

  /** @returns {Promise<boolean>} whether somebody else's records wait here */
  async holdsOthers() {
    return (await this.shelf.all()).some((entry) => !this.#isMine(entry) && isWaiting(entry));
  }

  /** What has no mark yet, from an older version, is the owner's from now on. */
  async adopt() {
    const [owner] = this.owners;
    if (!owner) return;
    for (const { id, owner: whose } of await this.shelf.all()) {
      if (whose === undefined) await this.shelf.update(id, (known) => (known ? { ...known, owner: known.owner ?? owner } : null));
    }
  }

  /** Take away what the server has anyway. @param {"mine"|"others"} whose */
  async clear(whose) {
    for (const entry of await this.shelf.all()) {
      if (this.#isMine(entry) !== (whose === "mine")) continue;
      await this.shelf.update(entry.id, (known) => (known && isWaiting(known) ? known : null));
    }
    this.#tell();
  }

  /** Take away all of the owner's, sent or not. */
  async erase() {
    for (const { id } of await this.all()) await this.shelf.update(id, () => null);
    this.#tell();
  }

  /** Hand over what waits, unless a failure has told us to be patient. @returns {Promise<void>} when that was tried */
  deliver() {
    if (this.retry !== null) return Promise.resolve();
    if (this.sending) {
      this.again = true;
      return this.sending;
    }
    this.sending = this.#round().finally(() => {
      const { again, hurried } = this;
      this.sending = null;
      this.again = false;
      this.hurried = false;
      if (again) void (hurried ? this.hurry() : this.deliver());
    });
    return this.sending;
  }

  /** Try at once: the network is back, or the page is about to go. */
  hurry() {
    if (this.sending) this.hurried = true;
    if (this.retry !== null) {
      this.cancel(this.retry);
      this.retry = null;
    }
    return this.deliver();
  }

  async #round() {
    let failed = false;
    for (const entry of await this.waiting()) {
      if (this.refused.has(entry.id)) continue;
      try {
        const answer = await this.send(entry);
        this.failures = 0;
        await this.#acknowledge(entry);
        for (const tell of this.acknowledged) tell(entry.id, answer);
      } catch (error) {
        if (error instanceof Refused) {
          this.refused.add(entry.id);
          continue;
        }
        failed = true;
        // A server that stumbles over one record may take the others; without a network none goes.
        if (error instanceof TypeError || error instanceof DOMException) break;
      } finally {
        this.#tell();
      }
    }
    if (!failed) return;
    this.failures += 1;
    this.retry = this.later(() => {
      this.retry = null;
      void this.deliver();
    }, waitAfter(this.failures));
  }

  /** @param {Entry} entry as it was sent */
  async #acknowledge(entry) {
    await this.shelf.update(entry.id, (known) => {
      if (!known) return null;
      // Taken away by another tab and kept anew, its serials begin again: what lies here now has yet to be sent.
      if (known.serial < entry.serial || (known.serial === entry.serial && known.kept_at !== entry.kept_at)) return known;
      const sent = Math.max(known.sent, entry.serial);
      return known.closed && sent >= known.serial ? null : { ...known, sent };
    });
  }

  #tell() {
    for (const tell of this.changed) tell();
  }
}
