// @ts-check
/**
 * A body's mesh file, unpacked. The format is described with `making/meshfile.py`: a JSON header,
 * then planes of small integers, most of them differences to the number before.
 *
 * @typedef {object} Corrective
 * @property {number} parameter     whose value calls it in
 * @property {number} low           degrees at which it begins
 * @property {number} high          degrees at which it is complete
 * @property {Uint16Array} index    vertices it moves
 * @property {Float32Array} offset  metres in the rest pose, three for each of them
 *
 * @typedef {object} Body
 * @property {string} name
 * @property {import("./kinematics.js").Skeleton} skeleton
 * @property {number} count           vertices
 * @property {Float32Array} rest      their places in the rest pose, metres
 * @property {Float32Array} regions   top, legs, hair for each vertex: metres inside the edge
 * @property {Float32Array} breath    metres outwards at a full breath
 * @property {number} deepest         the largest of them
 * @property {Uint8Array} bones       four joints for each vertex
 * @property {Float32Array} weights   and their shares
 * @property {Uint16Array} triangles
 * @property {Uint16Array} coarse     fewer triangles over the same vertices, for shadows
 * @property {Corrective[]} correctives
 */
import { skeletonOf } from "./kinematics.js";

/** Takes typed arrays out of a buffer, one after the other. */
class Reader {
  /** @param {ArrayBuffer} buffer @param {number} place */
  constructor(buffer, place) {
    this.buffer = buffer;
    this.place = place;
  }

  /** @param {number} length */
  bytes(length) {
    const from = this.place;
    this.place += length;
    if (this.place > this.buffer.byteLength) throw new RangeError("the mesh file is cut short");
    return this.buffer.slice(from, this.place);
  }

  /** @param {number} length */
  signed(length) {
    return new Int8Array(this.bytes(length));
  }

  /** @param {number} length */
  unsigned(length) {
    return new Uint8Array(this.bytes(length));
  }

  /** Sixteen-bit numbers stored as differences that wrap round. @param {number} length */
  running(length) {
    // Little-endian, as every machine that runs a browser is.
    const numbers = new Uint16Array(this.bytes(length * 2));
    for (let i = 1; i < length; i++) numbers[i] += numbers[i - 1];
    return numbers;
  }
}

/**
 * Planes (all x, all y, …) to vertices (x, y, …, x, y, …).
 * @template {Float32Array|Uint8Array} T
 * @param {ArrayLike<number>} planes @param {number} width @param {T} out @param {number} [scale]
 * @returns {T}
 */
function interleave(planes, width, out, scale = 1) {
  const count = planes.length / width;
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0; i < count; i++) out[i * width + plane] = planes[plane * count + i] * scale;
  }
  return out;
}

/** @param {ArrayBuffer} buffer @returns {Body} */
export function decodeBody(buffer) {
  const headerLength = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength)));
  if (header.format !== 1) throw new RangeError(`a mesh of format ${header.format}`);
  const count = header.vertices;
  const reader = new Reader(buffer, 4 + headerLength);

  const rest = new Float32Array(count * 3);
  for (let axis = 0; axis < 3; axis++) {
    const low = header.low[axis];
    const scale = (header.high[axis] - low) / 65535;
    const plane = reader.running(count);
    for (let i = 0; i < count; i++) rest[i * 3 + axis] = low + plane[i] * scale;
  }
  const regions = interleave(
    reader.signed(count * 3),
    3,
    new Float32Array(count * 3),
    header.region_range / 127,
  );
  const breath = Float32Array.from(reader.signed(count), (value) => (value / 127) * header.breath);
  const bones = interleave(reader.unsigned(count * 4), 4, new Uint8Array(count * 4));
  const weights = interleave(reader.unsigned(count * 4), 4, new Float32Array(count * 4), 1 / 255);
  const triangles = reader.running(header.triangles * 3);
  const coarse = reader.running(header.shadow * 3);
  const correctives = header.correctives.map(
    (
      /** @type {{parameter: number, low: number, high: number, count: number}} */ {
        count: moved,
        ...when
      },
    ) => ({
      ...when,
      index: reader.running(moved),
      offset: interleave(
        reader.signed(moved * 3),
        3,
        new Float32Array(moved * 3),
        header.corrective_range / 127,
      ),
    }),
  );
  return {
    name: header.body,
    skeleton: skeletonOf(header),
    count,
    rest,
    regions,
    breath,
    deepest: breath.reduce((most, value) => Math.max(most, value), 0),
    bones,
    weights,
    triangles,
    coarse,
    correctives,
  };
}
