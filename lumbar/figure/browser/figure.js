// @ts-check
/**
 * The moving body on a page.
 *
 * A page prints `<div class="figure" data-module="figure" data-body="…" data-clip="…"
 * data-palette="…">` round a still picture. The still stays until the first frame is drawn, and
 * comes back whenever nothing can be drawn. Data attributes: `body`, `clip` and `palette`
 * (addresses; the palette may also be `#id` of a JSON script), `tone`, `theme` (else the page's),
 * `side` (`right`, `left`), `at` (where the still is: `start` or `end`), `autoplay` (`off`: wait
 * for somebody to press play), `renderer` (`webgl`, `soft`: for measuring), `labelView` (the name
 * of the picture; with it the keyboard can turn it).
 *
 * Events on the element: `ready` with `{renderer}`, `change` with `{playing, share, side, speed}`,
 * and `frame` with `{renderer, tier, cost, share}` after each drawn frame.
 *
 * @typedef {Record<string, string|undefined>} Options
 */
import { centred, turnOrbit, viewOf } from "./camera.js";
import { decodeClip, settingOf } from "./kinematics.js";
import { Motion } from "./motion.js";
import { coloursOf } from "./palette.js";
import { Picture } from "./picture.js";
import { Room, Scene } from "./scene.js";
import { loadBody, loadClip, loadPalette } from "./sources.js";
import { currentTheme, isNear, wantsLessMotion, watchPlace } from "./surroundings.js";

/** A breathing chest moves so little that fewer pictures show it as well. */
const CALM_FRAME = 1000 / 15;
/** Between two frames this far apart (ms) the tab was away: no sign of a slow machine. */
const AWAY = 400;
/** After so long (ms) without movement the picture is drawn once more, as well as can be. */
const SETTLED = 250;

/** @type {WeakMap<Element, Figure>} */
const figures = new WeakMap();

export class Figure {
  /** @param {HTMLElement} element @param {Options} options */
  constructor(element, options) {
    this.element = element;
    this.options = options;
    this.motion = new Motion(options.at === "end" ? 1 : 0);
    this.mirrored = options.side === "left";
    this.orbit = centred();
    const wishes = {
      turn: (/** @type {number} */ azimuth, /** @type {number} */ elevation) =>
        this.turn(azimuth, elevation, 1),
      zoom: (/** @type {number} */ factor) => this.turn(0, 0, factor),
      reset: () => this.reset(),
    };
    this.picture = new Picture(element, options.labelView ?? "", wishes, () => this.rebuild());
    /** @type {Promise<unknown>|null} */
    this.preparing = null;
    /** @type {{stored: any, room: Room}|null} a clip's file, and the room set up for it */
    this.furnished = null;
    /** @type {Scene|null} */
    this.scene = null;
    /** @type {import("./camera.js").View|null} */
    this.view = null;
    this.visible = false;
    this.frameRequest = 0;
    this.settling = 0;
    this.last = 0;
    this.stale = true;
    this.ended = false;
    if (options.autoplay !== "off" && !wantsLessMotion()) this.motion.begin();
    this.unwatch = watchPlace(element, {
      seen: (visible) => this.see(visible),
      changed: () => this.touch(),
      recoloured: () => this.recolour(),
    });
    // A browser tells what is in sight only when it has painted: too late by several frames.
    if (isNear(element)) this.see(true);
  }

  // --- What a page may ask for

  play() {
    if (!this.motion.loops) this.motion.free();
    this.motion.play();
    this.changed();
  }

  pause() {
    this.motion.pause();
    this.changed();
  }

  /** Stop at a moment. @param {number} share  0 start, 1 end */
  seek(share) {
    this.motion.seek(share);
    this.changed();
  }

  /** @param {number} factor  1 natural, 0.5 half as fast */
  speed(factor) {
    this.motion.speed = factor;
    this.changed();
  }

  /** @param {string} side  "right" or "left": the person's own */
  side(side) {
    this.mirrored = side === "left";
    this.rebuild();
    this.changed();
  }

  /**
   * Follow the player. @param {import("./motion.js").Phase} phase @param {number} seconds
   */
  phase(phase, seconds) {
    if (wantsLessMotion()) return;
    this.motion.follow(phase, seconds);
    this.changed();
  }

  /** Show another exercise. @param {string} clip  address @returns {Promise<void>} */
  async load(clip) {
    this.options.clip = clip;
    await this.prepare();
  }

  /** @param {string} name  "night", "paper", "lights-off"; "" is the page's own */
  theme(name) {
    this.options.theme = name;
    this.recolour();
  }

  /** @param {string} name  "light", "medium", "dark" */
  tone(name) {
    this.options.tone = name;
    this.recolour();
  }

  /** Look from where the clip does. */
  reset() {
    this.orbit = centred();
    this.touch();
  }

  destroy() {
    this.ended = true;
    cancelAnimationFrame(this.frameRequest);
    clearTimeout(this.settling);
    this.unwatch();
    this.picture.close();
    figures.delete(this.element);
  }

  // --- Getting ready

  /** @param {boolean} visible */
  see(visible) {
    this.visible = visible;
    if (!visible) return;
    // Less motion is wished and nobody asked for any: the still is all there is.
    if (this.motion.playing || !wantsLessMotion()) this.wake();
    this.touch();
  }

  wake() {
    if (!this.scene && !this.preparing) void this.prepare();
  }

  /** Fetch what is needed, all at once, and draw. */
  async prepare() {
    const { body = "", clip = "", palette = "", renderer = "" } = this.options;
    let over = false;
    const large = loadBody(body).finally(() => (over = true));
    const opening = this.picture.renderer ? null : this.picture.open(renderer);
    const small = Promise.all([loadClip(clip), loadPalette(palette), opening]).then((files) => {
      const isOver = () => over || this.ended || this.preparing !== preparing;
      this.rehearse(files[0], files[1], isOver).catch(console.warn);
      return files;
    });
    const preparing = Promise.all([large, small]);
    this.preparing = preparing;
    try {
      const [mesh, [stored, colours]] = await preparing;
      // Another clip was asked for meanwhile, or nothing is wanted any more.
      if (this.ended || this.preparing !== preparing) return;
      this.files = { body: mesh, stored, palette: colours };
      this.rebuild();
    } catch (error) {
      console.warn(error);
    } finally {
      if (this.preparing === preparing) this.preparing = null;
    }
  }

  /**
   * All but the mesh has come, which is the largest: use the time until it does.
   * @param {any} stored  the clip's file @param {import("./palette.js").Palette} palette
   * @param {() => boolean} over
   */
  async rehearse(stored, palette, over) {
    const { picture, element, mirrored, orbit } = this;
    const width = element.clientWidth,
      height = element.clientHeight;
    if (over() || this.scene || width === 0 || height === 0) return;
    const setting = settingOf(stored);
    const room = new Room(setting, mirrored);
    this.furnished = { stored, room };
    const view = viewOf(setting, width / height, mirrored, orbit);
    await picture.rehearse(room, view, this.colours(palette, setting.body), over);
  }

  /** A new exercise, the other side, or another renderer. */
  rebuild() {
    const { files, picture, furnished, mirrored } = this;
    if (!files || !picture.renderer) return;
    const { stored, body } = files;
    const clip = decodeClip(stored, body.skeleton);
    const fits = furnished?.stored === stored && furnished?.room.mirrored === mirrored;
    this.motion.moves = clip.moves;
    this.scene = new Scene(body, clip, mirrored, fits ? furnished?.room : undefined);
    picture.renderer.setScene(this.scene);
    this.recolour();
  }

  recolour() {
    const { files, picture } = this;
    if (!files || !picture.renderer) return;
    picture.renderer.setColours(this.colours(files.palette, files.body.name));
    this.touch();
  }

  /** @param {import("./palette.js").Palette} palette @param {string} body  its name */
  colours(palette, body) {
    const { tone, theme } = this.options;
    return coloursOf(palette, body, tone ?? "medium", currentTheme(theme));
  }

  // --- Drawing

  /** @param {number} azimuth @param {number} elevation @param {number} zoom */
  turn(azimuth, elevation, zoom) {
    if (!this.scene) return;
    turnOrbit(this.orbit, azimuth, elevation, zoom, this.scene.clip.camera.elevation);
    this.touch();
  }

  /** Something changed that the picture must show. */
  touch() {
    this.stale = true;
    this.view = null;
    this.request();
  }

  changed() {
    const { motion, mirrored } = this;
    if (this.visible) this.wake();
    this.stale = true;
    this.tell("change", {
      playing: motion.playing,
      share: motion.share,
      side: mirrored ? "left" : "right",
      speed: motion.speed,
    });
    this.request();
  }

  request() {
    if (this.frameRequest || this.ended || !this.visible || document.hidden) return;
    this.frameRequest = requestAnimationFrame((now) => {
      this.frameRequest = 0;
      this.step(now);
    });
  }

  /** @param {number} now  milliseconds */
  step(now) {
    const { motion, scene, picture } = this;
    if (!scene || !this.visible || document.hidden) {
      this.last = 0;
      return;
    }
    const passed = this.last ? now - this.last : 0;
    const { pace } = motion;
    const due = this.stale ? 0 : pace === "moving" ? picture.frame : CALM_FRAME;
    // Screens refresh at their own pace: the nearest moment is near enough.
    if (passed > 0 && passed < due - 5) return this.request();
    motion.tick(Math.min(passed, AWAY) / 1000);
    this.last = pace === "still" ? 0 : now;
    this.stale = false;
    this.draw(scene);
    if (passed > 0 && passed < AWAY) picture.govern(passed, pace === "moving");
    if (motion.pace !== "still" || this.stale) return this.request();
    clearTimeout(this.settling);
    this.settling = window.setTimeout(
      () => this.view && !this.frameRequest && picture.polish(this.view),
      SETTLED,
    );
  }

  /** @param {Scene} scene */
  draw(scene) {
    const { picture, motion, element } = this;
    const width = element.clientWidth,
      height = element.clientHeight;
    if (!picture.renderer || width === 0 || height === 0) return;
    this.view ??= viewOf(scene.clip, width / height, this.mirrored, this.orbit);
    picture.draw(this.view, () => scene.update(motion.share, motion.breath));
    const { kind, tier } = picture.renderer;
    this.tell("frame", { renderer: kind, tier, cost: picture.cost, share: motion.share });
  }

  /** @param {string} name @param {object} detail */
  tell(name, detail) {
    this.element.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * Bring the figure in an element to life. Asked again, it gives the same one.
 * @param {HTMLElement} element @param {Options} [options]  over the data attributes
 * @returns {Figure}
 */
export function mount(element, options = {}) {
  let figure = figures.get(element);
  if (!figure) {
    figure = new Figure(element, { ...element.dataset, ...options });
    figures.set(element, figure);
  }
  return figure;
}

for (const element of document.querySelectorAll('[data-module="figure"]'))
  mount(/** @type {HTMLElement} */ (element));
