// @ts-check
/**
 * The rhythm of slow breathing: where a session stands at a moment in time. Everything here is
 * pure; time is milliseconds since the session began.
 *
 * @typedef {import("../tonight/clock.js").Cue} Cue
 *
 * @typedef {object} Rhythm
 * @property {number} into    ms of a breath in
 * @property {number} out     ms of a breath out
 * @property {number} total   ms of the session: whole breaths, so that it never ends within one
 *
 * @typedef {object} Breath
 * @property {"in"|"out"} phase
 * @property {number} left    whole seconds of this phase, counted down; 1 in its last second
 * @property {number} full    0 empty, 1 full: how large the shape is
 * @property {boolean} over
 */

/**
 * @param {number} into seconds @param {number} out seconds @param {number} minutes
 * @returns {Rhythm} at least one breath
 */
export function rhythm(into, out, minutes) {
  const breath = into + out;
  const breaths = Math.max(1, Math.floor((minutes * 60) / breath));
  return { into: into * 1000, out: out * 1000, total: breaths * breath * 1000 };
}

/** @param {Rhythm} rhythm @param {number} position ms @returns {Breath} */
export function breathAt(rhythm, position) {
  const within = Math.min(Math.max(0, position), rhythm.total);
  const over = within >= rhythm.total;
  const at = over ? rhythm.into + rhythm.out : within % (rhythm.into + rhythm.out);
  const phase = at < rhythm.into ? "in" : "out";
  const length = phase === "in" ? rhythm.into : rhythm.out;
  const gone = phase === "in" ? at : at - rhythm.into;
  const share = gone / length;
  // Slow at both ends, as a breath is.
  const eased = (1 - Math.cos(Math.PI * share)) / 2;
  return {
    phase,
    left: Math.max(1, Math.ceil((length - gone) / 1000)),
    full: phase === "in" ? eased : 1 - eased,
    over,
  };
}

/**
 * The tones of a session: one for each breath in and out, softer as it goes on, and one at the end.
 * @param {Rhythm} rhythm @returns {Cue[]} in order of time
 */
export function cuesOf(rhythm) {
  /** @type {Cue[]} */
  const cues = [];
  /** @param {number} at @param {string} what */
  const tone = (at, what) => {
    const loudness = 1 - 0.6 * (at / rhythm.total);
    cues.push({ at, does: "tone", what, step: 0, item: -1, loudness });
  };
  for (let at = 0; at < rhythm.total; at += rhythm.into + rhythm.out) {
    tone(at, "in");
    tone(at + rhythm.into, "out");
  }
  tone(rhythm.total, "close");
  return cues;
}

/**
 * How much of a session was breathed, in whole seconds.
 * @param {Rhythm} rhythm @param {number} position ms @returns {number}
 */
export function breathed(rhythm, position) {
  return Math.round(Math.min(Math.max(0, position), rhythm.total) / 1000);
}
