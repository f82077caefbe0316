// @ts-check
/**
 * Meshes of simple things, about their own origin: cushions, boxes with round edges, slabs, bands.
 *
 * @typedef {import("./vectors.js").Vector} Vector
 *
 * @typedef {object} Mesh
 * @property {Float32Array} positions
 * @property {Float32Array} normals
 * @property {Uint16Array} triangles
 */
import { along, cross, unit } from "./vectors.js";
import { smoothNormals } from "./skin.js";

/** @param {number} value @param {number} power */
const signedPower = (value, power) => Math.sign(value) * Math.abs(value) ** power;

/**
 * Triangles over a grid of vertices, `columns` in a row; rows close to rings when `closed`.
 * @param {number} rows @param {number} columns @param {boolean} closed @param {number} [from]
 */
function gridTriangles(rows, columns, closed, from = 0) {
  const triangles = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column < (closed ? columns : columns - 1); column++) {
      const a = from + row * columns + column;
      const b = from + row * columns + ((column + 1) % columns);
      triangles.push(a, a + columns, b, b, a + columns, b + columns);
    }
  }
  return triangles;
}

/**
 * A cushion that stands on y = 0.
 * @param {number} halfX @param {number} halfZ @param {number} height
 * @param {boolean} dent  a hollow where a head lies
 * @param {number} [square]  how boxy it is from above: 1 an ellipse, near 0 a rectangle
 * @returns {Mesh}
 */
export function cushion(halfX, halfZ, height, dent, square = 0.42) {
  const rows = 21,
    columns = 48,
    half = height / 2;
  const positions = new Float32Array(rows * columns * 3);
  for (let row = 0; row < rows; row++) {
    const rise = (row / (rows - 1) - 0.5) * Math.PI;
    for (let column = 0; column < columns; column++) {
      const around = (column / columns) * 2 * Math.PI;
      const reach = signedPower(Math.cos(rise), 0.75);
      const x = reach * signedPower(Math.cos(around), square) * halfX;
      const z = reach * signedPower(Math.sin(around), square) * halfZ;
      const y = signedPower(Math.sin(rise), 0.75) * half;
      const hollow = dent && y > 0 ? height * 0.19 * Math.exp(-(x * x + z * z) / 0.012) : 0;
      positions.set([x, half + y - hollow, z], (row * columns + column) * 3);
    }
  }
  const triangles = new Uint16Array(gridTriangles(rows, columns, true));
  const normals = new Float32Array(positions.length);
  smoothNormals(positions, triangles, normals);
  for (let column = 0; column < columns; column++) {
    normals.set([0, -1, 0], column * 3);
    normals.set([0, 1, 0], ((rows - 1) * columns + column) * 3);
  }
  return { positions, normals, triangles };
}

/** Metres between the cuts through the flat part of a box, whose light may change across it. */
const SPACING = 0.05;

/**
 * Where to cut one edge of a box: finely over the round part, evenly between.
 * @param {number} half @param {number} round @param {number} spacing
 */
function cuts(half, round, spacing) {
  const ROUND_STEPS = 3;
  const straight = half - round;
  const values = [];
  for (let i = 0; i < ROUND_STEPS; i++)
    values.push(-straight - round * Math.tan((1 - i / ROUND_STEPS) * (Math.PI / 4)));
  const steps = Math.max(1, Math.min(24, Math.round((2 * straight) / spacing)));
  for (let i = 0; i <= steps; i++) values.push(-straight + (2 * straight * i) / steps);
  for (let i = 1; i <= ROUND_STEPS; i++)
    values.push(straight + round * Math.tan((i / ROUND_STEPS) * (Math.PI / 4)));
  return values;
}

/**
 * A box about the origin.
 * @param {ArrayLike<number>} half  half its extents @param {number} round  radius of its edges
 * @param {number} [spacing]
 * @returns {Mesh}
 */
export function roundBox(half, round, spacing = SPACING) {
  const radius = Math.min(round, half[0], half[1], half[2]);
  /** @type {number[]} */
  const positions = [];
  /** @type {number[]} */
  const normals = [];
  /** @type {number[]} */
  const triangles = [];
  for (let axis = 0; axis < 3; axis++) {
    const u = (axis + 1) % 3,
      v = (axis + 2) % 3;
    const across = cuts(half[u], radius, spacing),
      down = cuts(half[v], radius, spacing);
    for (const side of [1, -1]) {
      const from = positions.length / 3;
      for (const a of across) {
        for (const b of down) {
          const point = [0, 0, 0];
          point[axis] = side * half[axis];
          point[u] = a;
          point[v] = b;
          const core = point.map((value, k) =>
            Math.max(radius - half[k], Math.min(half[k] - radius, value)),
          );
          const normal = unit([point[0] - core[0], point[1] - core[1], point[2] - core[2]]);
          positions.push(...along(core, normal, radius));
          normals.push(...normal);
        }
      }
      const faces = gridTriangles(across.length, down.length, false, from);
      triangles.push(...(side > 0 ? faces : flipped(faces)));
    }
  }
  return {
    positions: new Float32Array(positions),
    normals: new Float32Array(normals),
    triangles: new Uint16Array(triangles),
  };
}

/**
 * A slab whose upper face lies at y = 0: a mat, a mattress.
 * @param {{x0: number, x1: number, z0: number, z1: number}} extent
 * @param {number} thickness
 * @param {number} corner  radius seen from above @param {number} edge  radius of the upper edge
 * @returns {Mesh}
 */
export function slab({ x0, x1, z0, z1 }, thickness, corner, edge) {
  const CORNER_STEPS = 10,
    EDGE_STEPS = 6;
  /** @type {[number, number, number, number][]} */
  const outline = [];
  for (let quarter = 0; quarter < 4; quarter++) {
    const cx = quarter === 0 || quarter === 3 ? x1 - corner : x0 + corner;
    const cz = quarter < 2 ? z1 - corner : z0 + corner;
    for (let i = 0; i <= CORNER_STEPS; i++) {
      const angle = (quarter + i / CORNER_STEPS) * (Math.PI / 2);
      outline.push([cx, cz, Math.cos(angle), Math.sin(angle)]);
    }
  }
  /** @type {[number, number, number][]} inwards, downwards, angle from upright of the normal */
  const profile = [];
  for (let i = 0; i <= EDGE_STEPS; i++) {
    const lean = (i / EDGE_STEPS) * (Math.PI / 2);
    profile.push([edge * (1 - Math.sin(lean)), edge * (1 - Math.cos(lean)), lean]);
  }
  profile.push([0, thickness, Math.PI / 2]);
  /** @type {number[]} */
  const positions = [];
  /** @type {number[]} */
  const normals = [];
  for (const [inwards, down, lean] of profile) {
    for (const [cx, cz, c, s] of outline) {
      const reach = corner - inwards;
      positions.push(cx + c * reach, -down, cz + s * reach);
      normals.push(c * Math.sin(lean), Math.cos(lean), s * Math.sin(lean));
    }
  }
  const middle = positions.length / 3;
  positions.push((x0 + x1) / 2, 0, (z0 + z1) / 2);
  normals.push(0, 1, 0);
  positions.push((x0 + x1) / 2, -thickness, (z0 + z1) / 2);
  normals.push(0, -1, 0);
  const triangles = flipped(gridTriangles(profile.length, outline.length, true));
  const lowest = middle - outline.length;
  for (let i = 0; i < outline.length; i++) {
    const next = (i + 1) % outline.length;
    triangles.push(middle, next, i, middle + 1, lowest + i, lowest + next);
  }
  return {
    positions: new Float32Array(positions),
    normals: new Float32Array(normals),
    triangles: new Uint16Array(triangles),
  };
}

/** @param {number[]} triangles */
export function flipped(triangles) {
  const out = triangles.slice();
  for (let i = 0; i < out.length; i += 3)
    [out[i + 1], out[i + 2]] = [triangles[i + 2], triangles[i + 1]];
  return out;
}

/**
 * A place and a heading between `q` and `r`, on a curve through all four (centripetal Catmull-Rom,
 * which does not overshoot).
 * @param {Vector} p @param {Vector} q @param {Vector} r @param {Vector} s @param {number} share
 * @returns {[Vector, Vector]}
 */
function onCurve(p, q, r, s, share) {
  /** @param {Vector} a @param {Vector} b */
  const gap = (a, b) =>
    Math.sqrt(Math.max(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]), 1e-6));
  const before = gap(p, q),
    here = gap(q, r),
    after = gap(r, s);
  /** @type {Vector} */
  const point = [0, 0, 0];
  /** @type {Vector} */
  const heading = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const leave = here * ((q[k] - p[k]) / before - (r[k] - p[k]) / (before + here)) + r[k] - q[k];
    const arrive = here * ((s[k] - r[k]) / after - (s[k] - q[k]) / (here + after)) + r[k] - q[k];
    const bend = 2 * (q[k] - r[k]) + leave + arrive,
      lean = -3 * (q[k] - r[k]) - 2 * leave - arrive;
    point[k] = q[k] + share * (leave + share * (lean + share * bend));
    heading[k] = leave + share * (2 * lean + 3 * share * bend);
  }
  return [point, heading];
}

const BAND_STEPS = 8,
  BAND_SIDES = 8;

/** An empty band that runs over `points` places. @param {number} points @returns {Mesh} */
export function emptyBand(points) {
  const rings = (points - 1) * BAND_STEPS + 1;
  return {
    positions: new Float32Array(rings * BAND_SIDES * 3),
    normals: new Float32Array(rings * BAND_SIDES * 3),
    triangles: new Uint16Array(flipped(gridTriangles(rings, BAND_SIDES, true))),
  };
}

/**
 * Lay a flat band along a smooth line through the points.
 * @param {Mesh} band  from `emptyBand` @param {Vector[]} points
 * @param {number} width @param {number} thickness
 */
export function layBand(band, points, width, thickness) {
  const last = points.length - 1;
  /** The line goes straight on beyond its ends. @param {number} i @returns {Vector} */
  const at = (i) => {
    if (i < 0) return along(along([0, 0, 0], points[0], 2), points[1], -1);
    return i > last ? along(along([0, 0, 0], points[last], 2), points[last - 1], -1) : points[i];
  };
  /** @type {Vector} */
  let across = [0, 0, 1];
  let place = 0;
  const rings = last * BAND_STEPS + 1;
  for (let ring = 0; ring < rings; ring++) {
    const segment = Math.min(Math.floor(ring / BAND_STEPS), last - 1);
    const t = ring / BAND_STEPS - segment;
    const [point, heading] = onCurve(
      at(segment - 1),
      at(segment),
      at(segment + 1),
      at(segment + 2),
      t,
    );
    const ahead = unit(heading);
    // The band's breadth turns no more than it must.
    across = unit(
      along(across, ahead, -(across[0] * ahead[0] + across[1] * ahead[1] + across[2] * ahead[2])),
    );
    const outward = cross(ahead, across);
    for (let side = 0; side < BAND_SIDES; side++, place += 3) {
      const angle = (side / BAND_SIDES) * 2 * Math.PI;
      const c = Math.cos(angle),
        n = Math.sin(angle);
      band.positions.set(
        along(along(point, across, (c * width) / 2), outward, (n * thickness) / 2),
        place,
      );
      band.normals.set(
        unit(along(along([0, 0, 0], across, c * thickness), outward, n * width)),
        place,
      );
    }
  }
}
