// @ts-check
/**
 * The player's screen: shows what the clock says, and passes on what the person does.
 *
 * It knows no words and no medicine. Sentences come from the page, and what an answer to
 * "this hurts" leads to is written beside that answer by the server.
 *
 * @typedef {import("./record.js").EveningRecord} EveningRecord
 *
 * @typedef {object} Item
 * @property {string} name
 * @property {Record<string, string>} says   settle, move, hold, release, and one entry per side
 * @property {import("./picture.js").Shown} figure
 *
 * @typedef {object} Evening
 * @property {string} id
 * @property {[import("./clock.js").Kind, number, string, number, number, number][]} steps
 * @property {Item[]} items
 * @property {Record<string, string>} words
 * @property {EveningRecord} record   the server's copy
 * @property {{progress: string, finish: string}} urls
 */
import * as clock from "./clock.js";
import { EveningPicture } from "./picture.js";
import { advance, leave, merge } from "./record.js";
import { DeviceCopy, Outbox, Refused } from "./store.js";

const LOOK_EVERY = 250;
const KEEP_EVERY = 1_000;
const SEND_EVERY = 5_000;
/** Seconds. Where no step of a count-down lasts this long, sentences would flicker: the first stays. */
const READABLE = 4;
class Player {
  /** @param {HTMLElement} root @param {Evening} evening */
  constructor(root, evening) {
    this.root = root;
    this.evening = evening;
    this.line = clock.timeline(evening.steps.map(
      ([kind, item, side, seconds, repetition, of]) => ({ kind, item, side, seconds, repetition, of }),
    ));
    this.device = new DeviceCopy(storage(), evening.id);
    this.record = merge(evening.record, this.device.read());
    this.position = this.record.position;
    this.hand = clock.stopped(this.position);
    this.picture = new EveningPicture(this.#part("picture"), evening.items.map(({ figure }) => figure));
    this.keptAt = 0;
    this.sentAt = 0;
    this.block = -1;
    this.index = -1;
    this.answered = false;
    this.readable = true;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.over = false;
    this.outbox = new Outbox(
      (record) => this.#post(record),
      (server) => this.#serverKept(server),
      () => this.#refused(),
    );
  }

  // --- life -----------------------------------------------------------------------------------

  connect() {
    this.root.hidden = false;
    const list = document.querySelector("[data-list]");
    if (list instanceof HTMLDetailsElement) {
      list.open = false;
      list.dataset.ready = "";
    }
    this.root.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
    document.addEventListener("visibilitychange", () => this.#seenOrHidden());
    addEventListener("pagehide", () => this.#keep(true));
    addEventListener("online", () => this.outbox.hurry());
    this.#dialog.addEventListener("close", () => this.#dialogClosed());
    this.#dialog.addEventListener("cancel", (event) => {
      // Escape may leave the question, never the answer: a danger sign stays on the screen.
      if (this.record.state === "stopped") event.preventDefault();
    });

    if (this.record.state === "stopped") this.#showStopped();
    else if (this.record.state === "done" || this.position >= this.line.total) this.#finish();
    else if (this.position === 0) this.#go();
    else this.#pause();
    this.#render();
    void this.picture.wake();
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
    else if (target.dataset.action === "time") this.#sayTime();
    else if (target.dataset.action === "close") this.#dialog.close();
    else if (target.dataset.action === "end") this.#end();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== " " || this.over || this.#dialog.open) return;
    // On a button or a link the space bar already means something.
    if (event.target instanceof Element && event.target.closest("button, a, summary, input")) return;
    event.preventDefault();
    this.#toggle();
  }

  #seenOrHidden() {
    this.#look();
    if (document.visibilityState === "hidden") this.#keep(true);
  }

  #toggle() {
    if (this.hand.since === null) this.#go();
    else this.#pause();
  }

  #go() {
    if (this.over) return;
    this.hand = clock.run(this.hand, performance.now());
    this.#label("pause", this.evening.words.pause);
    this.root.dataset.state = "running";
    this.#look();
    this.#showMoment();
  }

  #pause() {
    this.#look();
    this.hand = clock.pause(this.hand, performance.now());
    clearTimeout(this.timer);
    this.#label("pause", this.evening.words.go_on);
    this.root.dataset.state = "paused";
    this.#showMoment();
    this.#keep(true);
  }

  /** @param {"skipped"|"hurt"} how */
  #leaveExercise(how) {
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
    for (const part of this.#dialog.querySelectorAll("[data-consequence]")) {
      if (part instanceof HTMLElement) part.hidden = true;
    }
    this.#part("question").hidden = false;
    this.#dialog.showModal();
  }

  /** @param {string} answer what follows from it stands in the page */
  #hurts(answer) {
    const { step } = clock.momentAt(this.line, this.position);
    this.record = {
      ...this.record,
      hurts: [...this.record.hurts, { item: step.item, position: Math.round(this.position), answer }],
    };
    const said = this.#consequence(answer);
    if ("stops" in said.dataset) {
      this.#mark("hurt");
      this.record = { ...this.record, state: "stopped" };
      this.over = true;
    } else if ("leaves" in said.dataset) this.#leave("hurt");
    this.answered = true;
    this.#keep(true);
    this.#part("question").hidden = true;
    said.hidden = false;
    said.querySelector("h2")?.focus();
  }

  /** Closed after an answer: go on. Closed without one: stay paused, nothing was said. */
  #dialogClosed() {
    // Browsers close it on a second Escape; what to do in an emergency stays on the screen.
    if (this.record.state === "stopped") {
      this.#dialog.showModal();
      return;
    }
    if (this.answered) this.#go();
    this.answered = false;
    this.#button("pause").focus();
  }

  /** @param {string} answer @returns {HTMLElement} */
  #consequence(answer) {
    const said = this.root.querySelector(`[data-consequence="${answer}"]`);
    if (!(said instanceof HTMLElement)) throw new Error(`the page says nothing for "${answer}"`);
    return said;
  }

  /** Enough for tonight: what was done is kept as it is. */
  #end() {
    this.answered = false;
    this.#dialog.close();
    this.#finish();
  }

  #sayTime() {
    const { blockLeft } = clock.momentAt(this.line, this.position);
    const seconds = Math.ceil(blockLeft / 1000);
    this.#announce(fill(this.evening.words.time_left, {
      minutes: String(Math.floor(seconds / 60)), seconds: String(seconds % 60),
    }));
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
      this.position = position;
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
      this.timer = setTimeout(() => this.#look(), Math.max(10, Math.min(LOOK_EVERY, stepLeft + 1)));
    }
  }

  #finish() {
    this.over = true;
    clearTimeout(this.timer);
    if (this.record.state === "open") this.record = { ...this.record, state: "done" };
    this.#render();
    this.#showMoment();
    this.root.dataset.state = "over";
    this.#part("running").hidden = true;
    const over = this.#part("over");
    over.hidden = false;
    over.querySelector("h1")?.focus();
    this.#keep(true);
    void this.outbox.whenSettled().then(() => {
      if (this.root.dataset.state === "over") location.assign(this.evening.urls.finish);
    });
  }

  #showStopped() {
    this.over = true;
    this.#keep(true);
    this.#part("question").hidden = true;
    const stopping = this.record.hurts.map(({ answer }) => this.#consequence(answer)).filter((said) => "stops" in said.dataset);
    const last = stopping.at(-1);
    if (last) last.hidden = false;
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  // --- keeping --------------------------------------------------------------------------------

  /** @param {boolean} send at once, and not when its turn comes */
  #keep(send) {
    const now = performance.now();
    if (send || now - this.keptAt >= KEEP_EVERY) {
      this.device.write(this.record);
      this.keptAt = now;
    }
    if (send || now - this.sentAt >= SEND_EVERY) {
      this.outbox.send(this.record);
      this.sentAt = now;
    }
  }

  /** @param {EveningRecord} record @returns {Promise<EveningRecord>} */
  async #post(record) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    const response = await fetch(this.evening.urls.progress, {
      method: "POST",
      keepalive: true,
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": token instanceof HTMLInputElement ? token.value : "",
      },
      body: JSON.stringify(record),
    });
    if ([403, 404, 409].includes(response.status)) throw new Refused(response.status);
    if (!response.ok) throw new Error(`not kept: ${response.status}`);
    return /** @type {Promise<EveningRecord>} */ (response.json());
  }

  /** @param {EveningRecord} server */
  #serverKept(server) {
    const joined = merge(this.record, server);
    this.record = { ...joined, position: this.record.position };
    if (server.state === "stopped" && !this.over) {
      this.record = joined;
      clearTimeout(this.timer);
      this.#showStopped();
    }
    if (server.state !== "open" && this.over) this.device.forget();
  }

  #refused() {
    this.over = true;
    clearTimeout(this.timer);
    this.device.forget();
    this.root.dataset.state = "refused";
    if (this.#dialog.open) return;
    this.#part("running").hidden = true;
    this.#part("over").hidden = true;
    const refused = this.#part("refused");
    refused.hidden = false;
    refused.querySelector("h1")?.focus();
  }

  // --- the screen -----------------------------------------------------------------------------

  #render() {
    const moment = clock.momentAt(this.line, this.position);
    const { words, items } = this.evening;
    const item = items[moment.step.item];
    this.#text("timer", clock.minutesAndSeconds(moment.blockLeft));
    clock.shares(this.line, this.position, items.length).forEach((share, index) => {
      const bar = this.root.querySelectorAll("[data-segment]")[index];
      if (bar instanceof HTMLElement) bar.style.setProperty("--share", share.toFixed(3));
    });
    this.#part("beat").style.setProperty("--share", moment.stepShare.toFixed(3));
    if (moment.index === this.index) return;

    const first = this.index === -1;
    this.index = moment.index;
    const { step } = moment;
    this.root.dataset.side = step.side;
    this.#showMoment();
    this.#text("cue", this.#cue(step));
    this.#text("count", step.of > 1 ? fill(words.count, { number: String(step.repetition), of: String(step.of) }) : "");
    const blockIndex = this.line.blockOf[moment.index];
    if (blockIndex === this.block) {
      if (this.readable) this.#text("instruction", this.#sentence(step));
      return;
    }
    this.block = blockIndex;
    this.readable = this.line.steps.slice(moment.block.first, moment.block.last + 1).some((one) => one.seconds >= READABLE);
    this.#text("name", item ? item.name : words.finish);
    this.#text("instruction", this.#sentence(step));
    this.#text("next", this.#next(moment));
    this.#text("place", item ? fill(words.exercise_of, { number: String(step.item + 1), of: String(items.length) }) : "");
    this.root.dataset.kind = moment.block.active ? "active" : step.kind;
    // A count-down of five needs no second voice; every other change is told once.
    if (step.kind !== "ready") {
      const name = step.kind === "settle" || first ? `${item ? item.name : ""}. ` : "";
      this.#announce(`${name}${this.#cue(step)}. ${this.#sentence(step)}`);
    }
    if (!first) this.#keep(true);
  }

  /** The picture follows the clock, and stands still with it. */
  #showMoment() {
    const running = this.hand.since !== null && !this.over;
    this.picture.follow(clock.momentAt(this.line, this.position), running);
  }

  /** @param {clock.Step} step */
  #cue(step) {
    const side = this.evening.words[`side_${step.side}`];
    const cue = this.evening.words[step.kind] ?? "";
    return side && step.kind !== "settle" && step.kind !== "rest" ? `${side} · ${cue}` : cue;
  }

  /** @param {clock.Step} step */
  #sentence(step) {
    const says = this.evening.items[step.item]?.says ?? {};
    if (step.kind === "finish") return this.evening.words.finish_line;
    if (step.kind === "rest") {
      const next = this.evening.items[step.item + 1];
      return next ? fill(this.evening.words.rest_line, { name: next.name }) : "";
    }
    if (step.kind === "ready") return says.move || says.settle || "";
    if (step.kind === "switch") return says[`side_${step.side}`] || this.evening.words.switch_line;
    return says[step.kind] || says.move || says.settle || "";
  }

  /** @param {clock.Moment} moment */
  #next(moment) {
    const { words, items } = this.evening;
    const next = clock.nextUp(this.line, moment);
    if (!next || next.kind === "finish") return words.then_end;
    if (next.item !== moment.step.item && items[next.item]) {
      return fill(words.then_exercise, { name: items[next.item].name });
    }
    return next.kind === "switch" ? words.then_other_side : "";
  }

  /** @param {string} words */
  #announce(words) {
    this.#text("announce", words);
  }

  get #dialog() {
    const dialog = this.root.querySelector("dialog");
    if (!dialog) throw new Error("the player needs a dialog for \"this hurts\"");
    return dialog;
  }

  /** @param {string} name */
  #part(name) {
    const part = this.root.querySelector(`[data-part="${name}"]`);
    if (!(part instanceof HTMLElement)) throw new Error(`the player's page lacks its part "${name}"`);
    return part;
  }

  /** @param {string} action */
  #button(action) {
    const button = this.root.querySelector(`[data-action="${action}"]`);
    if (!(button instanceof HTMLElement)) throw new Error(`the player's page lacks its button "${action}"`);
    return button;
  }

  /** @param {string} action @param {string} words */
  #label(action, words) {
    this.#button(action).textContent = words;
  }

  /** @param {string} part @param {string} text */
  #text(part, text) {
    const element = this.#part(part);
    if (element.textContent !== text) element.textContent = text;
  }
}

/** @returns {Storage|null} null where the browser keeps nothing for this page */
function storage() {
  try {
    return window.localStorage;
  } catch {
    // Cookies blocked: reading the property alone throws. The server's copy has to do.
    return null;
  }
}

/** @param {string} words @param {Record<string, string>} values */
function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const root = document.querySelector("[data-module=player]");
const data = document.getElementById("evening");
if (root instanceof HTMLElement && data) {
  new Player(root, JSON.parse(data.textContent ?? "")).connect();
}
