// @ts-check
/**
 * What the player's page shows: the words and the picture of a moment, and how bright it is.
 *
 * It decides nothing and keeps nothing but what it showed last.
 *
 * @typedef {import("./clock.js").Moment} Moment
 * @typedef {import("./evening.js").Script} Script
 */
import * as clock from "./clock.js";
import { EveningPicture } from "./picture.js";

/** Seconds. Where no step of a count-down lasts this long, sentences would flicker: the first stays. */
const READABLE = 4;
/** How long (ms) the dark screen says what a touch does. */
const HINT = 8_000;

export class Screen {
  /** @param {HTMLElement} root @param {Script} script */
  constructor(root, script) {
    this.root = root;
    this.script = script;
    this.picture = new EveningPicture(this.part("picture"), script.pictures);
    this.block = -1;
    this.index = -1;
    this.readable = true;
  }

  /**
   * Show the moment at a position (ms).
   * @param {number} position @param {boolean} speaks whether the player speaks: a screen reader need not then
   * @returns {""|"step"|"block"} what has begun since it was shown last
   */
  show(position, speaks) {
    const { script, root } = this;
    const { line } = script;
    const moment = clock.momentAt(line, position);
    this.text("timer", clock.minutesAndSeconds(moment.blockLeft));
    const bars = root.querySelectorAll("[data-segment]");
    clock.shares(line, position, script.exercises.length).forEach((share, index) => {
      const bar = bars[index];
      if (bar instanceof HTMLElement) bar.style.setProperty("--share", share.toFixed(3));
    });
    this.part("beat").style.setProperty("--share", moment.stepShare.toFixed(3));
    if (moment.index === this.index) return "";

    this.index = moment.index;
    const { step } = moment;
    root.dataset.side = step.side;
    this.text("cue", script.cue(step));
    this.text("count", script.count(step));
    const block = line.blockOf[moment.index];
    if (block === this.block) {
      if (this.readable) this.text("instruction", script.sentence(step));
      return "step";
    }
    const first = this.block === -1;
    this.block = block;
    this.#showBlock(moment);
    // A count-down of five needs no second voice.
    if (step.kind !== "ready" && !speaks) this.announce(script.announcement(step, first));
    return "block";
  }

  /** @param {Moment} moment the first of its block */
  #showBlock(moment) {
    const { script, root } = this;
    const { block, step } = moment;
    this.readable = script.line.steps.slice(block.first, block.last + 1).some((one) => one.seconds >= READABLE);
    this.text("name", script.name(step));
    this.text("instruction", script.sentence(step));
    this.text("next", script.next(moment));
    this.text("place", script.place(step));
    root.dataset.kind = block.active ? "active" : step.kind;
    if (navigator.mediaSession && "MediaMetadata" in window) {
      navigator.mediaSession.metadata = new MediaMetadata({ title: script.name(step), artist: "Lumbar" });
    }
  }

  /** The picture follows the clock, and stands still with it. @param {number} position ms @param {boolean} running */
  moves(position, running) {
    this.picture.follow(clock.momentAt(this.script.line, position), running);
  }

  /** @param {"running"|"paused"|"over"|"stopped"|"refused"} state @param {boolean} dark whether the lights are off */
  state(state, dark) {
    this.root.dataset.state = state;
    const { dataset } = document.documentElement;
    // The service worker never changes the site's version in the middle of an evening.
    if (state === "running" || state === "paused") dataset.evening = "running";
    else delete dataset.evening;
    if (navigator.mediaSession) {
      navigator.mediaSession.playbackState = state === "running" ? "playing" : state === "paused" ? "paused" : "none";
    }
    this.showLights(dark);
  }

  /** Put on the screen what the room says. @param {boolean} off whether the lights are off */
  showLights(off) {
    this.picture.theme(off ? "lights-off" : "");
    const touch = this.part("touch");
    const { state } = this.root.dataset;
    const asleep = state === "over" && !("awake" in this.root.dataset);
    const dark = off && (state === "running" || state === "paused" || asleep);
    if (dark && touch.hidden) {
      touch.dataset.hint = "";
      setTimeout(() => delete touch.dataset.hint, HINT);
    }
    touch.hidden = !dark;
    // While it is paused the buttons are back, and one "Go on" is enough for whoever does not see.
    const paused = state === "paused";
    const held = document.activeElement === touch || document.activeElement === this.button("pause");
    touch.tabIndex = paused ? -1 : 0;
    touch.ariaHidden = String(paused);
    if (dark && held) this.focusFirst();
    const { dataset } = this.button("lights");
    this.label("lights", (off ? dataset.on : dataset.off) ?? "");
  }

  /** In place of the running evening: what is left to say when it is over, or went on elsewhere. @param {"over"|"refused"} name @param {boolean} focus */
  turnsTo(name, focus) {
    this.part("running").hidden = true;
    const part = this.part(name);
    part.hidden = false;
    if (focus) part.querySelector("h1")?.focus();
  }

  /** The one thing to press now has the focus: the dark screen, or Pause and Go on. */
  focusFirst() {
    const touch = this.part("touch");
    this.button(touch.tabIndex === 0 && !touch.hidden ? "touch" : "pause").focus();
  }

  // --- "this hurts" ---------------------------------------------------------------------------

  get dialog() {
    const dialog = this.root.querySelector("dialog");
    if (!dialog) throw new Error("the player needs a dialog for \"this hurts\"");
    return dialog;
  }

  /** Ask where the pain went. */
  asks() {
    for (const part of this.dialog.querySelectorAll("[data-consequence]")) {
      if (part instanceof HTMLElement) part.hidden = true;
    }
    this.part("question").hidden = false;
    this.dialog.showModal();
  }

  /** Show what an answer leads to. @param {HTMLElement} said */
  tells(said) {
    this.part("question").hidden = true;
    said.hidden = false;
  }

  /** @param {string} answer @returns {HTMLElement} what the server wrote beside it */
  consequence(answer) {
    const said = this.root.querySelector(`[data-consequence="${answer}"]`);
    if (!(said instanceof HTMLElement)) throw new Error(`the page says nothing for "${answer}"`);
    return said;
  }

  // --- its parts ------------------------------------------------------------------------------

  /** For a screen reader. @param {string} words */
  announce(words) {
    this.text("announce", words);
  }

  /** @param {string} name */
  part(name) {
    const part = this.root.querySelector(`[data-part="${name}"]`);
    if (!(part instanceof HTMLElement)) throw new Error(`the player's page lacks its part "${name}"`);
    return part;
  }

  /** @param {string} action */
  button(action) {
    const button = this.root.querySelector(`[data-action="${action}"]`);
    if (!(button instanceof HTMLElement)) throw new Error(`the player's page lacks its button "${action}"`);
    return button;
  }

  /** @param {string} action @param {string} words */
  label(action, words) {
    const button = this.button(action);
    const place = button.querySelector("[data-label]") ?? button;
    place.textContent = words;
  }

  /** @param {string} part @param {string} text */
  text(part, text) {
    const element = this.part(part);
    if (element.textContent !== text) element.textContent = text;
  }
}
