// @ts-check
/**
 * The player: shows and sounds what the clock says, and does what the person says.
 *
 * It knows no words and no medicine. Sentences come from the page, and what an answer to
 * "this hurts" leads to is written beside that answer by the server.
 *
 * @typedef {import("./evening.js").Begun} Begun
 * @typedef {import("./evening.js").PageData} PageData
 * @typedef {import("./record.js").EveningRecord} EveningRecord
 * @typedef {import("../site/outbox.js").Outbox} Outbox
 * @typedef {import("./lights.js").Lights} Lights
 * @typedef {import("./sound.js").Sound} Sound
 */
import * as clock from "./clock.js";
import { Script, fill, recordAddress } from "./evening.js";
import { listenToMediaKeys, listenToTouches } from "./gestures.js";
import { Keeper } from "./keeper.js";
import { advance, leave, merge } from "./record.js";
import { Screen } from "./screen.js";

const LOOK_EVERY = 250;
/** Sounds are handed to the audio clock so far (ms) ahead: longer than a throttled tab looks away. */
const BOOK_AHEAD = 75_000;
/** About as long (ms) as a sentence: what began earlier was not cut off, and so much it takes to say it again. */
const SENTENCE = 4_000;

export class Player {
  /**
   * @param {HTMLElement} root
   * @param {PageData} data
   * @param {Begun} begun
   * @param {{outbox: Outbox, sound: Sound, lights: Lights}} room
   */
  constructor(root, data, begun, { outbox, sound, lights }) {
    this.root = root;
    this.data = data;
    this.begun = begun;
    this.outbox = outbox;
    this.keeper = new Keeper(outbox, begun, recordAddress(data, begun.id));
    this.sound = sound;
    this.lights = lights;
    this.script = new Script(data, begun.evening);
    this.line = this.script.line;
    /** @type {EveningRecord} */
    this.record = begun.record;
    this.position = this.record.position;
    /** Sounds up to here (ms) are with the audio clock. */
    this.booked = this.position;
    this.hand = clock.stopped(this.position);
    this.screen = new Screen(root, this.script);
    /** Waits for a moment in which nothing is said. @type {import("./evening.js").Said|null} */
    this.toTell = null;
    this.answered = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.over = false;
  }

  // --- life -----------------------------------------------------------------------------------

  /** @param {boolean} begin whether time goes at once; this has to be in the tap that begins */
  connect(begin) {
    this.root.hidden = false;
    this.root.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#keyed(event));
    document.addEventListener("visibilitychange", () => this.#seenOrHidden());
    addEventListener("pagehide", () => this.#keepInTime());
    listenToTouches(this.screen.part("touch"), {
      tap: () => (this.over ? this.#wakeUp() : this.#toggle()),
      stay: () => {
        if (this.over) return false;
        this.#ask();
        return true;
      },
    });
    listenToMediaKeys({
      play: () => this.#go(),
      pause: () => this.#pause(),
      stop: () => this.#pause(),
      nexttrack: () => this.#leaveExercise("skipped"),
    });
    this.screen.dialog.addEventListener("close", () => this.#dialogClosed());
    this.screen.dialog.addEventListener("cancel", (event) => {
      // Escape may leave the question, never the answer: a danger sign stays on the screen.
      if (this.record.state === "stopped") event.preventDefault();
    });
    this.outbox.acknowledged.push((id, answer) => {
      if (id === this.begun.id) this.#serverKept(answer);
    });
    this.sound.interrupted = () => this.#pause();

    if (this.record.state === "stopped") this.#showStopped();
    else if (this.record.state === "done" || this.position >= this.line.total) this.#finish();
    else if (begin) this.#go();
    else this.#pause();
    this.#render();
    void this.screen.picture.wake();
  }

  // --- what the person does -------------------------------------------------------------------

  /** @param {Event} event */
  #clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target).closest("[data-action], [data-answer]");
    if (!(target instanceof HTMLElement)) return;
    if (target.dataset.answer) this.#hurts(target.dataset.answer);
    else if (target.dataset.action === "pause") this.#toggle();
    else if (target.dataset.action === "skip") this.#leaveExercise("skipped");
    else if (target.dataset.action === "hurts") this.#ask();
    else if (target.dataset.action === "lights") this.#switchLights();
    else if (target.dataset.action === "time") this.#sayTime();
    else if (target.dataset.action === "close") this.screen.dialog.close();
    else if (target.dataset.action === "end") this.#end();
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    if (this.over || this.screen.dialog.open || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target instanceof Element ? event.target : null;
    // Letters only on the dark screen's one button: elsewhere they belong to whoever types.
    const dark = target?.closest("[data-action=touch]");
    if (dark && event.key === "h") this.#ask();
    else if (dark && event.key === "l") this.#switchLights();
    else if (event.key === " " && !target?.closest("button, a, summary, input")) {
      event.preventDefault();
      this.#toggle();
    }
  }

  #seenOrHidden() {
    this.#look();
    if (document.visibilityState === "hidden") this.#keepInTime();
    // What is spoken by the platform in sight is played from recordings behind a locked screen.
    if (this.hand.since !== null && !this.over) {
      this.sound.hush();
      this.#sayAgain();
      this.#book(this.position);
    }
  }

  /** Say once more what was cut off, if there is time for it before the next sentence. */
  #sayAgain() {
    const { cues } = this.script;
    const cut = clock.cutOff(cues, clock.momentAt(this.line, this.position), SENTENCE);
    const next = cues.find(({ does, at }) => does === "say" && at >= this.position);
    if (!cut || cut.at >= this.position || (next && next.at - this.position < SENTENCE)) return;
    this.sound.say(this.script.said(cut));
  }

  #toggle() {
    if (this.hand.since === null) this.#go();
    else this.#pause();
  }

  #go() {
    if (this.over || this.hand.since !== null) return;
    this.sound.wake();
    this.lights.fill();
    void this.lights.awake().then((awake) => {
      if (!awake) this.#tellOnce();
    });
    this.hand = clock.run(this.hand, performance.now());
    this.screen.label("pause", this.data.words.pause);
    this.screen.label("touch", this.data.words.pause);
    this.#state("running");
    this.#sayAgain();
    this.#book(this.position);
    this.#keep(true);
    this.#look();
    this.#showMoment();
  }

  #pause() {
    if (this.over) return;
    this.#look();
    this.hand = clock.pause(this.hand, performance.now());
    clearTimeout(this.timer);
    if (this.root.dataset.state === "running") this.sound.hush();
    this.screen.label("pause", this.data.words.go_on);
    this.screen.label("touch", this.data.words.go_on);
    this.#state("paused");
    this.#showMoment();
    this.#keep(true);
  }

  /** @param {"skipped"|"hurt"} how */
  #leaveExercise(how) {
    if (this.over) return;
    this.#leave(how);
    this.#go();
  }

  /** @param {"skipped"|"hurt"} how */
  #leave(how) {
    this.#look();
    this.#mark(how);
    this.position = clock.nextExercise(this.line, this.position);
    this.record = advance(this.record, [], this.position);
    this.hand = clock.jump(this.hand, this.position, performance.now());
    if (this.hand.since !== null) {
      this.sound.hush();
      this.#book(this.position);
    }
    this.#keep(true);
    this.#render();
  }

  /** Say of the exercise under way how it ended. @param {"skipped"|"hurt"} how */
  #mark(how) {
    const { step } = clock.momentAt(this.line, this.position);
    if (step.item < 0) return;
    const sides = [...new Set(this.line.blocks.filter((b) => b.active && b.item === step.item).map((b) => b.side))];
    this.record = leave(this.record, step.item, sides, how, sides.includes(step.side) ? step.side : undefined);
  }

  #ask() {
    this.#pause();
    this.screen.asks();
    this.sound.say(this.script.general.hurt_title);
  }

  /** @param {string} answer what follows from it stands in the page */
  #hurts(answer) {
    const { step } = clock.momentAt(this.line, this.position);
    this.record = {
      ...this.record,
      hurts: [...this.record.hurts, { item: step.item, position: Math.round(this.position), answer }],
    };
    const said = this.screen.consequence(answer);
    if ("stops" in said.dataset) {
      this.#mark("hurt");
      this.record = { ...this.record, state: "stopped" };
      this.#end("stopped");
    } else if ("leaves" in said.dataset) this.#leave("hurt");
    this.answered = true;
    this.#keep(true);
    this.screen.tells(said);
    said.querySelector("h2")?.focus();
    this.sound.say(this.data.hurts[`advice_${said.dataset.advice}`]);
  }

  /** Closed after an answer: go on. Closed without one: stay paused, nothing was said. */
  #dialogClosed() {
    // Browsers close it on a second Escape; what to do in an emergency stays on the screen.
    if (this.record.state === "stopped") {
      this.screen.dialog.showModal();
      return;
    }
    this.sound.hush();
    if (this.answered) this.#go();
    this.answered = false;
    this.screen.focusFirst();
  }

  /** Enough for tonight: what was done is kept as it is. @param {"enough"|"stopped"} [why] */
  #end(why = "enough") {
    if (why === "enough") {
      this.answered = false;
      this.screen.dialog.close();
      this.#finish();
      return;
    }
    this.over = true;
    clearTimeout(this.timer);
    this.sound.hush();
    this.lights.wakeful();
    this.#state("stopped");
  }

  #switchLights() {
    const off = !this.lights.off;
    this.lights.dim(off);
    if (off) this.lights.fill();
    else this.lights.unfill();
    this.screen.showLights(this.lights.off);
    this.screen.focusFirst();
  }

  /** Touched after good night: what is left to say appears, as dim as all before. */
  #wakeUp() {
    this.root.dataset.awake = "";
    this.lights.wakeful();
    this.screen.showLights(this.lights.off);
    this.screen.part("over").querySelector("h1")?.focus();
  }

  #sayTime() {
    const { blockLeft } = clock.momentAt(this.line, this.position);
    const seconds = Math.ceil(blockLeft / 1000);
    this.screen.announce(fill(this.data.words.time_left, {
      minutes: String(Math.floor(seconds / 60)), seconds: String(seconds % 60),
    }));
  }

  /** The screen will go dark by itself: said once on this device. */
  #tellOnce() {
    const note = this.screen.part("asleep");
    try {
      if (localStorage.getItem("lumbar.told-asleep")) return;
      localStorage.setItem("lumbar.told-asleep", "1");
    } catch {
      // A browser that keeps nothing says it each evening.
    }
    note.hidden = false;
    if (this.sound.tells) this.toTell = this.script.general.no_wake_lock ?? null;
    else this.screen.announce(note.textContent ?? "");
  }

  /** What is on no plan is said where nothing else is, and is not about to be. */
  #tellBetween() {
    if (!this.toTell) return;
    const lasts = (/** @type {import("./clock.js").Cue} */ cue) => this.script.said(cue)?.[2] ?? 0;
    if (!clock.isQuiet(this.script.cues, this.position, lasts, this.toTell[2])) return;
    this.sound.say(this.toTell);
    this.toTell = null;
  }

  // --- the clock ------------------------------------------------------------------------------

  #look() {
    clearTimeout(this.timer);
    if (this.over) return;
    const seen = clock.look(this.hand, performance.now());
    this.hand = seen.clock;
    const position = Math.min(clock.elapsed(this.hand, performance.now()), this.line.total);
    if (position > this.position) {
      this.record = advance(this.record, clock.credit(this.line, this.position, position), position);
      const { position: before } = this;
      this.position = position;
      this.#sound(before, position);
      this.#tellBetween();
    }
    this.#render();
    if (this.position >= this.line.total) {
      this.#finish();
      return;
    }
    if (seen.slept) this.#pause();
    this.#keep(false);
    if (this.hand.since !== null) {
      const { stepLeft } = clock.momentAt(this.line, this.position);
      const cue = clock.nextCueAt(this.script.cues, this.position) - this.position;
      this.timer = setTimeout(() => this.#look(), Math.max(4, Math.min(LOOK_EVERY, stepLeft + 1, cue + 1)));
    }
  }

  /** Give the cues whose moment has come, and book what comes next. @param {number} from @param {number} to */
  #sound(from, to) {
    for (const cue of clock.cuesBetween(this.script.cues, from, to)) {
      this.sound.now(cue, to - cue.at, this.script.said(cue));
      this.root.dispatchEvent(new CustomEvent("cue", { detail: { at: cue.at, late: to - cue.at, what: cue.what } }));
    }
    if (to + BOOK_AHEAD / 2 > this.booked) this.#book(Math.max(to, this.booked));
  }

  /** Hand sounds from here on to the audio clock. @param {number} from ms */
  #book(from) {
    const until = this.position + BOOK_AHEAD;
    for (const cue of clock.cuesBetween(this.script.cues, from, until)) {
      this.sound.book(cue, cue.at - this.position, this.script.said(cue));
    }
    this.booked = until;
  }

  #finish() {
    this.over = true;
    clearTimeout(this.timer);
    if (this.record.state === "open") this.record = { ...this.record, state: "done" };
    this.#render();
    this.#showMoment();
    this.sound.rest();
    this.lights.sleepy();
    this.#state("over");
    // In the dark nothing more is said, and nothing shines: a touch shows the rest.
    this.screen.turnsTo("over", !this.lights.off);
    this.#keep(true);
  }

  /**
   * The last tap of the day.
   * @param {number|null} pain 0 to 10; null for no number
   * @returns {Promise<void>} when it is kept on the device
   */
  async painAfter(pain) {
    this.record = { ...this.record, pain_after: pain };
    this.#keep(true);
    await this.keeper.storing;
  }

  #showStopped() {
    this.#end("stopped");
    this.#keep(true);
    this.screen.part("question").hidden = true;
    const stopping = this.record.hurts.map(({ answer }) => this.screen.consequence(answer)).filter((said) => "stops" in said.dataset);
    const last = stopping.at(-1);
    if (last) last.hidden = false;
    if (!this.screen.dialog.open) this.screen.dialog.showModal();
  }

  // --- keeping --------------------------------------------------------------------------------

  /** @param {boolean} send at once, and not when its turn comes */
  #keep(send) {
    this.keeper.keep(this.record, send);
  }

  /** The page may be gone in a moment. What has ended is kept already, and would only seem to wait again. */
  #keepInTime() {
    if (!this.over) this.#keep(true);
  }

  /** @param {{record: EveningRecord, over: boolean}} answer */
  #serverKept({ record, over }) {
    const joined = merge(this.record, record);
    // A second device may be further on: this one goes on from where it stands, and counts only its own time.
    const { position, steps } = this.record;
    this.record = { ...joined, position, steps };
    if (this.over) return;
    if (record.state === "stopped") {
      this.record = joined;
      this.#showStopped();
    } else if (over) this.#endedElsewhere();
  }

  #endedElsewhere() {
    this.over = true;
    clearTimeout(this.timer);
    this.sound.hush();
    this.lights.wakeful();
    this.#state("refused");
    if (this.screen.dialog.open) return;
    this.screen.turnsTo("refused", true);
  }

  // --- the screen -----------------------------------------------------------------------------

  #render() {
    const begins = this.screen.index === -1;
    const begun = this.screen.show(this.position, this.sound.tells);
    if (begun) this.#showMoment();
    if (begun === "block" && !begins) this.#keep(true);
  }

  #showMoment() {
    this.screen.moves(this.position, this.hand.since !== null && !this.over);
  }

  /** @param {"running"|"paused"|"over"|"stopped"|"refused"} state */
  #state(state) {
    this.screen.state(state, this.lights.off);
  }
}
