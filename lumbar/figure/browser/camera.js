// @ts-check
/**
 * Where the picture is taken from: the clip's own view, framed for the space there is, and how far
 * somebody has turned it. Pure; `gestures.js` listens to fingers and keys.
 *
 * @typedef {import("./vectors.js").Vector} Vector
 *
 * @typedef {object} View
 * @property {Vector} eye
 * @property {Vector} at
 * @property {number} fov      degrees from the lower to the upper edge
 * @property {number} aspect   width by height
 * @property {Float32Array} matrix  from the room to the picture
 * @property {Float32Array} inverse  how a line of sight goes: rows right, up, forward
 *
 * @typedef {object} Orbit     how the person turned the view
 * @property {number} azimuth  degrees beside the clip's own view
 * @property {number} elevation
 * @property {number} zoom     1 as framed; 2 twice as near
 */
import { DEGREE, along, clamp, cross, dot, multiply, unit } from "./vectors.js";

/**
 * The share of the picture that the body may fill; stills are framed alike (`making/camera.py`).
 */
const FILL = 0.88;
const NEAR = 0.3, FAR = 20;
/** Below the floor there is nothing to see; from straight above, up and down lose their meaning. */
const LOWEST = 2, HIGHEST = 80;
const ZOOM = /** @type {const} */ ([0.7, 3]);

/** @returns {Orbit} */
export const centred = () => ({ azimuth: 0, elevation: 0, zoom: 1 });

/**
 * @param {import("./kinematics.js").Setting} setting
 * @param {number} aspect
 * @param {boolean} mirrored  the other side
 * @param {Orbit} orbit
 * @returns {View}
 */
export function viewOf({ camera, box, mirrorAxis }, aspect, mirrored, orbit) {
  const turnsRound = mirrored && mirrorAxis === 0;
  const azimuth = (turnsRound ? -camera.azimuth : camera.azimuth);
  const points = mirrored ? box.map((value, i) => (i % 3 === mirrorAxis ? -value : value)) : box;
  const framed = frame(azimuth, camera.elevation, camera.fov, points, aspect);
  const untouched = orbit.azimuth === 0 && orbit.elevation === 0 && orbit.zoom === 1;
  if (untouched) return view(framed, camera.fov, aspect);

  const elevation = clamp(LOWEST, HIGHEST, camera.elevation + orbit.elevation);
  const away = direction(azimuth + orbit.azimuth, elevation);
  const distance = framed.distance / clamp(ZOOM[0], ZOOM[1], orbit.zoom);
  return view({ at: framed.at, distance, away }, camera.fov, aspect);
}

/**
 * Turn and near the view, within what makes sense.
 * @param {Orbit} orbit @param {number} azimuth @param {number} elevation @param {number} [zoom]
 * @param {number} [own]  the clip's elevation
 */
export function turnOrbit(orbit, azimuth, elevation, zoom = 1, own = 0) {
  orbit.azimuth = ((orbit.azimuth + azimuth + 540) % 360) - 180;
  orbit.elevation = clamp(LOWEST - own, HIGHEST - own, orbit.elevation + elevation);
  orbit.zoom = clamp(ZOOM[0], ZOOM[1], orbit.zoom * zoom);
}

/**
 * From the body to the camera.
 * @param {number} azimuth @param {number} elevation @returns {Vector}
 */
function direction(azimuth, elevation) {
  const turn = azimuth * DEGREE, rise = elevation * DEGREE;
  return [Math.sin(turn) * Math.cos(rise), Math.sin(rise), Math.cos(turn) * Math.cos(rise)];
}

/**
 * The nearest place from which all points fit, with the points in the middle.
 * @param {number} azimuth @param {number} elevation @param {number} fov
 * @param {number[]} points @param {number} aspect
 */
function frame(azimuth, elevation, fov, points, aspect) {
  const away = direction(azimuth, elevation);
  const right = unit(cross([0, 1, 0], away));
  const up = cross(away, right);
  const half = Math.tan((fov * DEGREE) / 2) * FILL;
  /** @type {Vector} */
  let at = [0, 0.2, 0];
  let distance = 4;
  // What is in the middle depends on the distance and the other way round; this settles fast.
  for (let round = 0; round < 6; round++) {
    let left = Infinity, rightmost = -Infinity, low = Infinity, high = -Infinity;
    for (let i = 0; i < points.length; i += 3) {
      const point = [points[i] - at[0], points[i + 1] - at[1], points[i + 2] - at[2]];
      const depth = distance - dot(point, away);
      const x = dot(point, right) / depth, y = dot(point, up) / depth;
      left = Math.min(left, x);
      rightmost = Math.max(rightmost, x);
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
    at = along(at, right, ((left + rightmost) / 2) * distance);
    at = along(at, up, ((low + high) / 2) * distance);
    distance *= Math.max((rightmost - left) / 2 / (half * aspect), (high - low) / 2 / half);
  }
  return { at, distance, away };
}

/**
 * @param {{at: Vector, distance: number, away: Vector}} place @param {number} fov
 * @param {number} aspect
 * @returns {View}
 */
function view({ at, distance, away }, fov, aspect) {
  const eye = along(at, away, distance);
  const right = unit(cross([0, 1, 0], away));
  const up = cross(away, right);
  const t = 1 / Math.tan((fov * DEGREE) / 2);
  const look = [
    right[0], up[0], away[0], 0, right[1], up[1], away[1], 0, right[2], up[2], away[2], 0,
    -dot(right, eye), -dot(up, eye), -dot(away, eye), 1,
  ];
  const depth = NEAR - FAR;
  const lens = [
    t / aspect, 0, 0, 0, 0, t, 0, 0,
    0, 0, (FAR + NEAR) / depth, -1, 0, 0, (2 * FAR * NEAR) / depth, 0,
  ];
  const inverse = new Float32Array([
    ...right.map((value) => (value * aspect) / t),
    ...up.map((value) => value / t),
    ...away.map((value) => -value),
  ]);
  return { eye, at, fov, aspect, matrix: multiply(lens, look), inverse };
}
