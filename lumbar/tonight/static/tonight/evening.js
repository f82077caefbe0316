// @ts-check
/**
 * The evening as the page describes it, and what is said and shown at a moment of it.
 *
 * No words stand here: they come from the page (`lumbar/tonight/evening.py` makes it), and this
 * only finds the right one. Nothing here touches the screen.
 *
 * @typedef {import("./clock.js").Cue} Cue
 * @typedef {import("./clock.js").Kind} Kind
 * @typedef {import("./clock.js").Moment} Moment
 * @typedef {import("./clock.js").Step} Step
 * @typedef {import("./clock.js").Timeline} Timeline
 * @typedef {import("./picture.js").Shown} Shown
 * @typedef {import("./record.js").EveningRecord} EveningRecord
 *
 * @typedef {[text: string, recording: string, lasts: number]} Said   the recording's address, or ""; ms
 * @typedef {Record<string, Said>} Sayings
 *
 * @typedef {object} Exercise
 * @property {string} name
 * @property {Sayings} says
 * @property {Shown} figure
 *
 * @typedef {object} Choice
 * @property {number} minutes
 * @property {string} sleep
 * @property {boolean} bad_night
 *
 * @typedef {object} Evening                one that can be begun, or was
 * @property {string} place
 * @property {Choice} choice
 * @property {object[]} items               as the server wants them back
 * @property {string[]} keys                names of its exercises in `exercises`, in order
 * @property {[Kind, number, string, number, number, number][]} steps
 * @property {[number, "say"|"tone", string, number, number, number][]} cues
 *
 * @typedef {object} Begun                  an evening that was begun, here or elsewhere
 * @property {string} id
 * @property {string} plan
 * @property {string} [started_at]          ISO 8601, by this device's clock; not known of one begun elsewhere
 * @property {Evening} evening
 * @property {EveningRecord} record
 *
 * @typedef {object} PageData
 * @property {string} plan
 * @property {string} language              of the voice: en-GB, zh-HK
 * @property {Record<string, Evening>} evenings
 * @property {Record<string, Exercise>} exercises
 * @property {Record<string, Sayings>} says by place
 * @property {Sayings} hurts
 * @property {Shown} rest                   the sleeping position
 * @property {Record<string, string>} words
 * @property {Begun & {started_at: string}|null} begun  what the server knows of one, by its own clock
 * @property {{quiet: string}} sounds
 * @property {{record: string}} urls
 */
import { nextUp, timeline } from "./clock.js";

/** Where the id stands in the address of a record. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/** @param {PageData} data @param {string} id @returns {string} where this evening's record is kept */
export const recordAddress = (data, id) => data.urls.record.replace(NO_ID, id);

/** One evening: its time, its words and its pictures. */
export class Script {
  /** @param {PageData} data @param {Evening} evening */
  constructor(data, evening) {
    this.words = data.words;
    this.exercises = evening.keys.map((key) => data.exercises[key]);
    if (this.exercises.includes(/** @type {any} */ (undefined))) throw new RangeError("an exercise the page does not describe");
    this.general = data.says[evening.place] ?? {};
    this.line = timeline(evening.steps.map(
      ([kind, item, side, seconds, repetition, of]) => ({ kind, item, side, seconds, repetition, of }),
    ));
    /** @type {Cue[]} */
    this.cues = evening.cues.map(([at, does, what, step, item, loudness]) => ({ at, does, what, step, item, loudness }));
    /** The exercises' pictures, and the sleeping position's after them. @type {Shown[]} */
    this.pictures = [...this.exercises.map(({ figure }) => figure), data.rest];
  }

  /** @param {Cue} cue @returns {Said|null} what is said at a cue */
  said(cue) {
    const table = cue.item >= 0 ? this.exercises[cue.item].says : this.general;
    return table[cue.what] ?? null;
  }

  /** @param {Step} step @returns {string} the exercise's name, or what comes after the last one */
  name(step) {
    return this.exercises[step.item]?.name ?? this.words[step.kind] ?? "";
  }

  /** @param {Step} step @returns {string} the side and what is to be done, in a word or two */
  cue(step) {
    const side = this.words[`side_${step.side}`];
    const cue = this.words[step.kind] ?? "";
    return side && step.kind !== "settle" && step.kind !== "rest" ? `${side} · ${cue}` : cue;
  }

  /** @param {Step} step @returns {string} the sentence that explains a step */
  sentence(step) {
    /** @param {string} what */
    const general = (what) => this.general[what]?.[0] ?? "";
    const says = this.exercises[step.item]?.says ?? {};
    /** @param {string[]} what */
    const own = (...what) => what.map((one) => says[one]?.[0]).find(Boolean) ?? "";
    switch (step.kind) {
      case "finish": return general("finish");
      case "sleep": return general("sleep");
      case "rest": return this.exercises[step.item + 1]?.says.next?.[0] ?? "";
      case "ready": return own("move", "settle");
      case "switch": return own(`side_${step.side}`);
      case "breathe_in": return own("move", "settle");
      case "breathe_out": return own("release", "move", "settle");
      default: return own(step.kind, "move", "settle");
    }
  }

  /** @param {Step} step @param {boolean} named whether its name has to be said first @returns {string} what a screen reader says as it begins */
  announcement(step, named) {
    const name = named || step.kind === "settle" ? [this.name(step)] : [];
    return [...new Set([...name, this.cue(step), this.sentence(step)])].join(this.words.between);
  }

  /** @param {Moment} moment @returns {string} what follows: "then …" */
  next(moment) {
    const next = nextUp(this.line, moment);
    if (!next || next.kind === "finish") return this.words.then_end;
    if (next.kind === "sleep") return this.words.then_sleep;
    if (next.item !== moment.step.item) return fill(this.words.then_exercise, { name: this.name(next) });
    return next.kind === "switch" ? this.words.then_other_side : "";
  }

  /** @param {Step} step @returns {string} which exercise of how many */
  place(step) {
    if (step.item < 0) return "";
    return fill(this.words.exercise_of, { number: String(step.item + 1), of: String(this.exercises.length) });
  }

  /** @param {Step} step @returns {string} which repetition of how many */
  count(step) {
    if (step.of <= 1) return "";
    return fill(this.words.count, { number: String(step.repetition), of: String(step.of) });
  }
}

/** @param {string} words @param {Record<string, string>} values */
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
