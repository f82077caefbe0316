// @ts-check
/**
 * How the movement runs in time: a loop of its own (rest, move, hold, release), or whatever phase
 * the player of the evening is in. Pure: time comes in as seconds that have passed.
 *
 * @typedef {"move"|"hold"|"release"|"rest"} LoopPhase
 * @typedef {LoopPhase|"breathe_in"|"breathe_out"} Phase  only the player says how to breathe
 * @typedef {Record<LoopPhase, number>} Timing  seconds
 */
import { clamp } from "./vectors.js";

/** @type {Timing} calm, as somebody would show it */
const NATURAL = { rest: 1.4, move: 2.8, hold: 2.6, release: 2.8 };
/** @type {Record<string, LoopPhase>} */
const NEXT = { rest: "move", move: "hold", hold: "release", release: "rest" };
/** Where the movement is when a phase is over: 0 start, 1 end. @type {Record<Phase, number>} */
const GOAL = { rest: 0, move: 1, hold: 1, release: 0, breathe_in: 0, breathe_out: 0 };
/** Seconds to get to where a hold or a rest belongs, when the movement is elsewhere. */
const CATCH_UP = 0.8;
const BREATH = 4.8;
/** Seconds from the first picture to the first movement. */
const SOON = 0.05;

export class Motion {
  /**
   * @param {number} [share]  where it begins: 0 start, 1 end
   * @param {Partial<Timing>} [timing]
   */
  constructor(share = 0, timing = {}) {
    this.timing = { ...NATURAL, ...timing };
    this.share = share;
    /** Seconds into a breath: in until its half, then out; and how many of them pass in a second. */
    this.breathing = 0;
    this.breathSpeed = 1;
    this.playing = false;
    this.speed = 1;
    /** The loop goes on by itself; a phase set from outside stays until the next. */
    this.loops = true;
    this.moves = true;
    /** @type {Phase} */
    this.phase = "rest";
    /** Where this phase leads, its seconds left, and how many of them the way there takes. */
    this.goal = 0;
    this.left = 0;
    this.travel = 0;
    this.enter(share > 0.5 ? "hold" : "rest", this.timing[share > 0.5 ? "hold" : "rest"]);
  }

  /** Share of a full breath, 0 … 1. */
  get breath() {
    return 0.5 - 0.5 * Math.cos((this.breathing / BREATH) * 2 * Math.PI);
  }

  /** What is going on: "moving" limbs, only "breathing", or "still". */
  get pace() {
    if (!this.playing) return "still";
    return this.moves && this.share !== this.goal ? "moving" : "breathing";
  }

  play() {
    this.playing = true;
  }

  /** Play, and be seen to move soon: nobody who opens a page should wait for the end of a hold. */
  begin() {
    this.play();
    this.left = Math.min(this.left, SOON);
  }

  pause() {
    this.playing = false;
  }

  /** Stop at a moment. @param {number} share */
  seek(share) {
    this.playing = false;
    this.loops = true;
    this.share = clamp(0, 1, share);
    // Play goes on in the direction the movement would take from here.
    const phase = this.share >= 1 ? "hold" : "move";
    this.enter(phase, this.timing[phase] * (phase === "move" ? 1 - this.share : 0.3));
  }

  /**
   * Do as the player says, from wherever the movement is.
   * @param {Phase} phase @param {number} seconds
   */
  follow(phase, seconds) {
    this.loops = false;
    this.playing = true;
    this.enter(phase, seconds);
  }

  /** Go back to the loop. */
  free() {
    this.loops = true;
    const phase = this.share > 0.5 ? "release" : "rest";
    this.enter(phase, this.timing[phase]);
  }

  /** @param {Phase} phase @param {number} seconds */
  enter(phase, seconds) {
    this.phase = phase;
    this.goal = GOAL[phase];
    this.left = Math.max(seconds, 0);
    const travels = phase === "move" || phase === "release";
    this.travel = travels ? this.left : Math.min(CATCH_UP, this.left || CATCH_UP);
    this.breathSpeed = phase === "breathe_in" || phase === "breathe_out" ? this.leadBreath(phase) : 1;
  }

  /**
   * Turn to breathing in or out, with the chest as full as it is now.
   * @param {"breathe_in"|"breathe_out"} phase
   * @returns {number} how fast to breathe to be done in the seconds there are
   */
  leadBreath(phase) {
    const comesIn = phase === "breathe_in";
    if (comesIn !== this.breathing < BREATH / 2) this.breathing = BREATH - this.breathing;
    return ((comesIn ? BREATH / 2 : BREATH) - this.breathing) / Math.max(this.left, 0.1);
  }

  /** @param {number} seconds */
  breathe(seconds) {
    const wished = this.breathing + seconds * this.breathSpeed;
    // A full chest waits for the word to breathe out, an empty one for the word to breathe in.
    if (this.phase === "breathe_in") this.breathing = Math.min(wished, BREATH / 2);
    else if (this.phase === "breathe_out") this.breathing = Math.min(wished, BREATH);
    else this.breathing = wished % BREATH;
  }

  /**
   * Let time pass.
   * @param {number} seconds
   */
  tick(seconds) {
    if (!this.playing) return;
    let rest = seconds * this.speed;
    this.breathe(seconds);
    // A long gap may span several phases of the loop.
    while (rest > 0) {
      const step = this.loops ? Math.min(rest, this.left) : rest;
      this.approach(step);
      this.left -= step;
      rest -= step;
      if (!this.loops) return;
      if (this.left <= 0) {
        this.share = this.goal;
        const next = NEXT[this.phase];
        this.enter(next, this.timing[next]);
      }
    }
  }

  /** Come nearer to the goal at an even pace. @param {number} seconds */
  approach(seconds) {
    if (this.share === this.goal) return;
    if (this.travel <= seconds) {
      this.share = this.goal;
      this.travel = 0;
      return;
    }
    this.share += ((this.goal - this.share) * seconds) / this.travel;
    this.travel -= seconds;
  }
}
