// @ts-check
/**
 * How a record goes to the server: with a token that shows the page is the site's own, and with
 * what this device's clock is worth beside the server's.
 *
 * Both come from `/token`, and so do the marks of whoever is asking: a record of anybody else does not
 * leave the device. The server looks at the mark as well, for somebody may sign in meanwhile. A record may have waited for nights, and may be under way for long: so
 * the device says by how much its clock is behind, and nothing is counted from when it arrives.
 *
 * @typedef {object} World                what the browser gives; a test gives its own
 * @property {typeof fetch} fetch
 * @property {() => number} now           ms since 1970, by the device's clock, which may be wrong or be set
 * @property {() => number} ticks         ms since the page began, which nobody sets
 * @property {(ms: number) => AbortSignal} within
 *
 * @typedef {{token: string, owners: string[], behind: number, set: number}} Known   `owners`: marks; `behind` in seconds; `set`: ms between the two clocks here when it was learned
 */
import { Refused } from "./outbox.js";

/** An answer that takes longer (ms) will not come: a line that hangs must not hold up everything after it. */
export const PATIENCE = 30_000;
/** More than this (ms) between the device's clock and the page's own: somebody has set it. */
const CLOCK_WAS_SET = 2_000;

/** The status for a record of another person than who asks. */
const ANOTHERS = 409;

/** Too slow and too often may come right by waiting; every other "no" is about the record. @param {number} status */
const isPassing = (status) => status === 408 || status === 429 || status >= 500;

export class Link {
  /** @param {World} [world] */
  constructor(world = {
    fetch: (...request) => fetch(...request),
    now: () => Date.now(),
    ticks: () => performance.now(),
    within: (ms) => AbortSignal.timeout(ms),
  }) {
    this.world = world;
    /** @type {Known|null} */
    this.known = null;
  }

  /**
   * @param {import("./outbox.js").Entry} entry
   * @returns {Promise<any>} the server's answer; rejects with `Refused`, or with anything else when it should be tried again
   */
  async send(entry) {
    for (const first of [true, false]) {
      if (!this.known || Math.abs(this.#set() - this.known.set) > CLOCK_WAS_SET) this.known = await this.#learn();
      const { owner } = entry;
      if (owner !== undefined && !this.known.owners.includes(owner)) throw new Refused(ANOTHERS);
      const answer = await this.world.fetch(entry.address, {
        method: "PUT",
        headers: {
          "Content-Type": "application/json", "X-CSRFToken": this.known.token,
          ...(owner === undefined ? {} : { "X-Lumbar-Owner": owner }),
        },
        body: JSON.stringify({ ...entry.body, clock_behind: this.known.behind }),
        signal: this.world.within(PATIENCE),
      });
      if (answer.ok) return answer.json();
      if (answer.status === 403 && first) {
        // The token has aged: a page that was kept for nights without a network.
        this.known = null;
        continue;
      }
      // Somebody else has signed in since.
      if (answer.status === ANOTHERS) this.known = null;
      if (!isPassing(answer.status)) throw new Refused(answer.status);
      throw new Error(`not kept: ${answer.status}`);
    }
    throw new Error("no token the server takes");
  }

  #set() {
    return this.world.now() - this.world.ticks();
  }

  /** @returns {Promise<Known>} */
  async #learn() {
    const asked = this.world.now();
    const answer = await this.world.fetch("/token", {
      headers: { Accept: "application/json" }, signal: this.world.within(PATIENCE),
    });
    if (!answer.ok) throw new Error(`no token: ${answer.status}`);
    const { token, now, owners } = await answer.json();
    const answered = this.world.now();
    // The phone slept over it, or its clock was set meanwhile: this answer says nothing of the time.
    if (answered < asked || answered - asked > PATIENCE) throw new Error("no time from the server");
    return { token, owners, behind: (Date.parse(now) - (asked + answered) / 2) / 1000, set: this.#set() };
  }
}
