// @ts-check
/**
 * The canvas over a still picture: which renderer fills it, how good the picture may be, and when
 * the still must come back.
 */
import { Governor } from "./governor.js";
import { listen } from "./gestures.js";
import { openRenderer } from "./renderers.js";

/** How long (ms) a lost graphics card may take to come back before another way is tried. */
const LOST = 3000;
/** The canvas fades in over the still for this long, ms. */
const FADE = 180;
/** Frames in which a renderer may draw less than its tier: at thirty a second the fade hides them. */
const OPENING = 3;

/** Let the page do what waits. Sooner back than a timer, which browsers put off while they load. */
function otherWork() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(null);
  }).finally(() => port1.close());
}

export class Picture {
  /**
   * @param {HTMLElement} element
   * @param {string} label   what the canvas shows, for people who do not see it
   * @param {import("./gestures.js").Wishes} wishes
   * @param {() => void} renewed  a new renderer needs the scene and the colours again
   */
  constructor(element, label, wishes, renewed) {
    this.element = element;
    this.label = label;
    this.wishes = wishes;
    this.renewed = renewed;
    this.still = /** @type {HTMLElement|SVGElement|null} */ (element.querySelector("img, svg"));
    /** @type {import("./renderers.js").Renderer|null} */
    this.renderer = null;
    /** @type {HTMLCanvasElement|null} */
    this.canvas = null;
    this.governor = new Governor(1);
    this.shown = false;
    this.drawn = 0;
    this.cost = 0;
    this.closed = false;
    this.waiting = 0;
    this.unlisten = () => {};
    if (getComputedStyle(element).position === "static") element.style.position = "relative";
  }

  /** Milliseconds from frame to frame while limbs move. */
  get frame() {
    return this.renderer?.frame ?? this.governor.frame;
  }

  /** @param {string} kind  "webgl", "soft", or "" for what suits the machine */
  async open(kind) {
    const { canvas, renderer } = await openRenderer(kind, this.label);
    if (this.closed) return renderer.destroy();
    this.drop();
    this.canvas = canvas;
    this.renderer = renderer;
    this.governor = new Governor(renderer.tiers, renderer.tier);
    this.governor.frame = renderer.frame;
    this.drawn = 0;
    this.element.append(canvas);
    this.unlisten = listen(canvas, this.wishes);
    canvas.addEventListener("webglcontextlost", (event) => this.lost(event));
    canvas.addEventListener("webglcontextrestored", () => void this.replace(""));
  }

  /** @param {string} kind */
  async replace(kind) {
    clearTimeout(this.waiting);
    await this.open(kind);
    if (!this.closed) this.renewed();
  }

  /** The graphics card went away: show the still until it is back. @param {Event} event */
  lost(event) {
    if (this.closed || event.target !== this.canvas) return;
    event.preventDefault();
    this.shown = false;
    this.fade("0", "");
    this.waiting = window.setTimeout(() => void this.replace("soft"), LOST);
  }

  /**
   * @param {import("./camera.js").View} view @param {() => void} pose  brings the scene up to date
   */
  draw(view, pose) {
    const { renderer, element } = this;
    if (!renderer) return;
    const begun = performance.now();
    if (this.drawn >= OPENING) renderer.opens = false;
    this.drawn += 1;
    renderer.resize(element.clientWidth, element.clientHeight, devicePixelRatio);
    pose();
    renderer.draw(view);
    this.cost = performance.now() - begun;
    if (!this.shown) this.show();
  }

  /**
   * Get as far as one can without the body.
   * @param {import("./scene.js").Room} room @param {import("./camera.js").View} view
   * @param {import("./palette.js").Colours} colours
   * @param {() => boolean} over  whether the body has come
   */
  async rehearse(room, view, colours, over) {
    const { renderer, element } = this;
    if (!renderer?.rehearse) return;
    renderer.setColours(colours);
    renderer.resize(element.clientWidth, element.clientHeight, devicePixelRatio);
    for (const _ of renderer.rehearse(room, view)) {
      await otherWork();
      if (over()) return;
    }
  }

  /**
   * A picture that stays for a while may take its time.
   * @param {import("./camera.js").View} view
   */
  polish(view) {
    const { renderer, element } = this;
    if (!renderer || renderer.kind === "webgl" || renderer.tier === 0) return;
    const { tier } = renderer;
    renderer.opens = false;
    renderer.tier = 0;
    renderer.resize(element.clientWidth, element.clientHeight, devicePixelRatio);
    renderer.draw(view);
    renderer.tier = tier;
  }

  show() {
    this.shown = true;
    this.fade("1", null);
    // The still goes only when the canvas covers it; those who hear the page still have its words.
    setTimeout(() => this.shown && this.fade("1", "0"), FADE);
    this.element.dispatchEvent(
      new CustomEvent("ready", { detail: { renderer: this.renderer?.kind } }),
    );
  }

  /** @param {string} canvas  opacity @param {string|null} still  opacity, or null to leave it */
  fade(canvas, still) {
    if (this.canvas)
      Object.assign(this.canvas.style, { transition: `opacity ${FADE}ms`, opacity: canvas });
    if (this.still && still !== null) this.still.style.opacity = still;
  }

  /**
   * Let the governor see a frame.
   * @param {number} passed  milliseconds since the one before
   * @param {boolean} prompt  whether it was to follow without delay
   */
  govern(passed, prompt) {
    const { governor, renderer, cost } = this;
    if (!renderer) return;
    if (renderer.kind === "soft") renderer.tier = governor.record(cost);
    else if (prompt) {
      // A graphics card works on when the script is done: only late frames betray it.
      const late = passed > governor.frame * 1.25;
      renderer.tier = governor.record(late ? passed : Math.max(cost, governor.frame / 2));
    }
    governor.frame = renderer.frame;
    if (governor.exhausted && renderer.kind === "webgl") void this.replace("soft");
  }

  drop() {
    this.unlisten();
    this.renderer?.destroy();
    this.canvas?.remove();
    this.renderer = null;
    this.canvas = null;
    this.shown = false;
  }

  close() {
    this.closed = true;
    clearTimeout(this.waiting);
    this.fade("0", "");
    this.drop();
  }
}
