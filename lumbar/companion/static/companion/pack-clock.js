// @ts-check
/**
 * The clock of a cold or warm pack: where a use stands at a moment, and what the skin's looks say.
 *
 * Everything here is pure. Time goes by the wall's clock, because the pack stays on the skin while
 * the page is hidden or closed. The same rules stand in `lumbar/clinical/packs.py`;
 * `pack-cases.json` holds both to them.
 *
 * @typedef {object} Facts
 * @property {number} at_most         minutes a pack stays on at most
 * @property {number} look_every      minutes between two looks at the skin
 * @property {number} answer_seconds  without an answer for so long it ends
 *
 * @typedef {"open"|"over"|"off"|"skin"|"no-answer"} Ending
 *
 * @typedef {object} Standing         times in seconds since the pack was put on
 * @property {"running"|"look"|"no-answer"|"over"} state
 * @property {number} left            until it ends by itself
 * @property {number|null} look_at    the look that waits for an answer; while it runs, the next one
 * @property {number} answer_left     how long that answer is waited for
 * @property {number} seconds         how long the pack was on
 *
 * @typedef {object} Run              one use, as it is kept on the device
 * @property {string} id
 * @property {string} method
 * @property {number} minutes         as chosen
 * @property {number} started_at      ms since 1970
 * @property {number[]} fine          seconds at which the skin was said to look fine
 * @property {number} seen            the most seconds that were seen; a clock set back changes nothing
 */

/** A run that began longer ago (ms) is no longer spoken of. */
export const FORGOTTEN_AFTER = 6 * 60 * 60 * 1000;

/** @param {Facts} facts @param {number} minutes @returns {number} minutes it stays on */
const limit = (facts, minutes) => Math.min(minutes, facts.at_most);

/** @param {Facts} facts @param {number} minutes @returns {number[]} minutes at which the skin is looked at */
export function looks(facts, minutes) {
  const found = [];
  for (let at = facts.look_every; at < limit(facts, minutes); at += facts.look_every) found.push(at);
  return found;
}

/**
 * @param {Facts} facts @param {number} minutes @param {number} elapsed  seconds
 * @param {readonly number[]} fine  seconds at which the skin was said to look fine
 * @returns {Standing}
 */
export function standing(facts, minutes, elapsed, fine) {
  const end = 60 * limit(facts, minutes);
  const passed = Math.max(0, elapsed);
  for (const look of looks(facts, minutes).map((minute) => 60 * minute)) {
    const tooLate = look + facts.answer_seconds;
    if (fine.some((moment) => moment >= look && moment < tooLate)) continue;
    if (passed < look) return { state: "running", left: end - passed, look_at: look, answer_left: 0, seconds: passed };
    if (passed < tooLate) return { state: "look", left: end - passed, look_at: look, answer_left: tooLate - passed, seconds: passed };
    return { state: "no-answer", left: 0, look_at: look, answer_left: 0, seconds: tooLate };
  }
  if (passed < end) return { state: "running", left: end - passed, look_at: null, answer_left: 0, seconds: passed };
  return { state: "over", left: 0, look_at: null, answer_left: 0, seconds: end };
}

/** @param {Run} run @param {number} now ms since 1970 @returns {number} seconds since the pack was put on */
export function elapsed(run, now) {
  return Math.max(run.seen, (now - run.started_at) / 1000, 0);
}

/**
 * What is kept on the device, as far as it makes sense.
 * @param {unknown} kept @param {number} now ms since 1970 @returns {Run|null}
 */
export function sensible(kept, now) {
  const given = /** @type {Record<string, any>} */ (typeof kept === "object" && kept ? kept : {});
  const { id, method, minutes, started_at: startedAt, fine, seen } = given;
  if (typeof id !== "string" || typeof method !== "string") return null;
  if (!Number.isFinite(minutes) || !Number.isFinite(startedAt) || !Array.isArray(fine)) return null;
  if (now - startedAt > FORGOTTEN_AFTER) return null;
  return { id, method, minutes, started_at: startedAt, fine: fine.filter(Number.isFinite), seen: Number.isFinite(seen) ? seen : 0 };
}

/**
 * The tones that are still to come, for the audio clock: two at a look that wants an answer, one more
 * when none came, one at the end.
 * @param {Facts} facts @param {Run} run @param {number} now ms since 1970
 * @returns {{what: "side"|"end", ahead: number}[]}  ms from now
 */
export function tones(facts, run, now) {
  const passed = elapsed(run, now);
  const stands = standing(facts, run.minutes, passed, run.fine);
  if (stands.state === "no-answer" || stands.state === "over") return [];
  /** @type {[number, "side"|"end"][]} */
  const at = stands.look_at === null
    ? [[60 * limit(facts, run.minutes), "end"]]
    // What follows this look hangs on its answer.
    : [[stands.look_at, "side"], [stands.look_at + facts.answer_seconds / 2, "side"], [stands.look_at + facts.answer_seconds, "end"]];
  return at.filter(([second]) => second >= passed).map(([second, what]) => ({ what, ahead: (second - passed) * 1000 }));
}
