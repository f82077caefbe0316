// @ts-check
/**
 * Keeps the movement smooth: watches what frames cost and says how much beauty is affordable.
 *
 * Tiers are numbers, 0 the most beautiful. It steps down as soon as a handful of frames are late,
 * two at once when they are very late. Up it goes soon, but once a tier was too dear only after
 * seconds of ease, and that tier itself is not tried again for a long while. Pure: time comes in as
 * numbers.
 */

/** Thirty pictures a second are enough for a calm body, and spare the battery. */
export const FRAME = 1000 / 30;

/** The first frames pay for what is worked out once; they say nothing about the next. */
const WARM_UP = 8;
const WINDOW = 6;
const LATE = 1.3,
  VERY_LATE = 2.6;
/** The share of its time that a frame takes with ease. */
const EASE = 0.6;
/** Frames of ease before the next better tier is tried: few, until one has been too dear. */
const HOPE = 12,
  PATIENCE = 120;
/** How much more patience a tier needs after it was too dear. */
const DOUBT = 10;

export class Governor {
  /**
   * @param {number} tiers    how many there are
   * @param {number} [start]  the one to begin with
   */
  constructor(tiers, start = 0) {
    this.tier = start;
    /** Milliseconds that a frame may take; a tier with fewer frames a second may set more. */
    this.frame = FRAME;
    /** Even the cheapest tier is too slow. */
    this.exhausted = false;
    this.patience = Array(tiers).fill(HOPE);
    this.warming = WARM_UP;
    /** @type {number[]} */
    this.recent = [];
    this.easy = 0;
  }

  /**
   * @param {number} cost  milliseconds the last frame took
   * @returns {number} the tier to draw the next one with
   */
  record(cost) {
    if (this.warming > 0) {
      this.warming -= 1;
      return this.tier;
    }
    this.recent.push(cost);
    this.easy = cost <= FRAME * EASE ? this.easy + 1 : 0;
    if (this.recent.length >= WINDOW) {
      const middle = [...this.recent].sort((a, b) => a - b)[WINDOW >> 1];
      if (middle > this.frame * LATE) this.stepDown(middle > this.frame * VERY_LATE ? 2 : 1);
      else this.recent.shift();
    }
    if (this.tier > 0 && this.easy >= this.patience[this.tier - 1]) this.change(this.tier - 1);
    return this.tier;
  }

  /** Forget what was seen, for instance after a pause. */
  rest() {
    this.recent.length = 0;
    this.easy = 0;
  }

  /** @param {number} steps */
  stepDown(steps) {
    const last = this.patience.length - 1;
    this.exhausted = this.tier === last;
    this.patience.fill(PATIENCE, 0, this.tier).fill(PATIENCE * DOUBT, this.tier, this.tier + 1);
    this.change(Math.min(this.tier + steps, last));
  }

  /** @param {number} tier */
  change(tier) {
    this.tier = tier;
    this.rest();
  }
}
