// @ts-check
/**
 * The evening's clock: where a laid-out routine stands at a moment in time.
 *
 * Everything here is pure. Time comes in as milliseconds of a clock that only moves forward
 * (`performance.now()` in a page), never as a count of ticks, so a throttled tab or a locked
 * screen changes how often we look and not what we see.
 *
 * @typedef {"settle"|"ready"|"move"|"hold"|"release"|"breathe_in"|"breathe_out"|"switch"|"rest"|"sleep"|"finish"} Kind
 *
 * @typedef {object} Step
 * @property {Kind} kind
 * @property {number} item       place of the exercise in the evening, from 0; -1 on the way into sleep
 * @property {string} side       "" when the exercise has no sides
 * @property {number} seconds
 * @property {number} repetition from 1; 0 when nothing is counted
 * @property {number} of
 *
 * @typedef {object} Cue         something to be heard or felt
 * @property {number} at         ms from the beginning of the routine
 * @property {"say"|"tone"} does
 * @property {string} what
 * @property {number} step       index of the step it belongs to
 * @property {number} item       the exercise that is spoken of; -1 for none
 * @property {number} loudness   0 to 1
 *
 * @typedef {object} Block       steps that share one count-down on the screen
 * @property {number} start      ms from the beginning of the routine
 * @property {number} end
 * @property {number} first      index of its first step
 * @property {number} last
 * @property {number} item
 * @property {string} side
 * @property {boolean} active    the person is exercising, and the time counts as done
 *
 * @typedef {object} Timeline
 * @property {readonly Step[]} steps
 * @property {readonly number[]} starts  ms at which each step begins
 * @property {readonly Block[]} blocks
 * @property {readonly number[]} blockOf index of the block each step belongs to
 * @property {number} total              ms
 *
 * @typedef {object} Clock
 * @property {number} offset       ms of the routine that had passed at `since`
 * @property {number|null} since   moment the clock was started; null while it is paused
 * @property {number} seen         last moment anyone looked
 *
 * @typedef {object} Moment
 * @property {number} position     ms, never beyond the end
 * @property {number} index
 * @property {Step} step
 * @property {number} stepLeft     ms
 * @property {number} stepShare    0 at the start of the step, 1 at its end
 * @property {Block} block
 * @property {number} blockLeft    ms
 * @property {boolean} finished
 */

const ACTIVE = new Set(["move", "hold", "release", "breathe_in", "breathe_out"]);

/** Beyond this gap (ms) nobody was led: the machine slept. The slowest throttled tab looks once a minute. */
export const ASLEEP_AFTER = 90_000;

/**
 * @param {readonly Step[]} steps
 * @returns {Timeline}
 */
export function timeline(steps) {
  if (!steps.length) throw new RangeError("a routine needs at least one step");
  /** @type {number[]} */
  const starts = [];
  let total = 0;
  for (const step of steps) {
    if (!(step.seconds >= 0)) throw new RangeError(`a step of ${step.seconds} seconds`);
    starts.push(total);
    total += Math.round(step.seconds * 1000);
  }
  /** @param {number} index */
  const ends = (index) => (index + 1 < starts.length ? starts[index + 1] : total);

  /** @type {Block[]} */
  const blocks = [];
  /** @type {number[]} */
  const blockOf = [];
  let first = 0;
  while (first < steps.length) {
    const { kind, item, side } = steps[first];
    const active = ACTIVE.has(kind);
    let last = first;
    if (active) {
      // A rest between two holds belongs to the same count-down; one at the end does not.
      for (let next = first + 1; next < steps.length; next += 1) {
        const step = steps[next];
        if (step.item !== item || step.side !== side) break;
        if (ACTIVE.has(step.kind)) last = next;
        else if (step.kind !== "rest") break;
      }
    }
    blocks.push({ start: starts[first], end: ends(last), first, last, item, side, active });
    for (let index = first; index <= last; index += 1) blockOf.push(blocks.length - 1);
    first = last + 1;
  }
  return { steps, starts, blocks, blockOf, total };
}

/**
 * What is to be done `position` ms into the routine.
 * @param {Timeline} line
 * @param {number} position
 * @returns {Moment}
 */
export function momentAt(line, position) {
  const within = Math.min(Math.max(0, position), line.total);
  let low = 0;
  let high = line.starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (line.starts[middle] <= within) low = middle;
    else high = middle - 1;
  }
  const end = low + 1 < line.starts.length ? line.starts[low + 1] : line.total;
  const length = end - line.starts[low];
  const block = line.blocks[line.blockOf[low]];
  return {
    position: within,
    index: low,
    step: line.steps[low],
    stepLeft: end - within,
    stepShare: length > 0 ? (within - line.starts[low]) / length : 1,
    block,
    blockLeft: block.end - within,
    finished: within >= line.total,
  };
}

/**
 * How much of each exercise is behind us, 0 to 1, for the row of segments.
 * @param {Timeline} line
 * @param {number} position
 * @param {number} items
 * @returns {number[]}
 */
export function shares(line, position, items) {
  return Array.from({ length: items }, (_, item) => {
    const own = line.blocks.filter((block) => block.item === item);
    if (!own.length) return position >= line.total ? 1 : 0;
    const start = own[0].start;
    const end = own[own.length - 1].end;
    return Math.min(1, Math.max(0, (position - start) / Math.max(1, end - start)));
  });
}

/**
 * Where to go on when this exercise is left: the first step of the next one, or the way into sleep.
 * @param {Timeline} line
 * @param {number} position
 * @returns {number} ms
 */
export function nextExercise(line, position) {
  const now = momentAt(line, position);
  const later = line.steps.findIndex(
    (step, index) => index > now.index && (step.item > now.step.item || step.item < 0),
  );
  return later === -1 ? line.total : line.starts[later];
}

/**
 * What follows this block, count-downs and rests aside: what "then …" on the screen speaks of.
 * @param {Timeline} line
 * @param {Moment} moment
 * @returns {Step|null}
 */
export function nextUp(line, moment) {
  for (let index = moment.block.last + 1; index < line.steps.length; index += 1) {
    const step = line.steps[index];
    if (step.kind !== "ready" && step.kind !== "rest") return step;
  }
  return null;
}

/**
 * The cues that begin in a stretch of time: from its first millisecond on, before its last.
 * @param {readonly Cue[]} cues  in order of time
 * @param {number} from
 * @param {number} to
 * @returns {Cue[]}
 */
export function cuesBetween(cues, from, to) {
  return cues.filter(({ at }) => at >= from && at < to);
}

/**
 * When the next cue begins, one of this very millisecond included: `cuesBetween` leaves it to the next look.
 * @param {readonly Cue[]} cues @param {number} position
 * @returns {number} ms; infinite after the last one
 */
export function nextCueAt(cues, position) {
  const next = cues.find(({ at }) => at >= position);
  return next ? next.at : Infinity;
}

/**
 * The sentence that a pause cut off, to be said again when time goes on: the last one of this step
 * that began no longer ago than a sentence lasts.
 * @param {readonly Cue[]} cues @param {Moment} moment @param {number} lasts ms @returns {Cue|null}
 */
export function cutOff(cues, moment, lasts) {
  const begun = cues.filter(({ does, step, at }) => (
    does === "say" && step === moment.index && at <= moment.position && at > moment.position - lasts
  ));
  return begun.at(-1) ?? null;
}

/**
 * @param {readonly Cue[]} cues @param {number} position ms
 * @param {(cue: Cue) => number} lasts ms a cue's sentence takes @param {number} needed ms
 * @returns {boolean} whether no sentence sounds now, nor begins for as long as is needed
 */
export function isQuiet(cues, position, lasts, needed) {
  return !cues.some((cue) => cue.does === "say" && cue.at + lasts(cue) > position && cue.at < position + needed);
}

/** @param {number} position @returns {Clock} a paused clock that stands at `position` ms */
export function stopped(position) {
  return { offset: Math.max(0, position), since: null, seen: 0 };
}

/** @param {Clock} clock @param {number} now @returns {Clock} */
export function run(clock, now) {
  return clock.since === null ? { offset: clock.offset, since: now, seen: now } : clock;
}

/** @param {Clock} clock @param {number} now @returns {number} ms of the routine that have passed */
export function elapsed(clock, now) {
  return clock.since === null ? clock.offset : clock.offset + Math.max(0, now - clock.since);
}

/** @param {Clock} clock @param {number} now @returns {Clock} */
export function pause(clock, now) {
  return { offset: elapsed(clock, now), since: null, seen: now };
}

/** @param {Clock} clock @param {number} position @param {number} now @returns {Clock} */
export function jump(clock, position, now) {
  const offset = Math.max(0, position);
  return { offset, since: clock.since === null ? null : now, seen: now };
}

/**
 * Look at the clock. A gap longer than ASLEEP_AFTER means the machine slept: it then stands
 * still at the last moment it was seen, and `slept` says so.
 * @param {Clock} clock
 * @param {number} now
 * @returns {{clock: Clock, slept: boolean}}
 */
export function look(clock, now) {
  if (clock.since === null) return { clock: { ...clock, seen: now }, slept: false };
  if (now - clock.seen > ASLEEP_AFTER) {
    return { clock: { offset: elapsed(clock, clock.seen), since: null, seen: now }, slept: true };
  }
  return { clock: { ...clock, seen: now }, slept: false };
}

/**
 * Time really spent exercising between two positions, by block.
 * @param {Timeline} line
 * @param {number} from ms
 * @param {number} to ms
 * @returns {{item: number, side: string, seconds: number, complete: boolean}[]}
 */
export function credit(line, from, to) {
  return line.blocks
    .filter((block) => block.active && block.start < to && block.end > from)
    .map((block) => ({
      item: block.item,
      side: block.side,
      seconds: (Math.min(to, block.end) - Math.max(from, block.start)) / 1000,
      complete: to >= block.end,
    }));
}

/** @param {number} milliseconds @returns {string} minutes and seconds, rounded up: 0:24 */
export function minutesAndSeconds(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000 - 1e-6));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
