// @ts-check
/**
 * What was really done tonight, and how two copies of it become one.
 *
 * A copy lives in the page, one on the device and one on the server, and a second device may have one. They are joined by
 * `merge`, which only ever adds: the order of joining, and joining twice, change nothing. The
 * server joins by the same rules (`lumbar/tonight/records.py`); `merge-cases.json` holds both
 * to them.
 *
 * @typedef {"part"|"skipped"|"done"|"hurt"} How
 * @typedef {object} Done
 * @property {number} item
 * @property {string} side
 * @property {number|null} seconds  null when the person only said that they did it
 * @property {How} how
 *
 * @typedef {object} Hurt
 * @property {number} item
 * @property {number} position  ms
 * @property {string} answer
 *
 * @typedef {"open"|"stopped"|"done"} State
 * @typedef {object} EveningRecord
 * @property {number} position  ms, the furthest point reached
 * @property {Done[]} steps
 * @property {Hurt[]} hurts
 * @property {State} state
 * @property {number|null} pain_before  0 to 10; null when it was not told
 * @property {number|null} pain_after
 */

/** @type {Record<How, number>} what is kept when two copies differ: the higher */
const HOW = { part: 0, skipped: 1, done: 2, hurt: 3 };
/** @type {Record<State, number>} a stop is never undone by a copy that had not heard of it */
const STATE = { open: 0, done: 1, stopped: 2 };

/** @returns {EveningRecord} */
export function empty() {
  return { position: 0, steps: [], hurts: [], state: "open", pain_before: null, pain_after: null };
}

/** @param {Done[]} steps @returns {Done[]} */
function inOrder(steps) {
  return [...steps].sort((a, b) => a.item - b.item || (a.side < b.side ? -1 : a.side > b.side ? 1 : 0));
}

/**
 * @param {EveningRecord} one
 * @param {EveningRecord} other
 * @returns {EveningRecord}
 */
export function merge(one, other) {
  /** @type {Map<string, Done>} */
  const steps = new Map();
  for (const step of [...one.steps, ...other.steps]) {
    const key = `${step.item}/${step.side}`;
    const known = steps.get(key);
    steps.set(key, known
      ? {
          item: step.item,
          side: step.side,
          seconds: greater(known.seconds, step.seconds),
          how: HOW[step.how] > HOW[known.how] ? step.how : known.how,
        }
      : { item: step.item, side: step.side, seconds: step.seconds, how: step.how });
  }
  /** @type {Map<string, Hurt>} */
  const hurts = new Map();
  for (const hurt of [...one.hurts, ...other.hurts]) {
    hurts.set(`${String(hurt.position).padStart(9, "0")}/${String(hurt.item + 1).padStart(2, "0")}/${hurt.answer}`, hurt);
  }
  return {
    position: Math.max(one.position, other.position),
    steps: inOrder([...steps.values()]),
    hurts: [...hurts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hurt]) => hurt),
    state: STATE[one.state] >= STATE[other.state] ? one.state : other.state,
    pain_before: greater(one.pain_before, other.pain_before),
    pain_after: greater(one.pain_after, other.pain_after),
  };
}

/** @param {number|null} one @param {number|null} other @returns {number|null} */
function greater(one, other) {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

/**
 * Add time done to a record.
 * @param {EveningRecord} record
 * @param {{item: number, side: string, seconds: number, complete: boolean}[]} credits
 * @param {number} position ms
 * @returns {EveningRecord}
 */
export function advance(record, credits, position) {
  const steps = record.steps.map((step) => ({ ...step }));
  for (const { item, side, seconds, complete } of credits) {
    let step = steps.find((known) => known.item === item && known.side === side);
    if (!step) {
      step = { item, side, seconds: 0, how: /** @type {How} */ ("part") };
      steps.push(step);
    }
    step.seconds = Math.round(((step.seconds ?? 0) + seconds) * 1000) / 1000;
    if (complete && HOW[step.how] < HOW.done) step.how = "done";
  }
  return { ...record, steps: inOrder(steps), position: Math.max(record.position, position) };
}

/**
 * Leave an exercise: every side of it that is not done is marked as skipped, or as hurt.
 * @param {EveningRecord} record
 * @param {number} item
 * @param {string[]} sides
 * @param {"skipped"|"hurt"} how
 * @param {string} [current] the side that was under way; it alone is marked hurt
 * @returns {EveningRecord}
 */
export function leave(record, item, sides, how, current) {
  const marks = sides.map((side) => ({
    item,
    side,
    seconds: 0,
    how: /** @type {How} */ (how === "hurt" && current !== undefined && side !== current ? "skipped" : how),
  }));
  return merge(record, { ...empty(), steps: marks });
}
