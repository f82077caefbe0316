// @ts-check
/**
 * A body of two bones and six vertices, written by hand in the mesh file's format, and a clip for
 * it.
 */

export const HEADER = {
  format: 1,
  body: "stick",
  vertices: 6,
  triangles: 4,
  shadow: 1,
  low: [-0.1, 0, -0.1],
  high: [0.1, 1, 0.1],
  parameters: ["root.x", "root.y", "root.z", "root.turn", "bend.L", "bend.R"],
  joints: [
    {
      name: "pelvis",
      parent: -1,
      offset: [0, 0, 0],
      bind: [0, 0, 0, 1],
      head: [0, 0, 0],
      turns: [[1, 3, 1]],
    },
    {
      name: "leg.L",
      parent: 0,
      offset: [0, 0.5, 0],
      bind: [0, 0, 0, 1],
      head: [0, 0.5, 0],
      turns: [
        [2, 4, 1],
        [0, 5, -1],
      ],
    },
  ],
  correctives: [{ parameter: 4, low: 20, high: 80, count: 2 }],
  corrective_range: 0.0254,
  region_range: 0.03,
  breath: 0.0127,
  mirror: [
    [0, 1],
    [1, 1],
    [2, 1],
    [3, -1],
    [5, 1],
    [4, 1],
  ],
};

/** Positions as the file's whole numbers, one row for each vertex. */
export const STEPS = [
  [0, 0, 0],
  [65535, 0, 0],
  [32768, 0, 65535],
  [0, 65535, 0],
  [65535, 65535, 0],
  [32768, 65535, 65535],
];
export const TRIANGLES = [0, 2, 1, 3, 4, 5, 0, 1, 3, 1, 4, 3];
export const SHADOW = [0, 2, 5];

/** Differences to the number before, as sixteen bits. @param {number[]} numbers */
const deltas = (numbers) =>
  numbers.flatMap((number, i) => {
    const step = (number - (i ? numbers[i - 1] : 0)) & 0xffff;
    return [step & 255, step >> 8];
  });

/** @param {number[][]} rows */
const planes = (rows) => rows[0].map((_, column) => rows.map((row) => row[column]));

/** @returns {ArrayBuffer} */
export function meshFile() {
  const header = [...new TextEncoder().encode(JSON.stringify(HEADER))];
  const length = [0, 8, 16, 24].map((shift) => (header.length >> shift) & 255);
  const regions = [127, 0, 0, -127, 0, 0, ...Array(12).fill(0)];
  const breath = [127, 0, 0, 0, 0, 0];
  const bones = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
  ];
  const weights = bones.map(() => [255, 0, 0, 0]);
  return new Uint8Array([
    ...length,
    ...header,
    ...planes(STEPS).flatMap(deltas),
    ...regions,
    ...breath,
    ...planes(bones).flat(),
    ...planes(weights).flat(),
    ...deltas(TRIANGLES),
    ...deltas(SHADOW),
    ...deltas([3, 5]),
    ...[127, -127, 0, 0, 0, 0],
  ]).buffer;
}

/** @param {number[][]} frames  parameters of each frame @param {object} [more] */
export function clipFile(frames, more = {}) {
  const numbers = planes(frames).flatMap((track, parameter) =>
    deltas(track.map((value) => Math.round(value * (parameter < 3 ? 10_000 : 100)))),
  );
  return {
    format: 1,
    exercise: "nod",
    variant: "standard",
    body: "stick",
    frames: frames.length,
    base: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    values: btoa(String.fromCharCode(...numbers)),
    camera: { azimuth: 20, elevation: 15, fov: 24 },
    box: [-0.5, 0, -0.2, 0.5, 1, 0.2],
    surface: "mat",
    props: [],
    sides: true,
    moves: true,
    breath: 0.0127,
    ...more,
  };
}
