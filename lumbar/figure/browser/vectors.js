// @ts-check
/**
 * The little linear algebra that the figure needs. Vectors are plain arrays of three numbers,
 * matrices are 16 numbers, column by column, as WebGL takes them.
 *
 * @typedef {[number, number, number]} Vector
 */

export const DEGREE = Math.PI / 180;

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b @returns {Vector} */
export const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** @param {ArrayLike<number>} a @returns {Vector} */
export function unit(a) {
  const length = Math.hypot(a[0], a[1], a[2]) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
}

/**
 * `a + b × share`
 * @param {ArrayLike<number>} a @param {ArrayLike<number>} b @param {number} share @returns {Vector}
 */
export const along = (a, b, share) => [
  a[0] + b[0] * share,
  a[1] + b[1] * share,
  a[2] + b[2] * share,
];

/** @param {number} low @param {number} high @param {number} value */
export const clamp = (low, high, value) => Math.min(Math.max(value, low), high);

/** @param {number} low @param {number} high @param {number} value */
export function smoothstep(low, high, value) {
  const share = clamp(0, 1, (value - low) / (high - low));
  return share * share * (3 - 2 * share);
}

/** The product of two 4 × 4 matrices. @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function multiply(a, b) {
  const out = new Float32Array(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[k * 4 + row] * b[column * 4 + k];
      out[column * 4 + row] = sum;
    }
  }
  return out;
}

/**
 * Write the quaternion product a·b into `out`; `out` may be `a` or `b`.
 * @param {Float32Array|number[]} a @param {number} ia @param {Float32Array|number[]} b
 * @param {number} ib
 * @param {Float32Array|number[]} out @param {number} io
 */
export function turnBy(a, ia, b, ib, out, io) {
  const ax = a[ia], ay = a[ia + 1], az = a[ia + 2], aw = a[ia + 3];
  const bx = b[ib], by = b[ib + 1], bz = b[ib + 2], bw = b[ib + 3];
  out[io] = aw * bx + ax * bw + ay * bz - az * by;
  out[io + 1] = aw * by - ax * bz + ay * bw + az * bx;
  out[io + 2] = aw * bz + ax * by - ay * bx + az * bw;
  out[io + 3] = aw * bw - ax * bx - ay * by - az * bz;
}

/**
 * A vector turned by a unit quaternion.
 * @param {ArrayLike<number>} q @param {number} i @param {number} x @param {number} y
 * @param {number} z
 * @returns {Vector}
 */
export function turned(q, i, x, y, z) {
  const qx = q[i], qy = q[i + 1], qz = q[i + 2], w = q[i + 3];
  const tx = 2 * (qy * z - qz * y), ty = 2 * (qz * x - qx * z), tz = 2 * (qx * y - qy * x);
  return [
    x + w * tx + qy * tz - qz * ty,
    y + w * ty + qz * tx - qx * tz,
    z + w * tz + qx * ty - qy * tx,
  ];
}

/**
 * The unit quaternion of a rotation matrix, nine numbers row by row.
 * @param {ArrayLike<number>} m @returns {[number, number, number, number]}
 */
export function quaternionOf(m) {
  const trace = m[0] + m[4] + m[8];
  if (trace > 0) {
    const s = 2 * Math.sqrt(trace + 1);
    return [(m[7] - m[5]) / s, (m[2] - m[6]) / s, (m[3] - m[1]) / s, s / 4];
  }
  // Solve for the largest of x, y, z, so that the division is safe.
  const i = m[0] >= m[4] && m[0] >= m[8] ? 0 : m[4] >= m[8] ? 1 : 2;
  const j = (i + 1) % 3, k = (i + 2) % 3;
  const s = 2 * Math.sqrt(1 + m[i * 4] - m[j * 4] - m[k * 4]);
  /** @type {[number, number, number, number]} */
  const q = [0, 0, 0, (m[k * 3 + j] - m[j * 3 + k]) / s];
  q[i] = s / 4;
  q[j] = (m[j * 3 + i] + m[i * 3 + j]) / s;
  q[k] = (m[k * 3 + i] + m[i * 3 + k]) / s;
  return q;
}
