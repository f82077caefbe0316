// @ts-check
/**
 * Slow breathing on the page: a shape that grows and shrinks, soft tones booked ahead so that they
 * come behind a locked screen too, and an end by itself. What was breathed is kept on the device
 * first and sent when there is a network.
 */
import { deviceOutbox } from "../site/kept.js";
import { minutesAndSeconds } from "../tonight/clock.js";
import { Lights } from "../tonight/lights.js";
import { Sound } from "../tonight/sound.js";
import { breathAt, breathed, cuesOf, rhythm } from "./rhythm.js";

/** Less than this (seconds) was only a look. */
const LEAST = 30;
/** Where the id stands in the address of a record. */
const NO_ID = "00000000-0000-0000-0000-000000000000";
const SMALL = 34;
const LARGE = 92;

class Breathing {
  /** @param {HTMLElement} room */
  constructor(room) {
    this.room = room;
    this.form = /** @type {HTMLFormElement} */ (this.part("start"));
    this.running = this.part("running");
    this.word = this.part("word");
    this.count = this.part("count");
    this.timer = this.part("timer");
    this.circle = /** @type {SVGCircleElement|null} */ (room.querySelector("[data-part=shape]"));
    this.lights = new Lights();
    /** @type {Sound|null} */
    this.sound = null;
    /** @type {import("./rhythm.js").Rhythm|null} */
    this.rhythm = null;
    this.began = 0;
    this.startedAt = "";
    this.phase = "";
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.begin();
    });
    this.part("stop").addEventListener("click", () => this.end());
    this.part("touch").addEventListener("click", () => this.lighten());
    this.part("again").addEventListener("click", () => this.before());
    document.addEventListener("visibilitychange", () => this.look());
    this.form.dataset.live = "";
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    const found = this.room.querySelector(`[data-part=${name}]`);
    if (!(found instanceof HTMLElement)) throw new Error(`no ${name}`);
    return found;
  }

  begin() {
    const data = new FormData(this.form);
    const { into, out, quiet } = this.room.dataset;
    this.rhythm = rhythm(Number(into), Number(out), Number(data.get("length")));
    this.began = performance.now();
    this.startedAt = new Date().toISOString();
    this.phase = "";
    const dark = data.has("lights");
    const sound = new Sound(document.documentElement.lang, {
      mode: data.has("tones") ? "tones" : "silent", pace: "usual", volume: 0.6, lights: dark ? "off" : "on",
    }, String(quiet));
    this.sound = sound;
    sound.wake();
    for (const cue of cuesOf(this.rhythm)) sound.book(cue, cue.at, null);
    this.lights.dim(dark);
    this.lights.fill();
    void this.lights.awake();
    this.show("running");
    this.part("touch").hidden = !dark;
    (dark ? this.part("touch") : this.part("stop")).focus({ preventScroll: true });
    this.look();
    this.tick();
  }

  tick() {
    if (!this.rhythm) return;
    this.look();
    if (!this.rhythm) return;
    // Where nothing may move, a look a few times a second is enough for the count.
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || this.lights.off) setTimeout(() => this.tick(), 200);
    else requestAnimationFrame(() => this.tick());
  }

  look() {
    if (!this.rhythm) return;
    const position = performance.now() - this.began;
    const breath = breathAt(this.rhythm, position);
    if (breath.over) {
      this.end();
      return;
    }
    this.circle?.setAttribute("r", String(SMALL + (LARGE - SMALL) * breath.full));
    write(this.word, String(this.room.dataset[breath.phase === "in" ? "wordIn" : "wordOut"]));
    write(this.count, String(breath.left));
    write(this.timer, minutesAndSeconds(this.rhythm.total - position));
    if (breath.phase !== this.phase) {
      this.phase = breath.phase;
      this.sound?.now({ at: 0, does: "tone", what: breath.phase, step: 0, item: -1, loudness: 1 }, 0, null);
    }
  }

  end() {
    const { rhythm: done, sound } = this;
    if (!done) return;
    this.rhythm = null;
    const seconds = breathed(done, performance.now() - this.began);
    const whole = seconds * 1000 >= done.total;
    // The last tone may sound out.
    if (whole) setTimeout(() => sound?.rest(), 3_000);
    else {
      sound?.hush();
      sound?.rest();
    }
    this.lights.sleepy();
    if (!this.lights.off) this.lights.wakeful();
    this.show("over");
    this.part("over").focus({ preventScroll: true });
    if (seconds >= LEAST) void this.keep(seconds);
  }

  /** @param {number} seconds */
  async keep(seconds) {
    const { address } = this.room.dataset;
    if (!address) return;
    const outbox = await deviceOutbox();
    const id = crypto.randomUUID();
    await outbox.keep({
      id, kind: "breathing", address: address.replace(NO_ID, id), closed: true,
      body: { started_at: this.startedAt, seconds },
    });
    void outbox.hurry();
  }

  /** A touch in the dark: the light comes back, the breathing goes on. */
  lighten() {
    this.lights.dim(false);
    this.lights.unfill();
    this.part("touch").hidden = true;
    (this.rhythm ? this.part("stop") : this.part("over")).focus({ preventScroll: true });
  }

  before() {
    this.lighten();
    this.show("start");
  }

  /** @param {"start"|"running"|"over"} state */
  show(state) {
    this.room.dataset.state = state;
    for (const name of ["start", "running", "over"]) this.part(name).hidden = name !== state;
  }
}

/** @param {HTMLElement} place @param {string} text */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

const room = document.querySelector("[data-module=breathing]");
if (room instanceof HTMLElement) new Breathing(room);
