// @ts-check
/**
 * The player's picture: the moving body led by the evening's steps, so that what is shown and what is
 * said never disagree. Where the body cannot move, or less motion is wished, still pictures follow the
 * steps instead; they also stand in while a movement has not come yet.
 *
 * @typedef {import("./clock.js").Kind} Kind
 * @typedef {import("./clock.js").Moment} Moment
 *
 * @typedef {"move"|"hold"|"release"|"breathe_in"|"breathe_out"|"rest"} Phase  what the moving body can be told to do
 * @typedef {[string] | [string, string]} Still  its address; and by day, where the theme is the device's
 * @typedef {object} Shown          how an exercise is shown
 * @property {string} clip          address of its movement
 * @property {Still} start
 * @property {Still} end
 * @property {{start: string, end: string}} dark  the same in a dark room
 *
 * @typedef {object} Parts          the modules of the moving body, fetched when they are wanted
 * @property {(element: HTMLElement, options: Record<string, string>) => Figure} mount
 * @property {(address: string) => Promise<unknown>} loadClip
 *
 * @typedef {object} Figure         what is used of `figure.js`
 * @property {() => void} pause
 * @property {(share: number) => void} seek
 * @property {(side: string) => void} side
 * @property {(phase: Phase, seconds: number) => void} phase
 * @property {(clip: string) => Promise<void>} load
 * @property {(name: string) => void} theme
 */

/** In these the body is on its way somewhere, or stays there; in all others it rests at the start. */
const LED = new Set(["move", "hold", "release", "breathe_in", "breathe_out"]);
/** In these it is at the end, or on its way there. */
const AT_END = new Set(["move", "hold"]);

/** @param {Kind} kind @returns {Phase} the phase of the body in a step of this kind */
export const phaseOf = (kind) => /** @type {Phase} */ (LED.has(kind) ? kind : "rest");

/**
 * Where in the movement the body is at a moment: 0 start, 1 end.
 * @param {Kind} kind @param {number} share  how much of the step has passed @returns {number}
 */
export function placeOf(kind, share) {
  if (kind === "hold") return 1;
  if (kind === "move") return share;
  return kind === "release" ? 1 - share : 0;
}

/** @returns {Promise<Parts>} */
async function fetchParts() {
  return import("../figure/figure.js");
}

export class EveningPicture {
  /**
   * @param {HTMLElement} element  round a still picture
   * @param {readonly Shown[]} items  the exercises, and the sleeping position last
   * @param {() => Promise<Parts>} [parts]
   */
  constructor(element, items, parts = fetchParts) {
    this.element = element;
    this.items = items;
    this.parts = parts;
    this.themeName = "";
    this.item = 0;
    /** The exercise the moving body shows; -1 before it does. */
    this.showing = -1;
    this.sideShown = "";
    /** @type {{moment: Moment, running: boolean}|null} */
    this.now = null;
    /** @type {Figure|null} */
    this.figure = null;
    /** @type {Parts|null} */
    this.fetched = null;
  }

  /** Bring the body to life where motion is welcome. Nobody waits for it. */
  async wake() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    try {
      this.fetched = await this.parts();
    } catch (error) {
      // Without them the stills go on.
      console.warn(error);
      return;
    }
    this.element.addEventListener("ready", () => void this.#preload(), { once: true });
    this.showing = this.item;
    this.figure = this.fetched.mount(this.element, {
      autoplay: "off", at: "start", clip: this.items[this.item].clip, theme: this.themeName,
    });
    this.#begin();
  }

  /**
   * Show this moment. Called whenever the step changes, and when time stops and goes on.
   * @param {Moment} moment @param {boolean} running
   */
  follow(moment, running) {
    this.now = { moment, running };
    if (moment.step.item >= 0) this.item = moment.step.item;
    // The way into sleep belongs to no exercise; the sleeping position stands after them all.
    else this.item = this.items.length - 1;
    this.#showStill(moment.step.kind);
    if (!this.figure) return;
    if (this.showing === this.item) {
      delete this.element.dataset.waiting;
      this.#lead();
    } else void this.#bring(this.item);
  }

  /** @param {string} name  "night", "paper", "lights-off"; "" is the page's own */
  theme(name) {
    this.themeName = name;
    this.figure?.theme(name);
    if (this.now) this.#showStill(this.now.moment.step.kind);
  }

  /** Go on with the movement from where it is. */
  #lead() {
    if (!this.figure || !this.now) return;
    const { moment: { step, stepLeft }, running } = this.now;
    const side = step.side || "right";
    if (side !== this.sideShown) {
      this.sideShown = side;
      this.figure.side(side);
    }
    if (running) this.figure.phase(phaseOf(step.kind), stepLeft / 1000);
    else this.figure.pause();
  }

  /** Begin in the middle: an exercise that has just been loaded, or a page that was loaded again. */
  #begin() {
    if (!this.figure || !this.now) return;
    const { step, stepShare } = this.now.moment;
    this.sideShown = "";
    this.figure.seek(placeOf(step.kind, stepShare));
    this.#lead();
  }

  /** Show another exercise; a still stands in until its movement is here. @param {number} item */
  async #bring(item) {
    const { figure, fetched } = this;
    if (!figure || !fetched) return;
    this.element.dataset.waiting = "";
    try {
      await fetched.loadClip(this.items[item].clip);
    } catch (error) {
      // No network: the still stays; the next exercise tries again.
      console.warn(error);
      return;
    }
    if (item !== this.item) return;
    await figure.load(this.items[item].clip);
    if (item !== this.item) return;
    this.showing = item;
    delete this.element.dataset.waiting;
    this.#begin();
  }

  /** All movements of the evening, one after another, so that the network is not needed later. */
  async #preload() {
    for (const { clip } of this.items) {
      // Tried again when its turn comes.
      await this.fetched?.loadClip(clip).catch(() => {});
    }
  }

  /** @param {Kind} kind */
  #showStill(kind) {
    const shown = this.items[this.item];
    const at = AT_END.has(kind) ? "end" : "start";
    const dark = this.themeName === "lights-off" ? shown.dark[at] : null;
    const [address, byDay] = dark ? [dark, dark] : shown[at];
    const image = this.element.querySelector("img");
    if (!image || image.getAttribute("src") === address) return;
    const source = image.parentElement?.querySelector("source");
    if (source && byDay) source.srcset = byDay;
    image.src = address;
  }
}
