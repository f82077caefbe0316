// @ts-check
/**
 * The bar under a figure: play and pause, slower, the other side, back to the first view, and a
 * slider through the movement. The page writes the bar, with all its words:
 *
 *     <div data-module="figure-controls" data-figure="id of the figure" hidden>
 *       <button type="button" data-figure-action="play" data-label-play="…" data-label-pause="…">
 *         <span data-label>…</span>
 *       </button>
 *       <button type="button" data-figure-action="slower" aria-pressed="false">…</button>
 *       <button type="button" data-figure-action="other-side" aria-pressed="false">…</button>
 *       <button type="button" data-figure-action="reset">…</button>
 *       <input type="range" min="0" max="100" data-figure-scrub aria-label="…">
 *     </div>
 *
 * The bar stays hidden until the figure can move.
 */
import { mount } from "./figure.js";

const SLOWER = 0.5;

/** @param {HTMLElement} bar @returns {() => void} stops it */
export function enhance(bar) {
  const element = document.getElementById(bar.dataset.figure ?? "");
  if (!element) throw new Error(`figure-controls: no figure with the id "${bar.dataset.figure}"`);
  const figure = mount(element);
  const ends = new AbortController();
  const { signal } = ends;
  const scrub = /** @type {HTMLInputElement|null} */ (bar.querySelector("[data-figure-scrub]"));
  /** @param {string} name */
  const button = (name) =>
    /** @type {HTMLElement|null} */ (bar.querySelector(`[data-figure-action="${name}"]`));
  const play = button("play"),
    slower = button("slower"),
    otherSide = button("other-side");

  const show = () => {
    const { playing, speed } = figure.motion;
    if (play) {
      const label = (playing ? play.dataset.labelPause : play.dataset.labelPlay) ?? "";
      (play.querySelector("[data-label]") ?? play).textContent = label;
      play.dataset.state = playing ? "playing" : "paused";
    }
    slower?.setAttribute("aria-pressed", String(speed < 1));
    otherSide?.setAttribute("aria-pressed", String(figure.mirrored));
  };
  const showPlace = () => {
    // While somebody holds the slider, it is theirs.
    if (scrub && !scrub.matches(":active"))
      scrub.value = String(Math.round(figure.motion.share * Number(scrub.max || 100)));
  };
  /** @type {Record<string, () => void>} */
  const actions = {
    play: () => (figure.motion.playing ? figure.pause() : figure.play()),
    slower: () => figure.speed(figure.motion.speed < 1 ? 1 : SLOWER),
    "other-side": () => figure.side(figure.mirrored ? "right" : "left"),
    reset: () => figure.reset(),
  };
  bar.addEventListener(
    "click",
    (event) => {
      const pressed =
        event.target instanceof Element && event.target.closest("[data-figure-action]");
      if (pressed instanceof HTMLElement) actions[pressed.dataset.figureAction ?? ""]?.();
    },
    { signal },
  );
  scrub?.addEventListener(
    "input",
    () => figure.seek(Number(scrub.value) / Number(scrub.max || 100)),
    { signal },
  );
  element.addEventListener("change", show, { signal });
  element.addEventListener("frame", showPlace, { signal });
  element.addEventListener("ready", () => (bar.hidden = false), { signal });
  show();
  showPlace();
  // Where less motion is wished, nothing is drawn before somebody presses play.
  if (figure.picture.shown || !figure.motion.playing) bar.hidden = false;
  return () => ends.abort();
}

for (const bar of document.querySelectorAll('[data-module="figure-controls"]'))
  enhance(/** @type {HTMLElement} */ (bar));
