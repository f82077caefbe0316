// @ts-check
/**
 * The timer of a cold or warm pack. It asks to look at the skin, ends without an answer, and ends at
 * its limit; a page that was hidden, closed or loaded again stands where the clock says. What was
 * done is kept on the device first and sent when there is a network.
 *
 * @typedef {import("./pack-clock.js").Ending} Ending
 * @typedef {import("./pack-clock.js").Run} Run
 * @typedef {import("./pack-clock.js").Facts & {rest_hours: number}} MethodFacts
 *
 * @typedef {object} PackData
 * @property {string} method
 * @property {Record<string, MethodFacts>} methods
 * @property {number} skin_hours            so long a method is left after trouble with the skin
 * @property {string} record                address that takes a use
 * @property {string} quiet                 address of a silent recording
 * @property {Record<string, string>} ended what is said at each end
 */
import { deviceOutbox, owners } from "../site/kept.js";
import { minutesAndSeconds } from "../tonight/clock.js";
import { Lights } from "../tonight/lights.js";
import { deviceStorage, readSettings } from "../tonight/settings.js";
import { Sound } from "../tonight/sound.js";
import { elapsed, sensible, standing, tones } from "./pack-clock.js";

/** A timer is of whoever started it, also when somebody else opens the page on the same device. @param {string} owner */
const keyOf = (owner) => `lumbar.pack.${owner}`;
/** Where the id stands in the address of a record. */
const NO_ID = "00000000-0000-0000-0000-000000000000";
const LOOK_EVERY = 500;

/** @param {string} name @returns {HTMLElement|null} */
const part = (name) => document.querySelector(`[data-module=pack] [data-part=${name}]`);

/** @param {string} name @param {boolean} shown */
function show(name, shown) {
  const element = part(name);
  if (element) element.hidden = !shown;
}

/** @param {string} name @param {string} text */
function say(name, text) {
  const element = part(name);
  if (element && element.textContent !== text) element.textContent = text;
}

/** @returns {Run|null} the use this device times */
function readRun() {
  try {
    const kept = owners().map((owner) => deviceStorage()?.getItem(keyOf(owner))).find(Boolean);
    return sensible(JSON.parse(kept ?? "null"), Date.now());
  } catch {
    return null;
  }
}

/**
 * Hand a use to the outbox.
 * @param {PackData} data @param {Run} run @param {Ending} ended @param {number} seconds
 */
async function keepUse(data, run, ended, seconds) {
  const outbox = await deviceOutbox();
  await outbox.keep({
    id: run.id,
    kind: "pack",
    address: data.record.replace(NO_ID, run.id),
    closed: ended !== "open",
    body: {
      method: run.method,
      started_at: new Date(run.started_at).toISOString(),
      minutes: run.minutes,
      seconds: Math.round(seconds),
      ended,
    },
  });
  await outbox.hurry();
}

/** @param {number} at ms since 1970 @returns {string} what the clock shows then */
const clockTime = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

/** @param {"side"|"end"} what @returns {import("../tonight/clock.js").Cue} */
const tone = (what) => ({ at: 0, does: "tone", what, step: 0, item: -1, loudness: 1 });

/** Whether this page may sound and vibrate: browsers want a tap in it first. */
const wasTapped = () => navigator.userActivation?.hasBeenActive ?? true;

/** @param {Run|null} run */
function keepRun(run) {
  try {
    for (const owner of owners()) deviceStorage()?.removeItem(keyOf(owner));
    if (run) deviceStorage()?.setItem(keyOf(owners()[0]), JSON.stringify(run));
  } catch {
    // A browser that keeps nothing: it holds while the page is open.
  }
}

class PackTimer {
  /** @param {PackData} data @param {Run} run @param {Sound} sound @param {Lights} lights */
  constructor(data, run, sound, lights) {
    this.data = data;
    this.facts = data.methods[run.method];
    this.run = run;
    this.sound = sound;
    this.lights = lights;
    this.title = document.title;
    this.state = "";
    this.over = false;
    /** @type {ReturnType<typeof setInterval>|undefined} */
    this.ticking = undefined;
    this.look = () => this.#tick();
  }

  begin() {
    show("before", false);
    show("ended", false);
    show("timer", true);
    void this.lights.awake();
    this.ticking = setInterval(this.look, LOOK_EVERY);
    document.addEventListener("visibilitychange", this.look);
    this.#book();
    void keepUse(this.data, this.run, "open", 0).catch((error) => console.warn(error));
    this.#tick();
  }

  /** The skin looks fine: it goes on. */
  fine() {
    this.run.fine.push(elapsed(this.run, Date.now()));
    this.#book();
    this.#tick();
    part("off")?.focus();
  }

  /** The pack is off. @param {"off"|"skin"} how */
  stop(how) {
    if (wasTapped()) this.sound.hush();
    this.#end(how, this.#stands().seconds);
  }

  #stands() {
    return standing(this.facts, this.run.minutes, elapsed(this.run, Date.now()), this.run.fine);
  }

  #tick() {
    this.run.seen = elapsed(this.run, Date.now());
    const stands = this.#stands();
    if (stands.state === "no-answer" || stands.state === "over") {
      this.#end(stands.state, stands.seconds);
      return;
    }
    say("left", minutesAndSeconds(stands.left * 1000));
    const words = part("answer")?.dataset.words ?? "";
    say("answer", words.replace("{time}", minutesAndSeconds(stands.answer_left * 1000)));
    const state = `${stands.state} ${stands.look_at}`;
    if (state === this.state) return;
    this.state = state;
    keepRun(this.run);
    this.#times(stands.look_at);
    const looking = stands.state === "look";
    show("look", looking);
    document.title = looking ? `❗ ${part("look-title")?.textContent ?? ""}` : this.title;
    if (!looking) return;
    if (wasTapped()) this.sound.now(tone("side"), 0, null);
    part("look-title")?.focus();
  }

  /** When to look and when it comes off, by the clock. @param {number|null} look */
  #times(look) {
    const words = part("times");
    if (!words) return;
    const { started_at: startedAt, minutes } = this.run;
    const off = String(words.dataset.off).replace("{time}", clockTime(startedAt + 60_000 * Math.min(minutes, this.facts.at_most)));
    const next = look === null ? "" : String(words.dataset.look).replace("{time}", clockTime(startedAt + 1000 * look));
    words.textContent = [next, off].filter(Boolean).join(document.documentElement.lang.startsWith("zh") ? "" : " ");
  }

  /** A page that was opened again may sound from its first tap on. */
  wake() {
    if (this.over) return;
    this.sound.wake();
    this.#book();
  }

  #book() {
    if (!wasTapped()) return;
    this.sound.hush();
    for (const { what, ahead } of tones(this.facts, this.run, Date.now())) this.sound.book(tone(what), ahead, null);
  }

  /** @param {Ending} how @param {number} seconds */
  #end(how, seconds) {
    this.over = true;
    clearInterval(this.ticking);
    document.removeEventListener("visibilitychange", this.look);
    if (wasTapped()) this.sound.now(tone("end"), 0, null);
    // The last tone is let out before the sound goes to rest.
    setTimeout(() => this.sound.rest(), 3_000);
    this.lights.sleepy();
    document.title = this.title;
    keepRun(null);
    void keepUse(this.data, this.run, how, seconds).catch((error) => console.warn(error));
    const rest = how === "skin" ? this.data.skin_hours : this.facts.rest_hours;
    const free = this.run.started_at + 1000 * seconds + 3_600_000 * rest;
    const words = part("rest");
    if (words) words.textContent = String(words.dataset.words).replace("{time}", clockTime(free));
    show("rest", how !== "skin" && free > Date.now());
    show("timer", false);
    show("look", false);
    show("ended", true);
    say("ended-words", this.data.ended[how] ?? "");
    part("ended")?.focus();
  }
}

function open() {
  /** @type {PackData} */
  const data = JSON.parse(document.querySelector("#pack-data")?.textContent ?? "");
  const settings = readSettings(deviceStorage());
  // No sentence is spoken here: where the evening is led by voice, tones lead.
  const mode = settings.mode === "voice" ? "tones" : settings.mode;
  const sound = new Sound(document.documentElement.lang, { ...settings, mode }, data.quiet);
  const lights = new Lights();
  /** @type {PackTimer|null} */
  let timer = null;

  /** @param {Run} run */
  function go(run) {
    timer = new PackTimer(data, run, sound, lights);
    timer.begin();
  }

  const form = part("start");
  if (form instanceof HTMLFormElement) {
    form.addEventListener("submit", (event) => {
      const minutes = Number(new FormData(form).get("minutes"));
      if (!minutes) return;
      event.preventDefault();
      sound.wake();
      const run = { id: crypto.randomUUID(), method: data.method, minutes, started_at: Date.now(), fine: [], seen: 0 };
      keepRun(run);
      go(run);
    });
  }
  document.querySelector("[data-module=pack]")?.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(button instanceof HTMLElement) || !timer) return;
    if (button.dataset.action === "fine") timer.fine();
    else if (button.dataset.action === "skin") timer.stop("skin");
    else if (button.dataset.action === "off") timer.stop("off");
  });

  document.addEventListener("click", () => timer?.wake(), { once: true });

  const run = readRun();
  if (!run) return;
  if (run.method === data.method) {
    go(run);
    return;
  }
  const facts = data.methods[run.method];
  const stands = facts && standing(facts, run.minutes, elapsed(run, Date.now()), run.fine);
  if (stands && (stands.state === "running" || stands.state === "look")) {
    show("other", true);
    show("start", false);
  } else {
    // The other one ended while no page was open.
    keepRun(null);
    if (stands) void keepUse(data, run, /** @type {Ending} */ (stands.state), stands.seconds);
  }
}

open();
