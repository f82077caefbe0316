// @ts-check
/**
 * Turning and nearing the figure with fingers, mouse and keys, without taking the page's scrolling
 * away: a finger that goes up or down scrolls, one that goes sideways turns; the wheel is the
 * page's unless Ctrl is held or the figure has the focus.
 *
 * @typedef {object} Wishes
 * @property {(azimuth: number, elevation: number) => void} turn  degrees
 * @property {(factor: number) => void} zoom
 * @property {() => void} reset
 */

const DEGREES_PER_PIXEL = 0.45;
const KEY_STEP = 12,
  KEY_ZOOM = 1.2;

/** @type {Record<string, (wishes: Wishes) => void>} */
const KEYS = {
  ArrowLeft: ({ turn }) => turn(-KEY_STEP, 0),
  ArrowRight: ({ turn }) => turn(KEY_STEP, 0),
  ArrowUp: ({ turn }) => turn(0, KEY_STEP / 2),
  ArrowDown: ({ turn }) => turn(0, -KEY_STEP / 2),
  "+": ({ zoom }) => zoom(KEY_ZOOM),
  "=": ({ zoom }) => zoom(KEY_ZOOM),
  "-": ({ zoom }) => zoom(1 / KEY_ZOOM),
  0: ({ reset }) => reset(),
};

/**
 * @param {HTMLElement} surface @param {Wishes} wishes
 * @returns {() => void} stops listening
 */
export function listen(surface, wishes) {
  const ends = new AbortController();
  const { signal } = ends;
  /** Fingers on the surface, by their id. @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  surface.style.touchAction = "pan-y";

  const spread = () => {
    const [one, other] = [...fingers.values()];
    return Math.hypot(one.x - other.x, one.y - other.y);
  };
  surface.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      surface.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  surface.addEventListener(
    "pointermove",
    (event) => {
      const finger = fingers.get(event.pointerId);
      if (!finger) return;
      const before = fingers.size === 2 ? spread() : 0;
      const x = event.clientX - finger.x,
        y = event.clientY - finger.y;
      finger.x = event.clientX;
      finger.y = event.clientY;
      if (fingers.size === 1) wishes.turn(-x * DEGREES_PER_PIXEL, y * DEGREES_PER_PIXEL);
      else if (fingers.size === 2 && before > 0) wishes.zoom(spread() / before);
    },
    { signal },
  );
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    surface.addEventListener(end, (event) => fingers.delete(event.pointerId), { signal });
  }
  surface.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && document.activeElement !== surface) return;
      event.preventDefault();
      wishes.zoom(Math.exp(-event.deltaY * 0.002));
    },
    { signal, passive: false },
  );
  surface.addEventListener(
    "keydown",
    (event) => {
      const act = KEYS[event.key];
      if (!act || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      act(wishes);
    },
    { signal },
  );
  return () => ends.abort();
}
