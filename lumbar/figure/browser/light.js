// @ts-check
/**
 * The "soft sky": light that comes from many directions, each with a shadow of its own, so that
 * things meet in soft contact shadows. A theme says where the sky is bright and in which colour.
 *
 * @typedef {import("./vectors.js").Vector} Vector
 *
 * @typedef {object} Glow        a bright part of the sky
 * @property {Vector} toward
 * @property {Vector} colour
 * @property {number} tightness  larger is smaller: a lamp, not a window
 *
 * @typedef {object} Weather
 * @property {Glow[]} glows
 * @property {Vector} zenith     light from above
 * @property {Vector} horizon    and from all round
 * @property {number} brightness  where most light falls; 1 is as the palette shows things
 * @property {Vector} bounce     light that the floor gives back
 * @property {Vector} sheen      light along the edges of things
 *
 * @typedef {object} Sky
 * @property {number} count
 * @property {Float32Array} toward  unit vectors to the lights
 * @property {Float32Array} right   with `up`, the plane that a light's shadow map lies in
 * @property {Float32Array} up
 * @property {Float32Array} colour
 * @property {Weather} weather
 */
import { cross, dot, unit } from "./vectors.js";

/** @type {Record<"night"|"paper", Weather>} */
const WEATHER = {
  // A bedside lamp on the viewer's left, the moon behind: warm against cool.
  night: {
    glows: [
      { toward: unit([-0.55, 0.75, 0.55]), colour: [4.4, 4.0, 3.5], tightness: 5 },
      { toward: unit([0.75, 0.45, -0.75]), colour: [1.45, 2.0, 3.2], tightness: 7 },
    ],
    brightness: 1.3,
    zenith: [0.32, 0.38, 0.58],
    horizon: [0.16, 0.2, 0.3],
    bounce: [0.09, 0.105, 0.19],
    sheen: [0.05, 0.075, 0.14],
  },
  // A large window by day.
  paper: {
    glows: [
      { toward: unit([-0.5, 0.85, 0.45]), colour: [3.2, 3.05, 2.8], tightness: 4 },
      { toward: unit([0.7, 0.4, -0.6]), colour: [0.6, 0.68, 0.8], tightness: 4 },
    ],
    brightness: 1.2,
    zenith: [0.8, 0.82, 0.85],
    horizon: [0.34, 0.35, 0.38],
    bounce: [0.3, 0.28, 0.25],
    sheen: [0.05, 0.05, 0.05],
  },
};

/**
 * Which way the surface looks that gets exactly "as much light as the palette's colours assume".
 */
const REFERENCE = unit([-0.25, 0.85, 0.45]);
/** Lights lie this far below the horizon at most: they stand for light that the room gives back. */
const LOWEST = -0.15;

/** @param {string} theme @param {number} count @returns {Sky} */
export function skyOf(theme, count) {
  const weather = theme === "paper" ? WEATHER.paper : WEATHER.night;
  const toward = new Float32Array(count * 3), colour = new Float32Array(count * 3);
  const right = new Float32Array(count * 3), up = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    // A golden-angle spiral covers a cap of the sphere evenly, whatever the count.
    const y = 1 - ((i + 0.5) / count) * (1 - LOWEST);
    const around = Math.PI * (1 + Math.sqrt(5)) * (i + 0.5);
    const radius = Math.sqrt(1 - y * y);
    const direction = unit([radius * Math.cos(around), y, radius * Math.sin(around)]);
    const across = unit(cross(Math.abs(y) < 0.9 ? [0, 1, 0] : [1, 0, 0], direction));
    toward.set(direction, i * 3);
    right.set(across, i * 3);
    up.set(cross(direction, across), i * 3);
    const height = Math.max(y, 0);
    for (let k = 0; k < 3; k++) {
      let sum = weather.horizon[k] + (weather.zenith[k] - weather.horizon[k]) * height;
      for (const { colour: shine, tightness, toward: middle } of weather.glows) {
        sum += shine[k] * Math.exp(tightness * (dot(direction, middle) - 1));
      }
      colour[i * 3 + k] = sum;
    }
  }
  const sky = { count, toward, right, up, colour, weather };
  // However few lights there are, together they are as bright: a change of tier must not flicker.
  const [red, green, blue] = openLight(sky, REFERENCE);
  const scale = (3 * weather.brightness) / (red + green + blue);
  for (let i = 0; i < colour.length; i++) colour[i] *= scale;
  return sky;
}

/**
 * The light on a surface with nothing in the way.
 * @param {Sky} sky @param {ArrayLike<number>} normal @returns {Vector}
 */
export function openLight({ count, toward, colour }, normal) {
  /** @type {Vector} */
  const sum = [0, 0, 0];
  for (let i = 0; i < count * 3; i += 3) {
    const facing = toward[i] * normal[0] + toward[i + 1] * normal[1] + toward[i + 2] * normal[2];
    if (facing <= 0) continue;
    for (let k = 0; k < 3; k++) sum[k] += colour[i + k] * facing;
  }
  return sum;
}
