// @ts-check
/** What a hand can tell the player in the dark: a tap, a finger that stays, a headphone's key. */

/** A finger that stays so long (ms) has said something else than a tap. */
const LONG_PRESS = 700;

/**
 * One surface for a tap and for a finger that stays.
 * @param {HTMLElement} surface
 * @param {{tap: () => void, stay: () => boolean}} told   `stay` says whether it meant anything now; if not, lifting the finger is a tap
 */
export function listenToTouches(surface, { tap, stay }) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let press;
  let stayed = false;
  const lift = () => clearTimeout(press);
  surface.addEventListener("pointerdown", () => {
    stayed = false;
    clearTimeout(press);
    press = setTimeout(() => {
      stayed = stay();
    }, LONG_PRESS);
  });
  surface.addEventListener("pointerup", lift);
  surface.addEventListener("pointercancel", lift);
  surface.addEventListener("pointerleave", lift);
  // The same finger would open the browser's menu.
  surface.addEventListener("contextmenu", (event) => event.preventDefault());
  surface.addEventListener("click", () => {
    if (!stayed) tap();
    stayed = false;
  });
}

/** Keys of headphones, of a keyboard and of the locked screen. @param {Partial<Record<MediaSessionAction, () => void>>} handlers */
export function listenToMediaKeys(handlers) {
  const keys = navigator.mediaSession;
  if (!keys) return;
  for (const [action, handle] of Object.entries(handlers)) {
    try {
      keys.setActionHandler(/** @type {MediaSessionAction} */ (action), handle);
    } catch {
      // A platform without this key.
    }
  }
}
