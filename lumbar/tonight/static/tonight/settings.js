// @ts-check
/**
 * How this device leads through the evening: kept on it, for it alone, because a phone beside the
 * bed and a tablet on the floor want different things.
 *
 * @typedef {"voice"|"tones"|"vibration"|"silent"} Mode
 * @typedef {"slow"|"usual"|"quick"} Pace
 * @typedef {object} Settings
 * @property {Mode} mode
 * @property {Pace} pace
 * @property {number} volume   0 to 1
 * @property {"off"|"on"} lights
 */

const KEY = "lumbar.player";
const MODES = new Set(["voice", "tones", "vibration", "silent"]);
const PACES = new Set(["slow", "usual", "quick"]);

/** @type {Readonly<Settings>} */
export const USUAL = Object.freeze({ mode: "voice", pace: "usual", volume: 0.8, lights: "off" });

/** @param {unknown} kept @returns {Settings} what of it makes sense, the usual for the rest */
export function sensible(kept) {
  const given = /** @type {Record<string, any>} */ (typeof kept === "object" && kept ? kept : {});
  return {
    mode: MODES.has(given.mode) ? given.mode : USUAL.mode,
    pace: PACES.has(given.pace) ? given.pace : USUAL.pace,
    volume: Number.isFinite(given.volume) ? Math.min(1, Math.max(0, given.volume)) : USUAL.volume,
    lights: given.lights === "on" || given.lights === "off" ? given.lights : USUAL.lights,
  };
}

/** @param {Pick<Storage, "getItem">|null} storage @returns {Settings} */
export function readSettings(storage) {
  try {
    return sensible(JSON.parse(storage?.getItem(KEY) ?? "null"));
  } catch {
    // Cut short by a full disk: the usual.
    return sensible(null);
  }
}

/** @param {Pick<Storage, "setItem">|null} storage @param {Settings} settings */
export function keepSettings(storage, settings) {
  try {
    storage?.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing: they hold for this evening.
  }
}

/** @returns {Storage|null} null where the browser keeps nothing for this page */
export function deviceStorage() {
  try {
    return window.localStorage;
  } catch {
    // Cookies blocked: reading the property alone throws.
    return null;
  }
}
