// @ts-check
/**
 * The things around the body: what it lies on, and pillows, seats, straps, walls and packs.
 *
 * The same meanings as in `making/propmeshes.py`: metres and degrees, turns are yaw about y, then
 * pitch about the turned x, then roll about the turned z; chairs and walls face +z before they are
 * turned. A thing that follows a joint is placed in that joint's frame: x to the person's left, y
 * up, z to the front, as in the neutral position.
 *
 * @typedef {import("./vectors.js").Vector} Vector
 * @typedef {import("./shapes.js").Mesh} Mesh
 * @typedef {import("./kinematics.js").Pose} Pose
 * @typedef {import("./kinematics.js").Prop} Prop
 * @typedef {import("./kinematics.js").Skeleton} Skeleton
 *
 * @typedef {object} Thing        a mesh in the room
 * @property {string} material    name of its colour in the palette
 * @property {Float32Array} positions
 * @property {Float32Array} normals
 * @property {Uint16Array} triangles
 * @property {((pose: Pose, skeleton: Skeleton) => void)|null} move  to where the joints are; null:
 *   it stands still
 */
import { DEGREE, along, turnBy, turned } from "./vectors.js";
import { cushion, emptyBand, flipped, layBand, roundBox, slab } from "./shapes.js";

const STRAP_WIDTH = 0.035,
  STRAP_THICKNESS = 0.005,
  TOWEL_THICKNESS = 0.016;

/**
 * @typedef {{x0: number, x1: number, z0: number, z1: number}} Extent  of a surface, metres
 * @typedef {{extent: Extent, corner: number, thickness: number, edge: number, floor: number}} Slab
 * @type {Record<"bed"|"mat", Slab>}
 */
const SURFACES = {
  bed: {
    extent: { x0: -1.06, x1: 1.06, z0: -0.52, z1: 0.52 },
    corner: 0.12,
    thickness: 0.24,
    edge: 0.05,
    floor: -0.56,
  },
  mat: {
    extent: { x0: -1.02, x1: 1.02, z0: -0.42, z1: 0.42 },
    corner: 0.07,
    thickness: 0.01,
    edge: 0.004,
    floor: -0.01,
  },
};

/** @param {number[]} [degrees] yaw, pitch, roll @returns {number[]} quaternion */
function quaternion([yaw = 0, pitch = 0, roll = 0] = []) {
  const q = [0, 0, 0, 1];
  for (const [axis, degrees] of [
    [1, yaw],
    [0, pitch],
    [2, roll],
  ]) {
    const step = [0, 0, 0, Math.cos((degrees * DEGREE) / 2)];
    step[axis] = Math.sin((degrees * DEGREE) / 2);
    turnBy(q, 0, step, 0, q, 0);
  }
  return q;
}

/**
 * @param {Mesh} mesh @param {ArrayLike<number>} turn  quaternion
 * @param {number} index  where it begins
 * @param {ArrayLike<number>} place @param {Mesh} out
 */
function put(mesh, turn, index, place, out) {
  for (let i = 0; i < mesh.positions.length; i += 3) {
    const { positions: p, normals: n } = mesh;
    out.positions.set(along(turned(turn, index, p[i], p[i + 1], p[i + 2]), place, 1), i);
    out.normals.set(turned(turn, index, n[i], n[i + 1], n[i + 2]), i);
  }
}

/** @param {Mesh} mesh @returns {Mesh} */
const copy = ({ positions, normals, triangles }) => ({
  positions: positions.slice(),
  normals: normals.slice(),
  triangles,
});

/** @param {Mesh} mesh @param {number[]} [turn] @param {ArrayLike<number>} [place] */
function placed(mesh, turn, place = [0, 0, 0]) {
  const out = copy(mesh);
  put(mesh, quaternion(turn), 0, place, out);
  return out;
}

/** @param {Mesh} mesh @param {number} axis @returns {Mesh} */
function mirrored(mesh, axis) {
  const out = copy(mesh);
  for (let i = axis; i < out.positions.length; i += 3) {
    out.positions[i] *= -1;
    out.normals[i] *= -1;
  }
  out.triangles = new Uint16Array(flipped([...mesh.triangles]));
  return out;
}

/** @param {Mesh[]} meshes @returns {Mesh} */
function joined(meshes) {
  /** @type {number[]} */
  const triangles = [];
  let vertices = 0;
  for (const mesh of meshes) {
    for (const index of mesh.triangles) triangles.push(index + vertices);
    vertices += mesh.positions.length / 3;
  }
  return {
    positions: Float32Array.from(meshes.flatMap(({ positions }) => [...positions])),
    normals: Float32Array.from(meshes.flatMap(({ normals }) => [...normals])),
    triangles: Uint16Array.from(triangles),
  };
}

/**
 * A plain chair: a seat, four legs, and a slightly leaning back of two rails.
 * @param {number} seat  metres above the floor
 */
function chair(seat) {
  const halfX = 0.215,
    halfZ = 0.21,
    thickness = 0.045,
    leg = 0.019,
    back = 0.42,
    lean = -7;
  const under = (seat - thickness) / 2,
    post = (back + 0.03) / 2;
  const parts = [
    placed(roundBox([halfX, thickness / 2, halfZ], 0.018), [], [0, seat - thickness / 2, 0]),
  ];
  for (const side of [-1, 1]) {
    const x = side * (halfX - leg - 0.012);
    for (const z of [halfZ - leg - 0.015, leg - halfZ])
      parts.push(placed(roundBox([leg, under, leg], 0.01), [], [x, under, z]));
    parts.push(
      placed(
        roundBox([leg, post, leg], 0.01),
        [0, lean],
        [x, seat + post - 0.03, leg - halfZ - 0.026],
      ),
    );
  }
  for (const [height, half] of [
    [0.36, 0.06],
    [0.19, 0.035],
  ]) {
    const behind = leg - halfZ - 0.003 + Math.tan(lean * DEGREE) * height;
    parts.push(
      placed(roundBox([halfX - 0.045, half, 0.01], 0.009), [0, lean], [0, seat + height, behind]),
    );
  }
  return joined(parts);
}

/** @type {Record<string, (prop: Prop, floor: number) => {material: string, mesh: Mesh}>} */
const SOLIDS = {
  pillow: ({ size = [0.19, 0.29, 0.1], turn, dent = false, at }) => ({
    material: "pillow",
    mesh: placed(cushion(size[0], size[1], size[2], dent), turn, at),
  }),
  pack: ({ size = [0.1, 0.14, 0.035], turn, at }) => ({
    material: "pack",
    mesh: placed(
      placed(cushion(size[0], size[1], size[2], false, 0.3), [], [0, -size[2] / 2, 0]),
      turn,
      at,
    ),
  }),
  box: ({ size = [0.2, 0.2, 0.2], round = 0.02, turn, at }) => ({
    material: "chair",
    mesh: placed(roundBox(size, round), turn, at),
  }),
  chair: ({ at = [0, 0], yaw = 0, seat = 0.45 }, floor) => ({
    material: "chair",
    mesh: placed(chair(seat), [yaw], [at[0], floor, at[1]]),
  }),
  wall: ({ at = [0, 0], yaw = 0 }, floor) => ({
    material: "wall",
    mesh: placed(roundBox([1.6, 1.15, 0.02], 0.015), [yaw], [at[0], floor + 1.15, at[1]]),
  }),
};

/** The other side's joint. @param {string} name @param {boolean} swap */
const sided = (name, swap) =>
  swap ? name.replace(/\.([LR])$/, (_, side) => (side === "L" ? ".R" : ".L")) : name;

/**
 * @param {Skeleton} skeleton @param {string} name @returns {number}
 */
function jointIndex({ joints }, name) {
  const index = joints.findIndex((joint) => joint.name === name);
  if (index < 0) throw new RangeError(`no joint ${name}`);
  return index;
}

/**
 * @param {Prop} prop @param {boolean} swap  the other side
 * @returns {Thing}
 */
function band(prop, swap) {
  const thickness = prop.kind === "towel" ? TOWEL_THICKNESS : STRAP_THICKNESS;
  const path = (prop.path ?? []).map(([name, [x, y, z]]) => ({
    name: sided(name, swap),
    offset: /** @type {Vector} */ ([swap ? -x : x, y, z]),
  }));
  const mesh = emptyBand(path.length);
  /** @param {Pose} pose @param {Skeleton} skeleton */
  const move = ({ turn, place }, skeleton) => {
    const points = path.map(({ name, offset }) => {
      const joint = jointIndex(skeleton, name);
      return along(
        turned(turn, joint * 4, ...offset),
        place.subarray(joint * 3, joint * 3 + 3),
        1,
      );
    });
    layBand(mesh, points, prop.width ?? STRAP_WIDTH, thickness);
  };
  return { material: "strap", ...mesh, move };
}

/**
 * @param {import("./kinematics.js").Setting} setting @param {boolean} swap  the other side
 * @returns {Thing[]}
 */
export function thingsOf({ props, surface, mirrorAxis }, swap) {
  const floor = surface === "floor" ? 0 : SURFACES[surface].floor;
  return props.map((prop) => {
    if (prop.kind === "strap" || prop.kind === "towel") return band(prop, swap);
    const { material, mesh } = SOLIDS[prop.kind](prop, floor);
    const own = swap ? mirrored(mesh, prop.follow ? 0 : mirrorAxis) : mesh;
    if (!prop.follow) return { material, ...own, move: null };
    const name = sided(prop.follow, swap);
    const moving = copy(own);
    /** @param {Pose} pose @param {Skeleton} skeleton */
    const move = ({ turn, place }, skeleton) => {
      const joint = jointIndex(skeleton, name);
      put(own, turn, joint * 4, place.subarray(joint * 3, joint * 3 + 3), moving);
    };
    return { material, ...moving, move };
  });
}

/**
 * What the body rests on.
 * @typedef {object} Support
 * @property {Thing[]} things       a mat, or a mattress and what carries it
 * @property {Extent|null} extent   of the first of them
 * @property {number} floor         height of the floor
 *
 * @param {import("./kinematics.js").Setting} setting @param {boolean} swap  the other side
 * @returns {Support}
 */
export function supportOf({ surface, bed, mirrorAxis }, swap) {
  if (surface === "floor") return { things: [], extent: null, floor: 0 };
  const { corner, thickness, edge, floor, extent: usual } = SURFACES[surface];
  let extent = bed ?? usual;
  if (swap && mirrorAxis === 2) extent = { ...extent, z0: -extent.z1, z1: -extent.z0 };
  if (swap && mirrorAxis === 0) extent = { ...extent, x0: -extent.x1, x1: -extent.x0 };
  /** @type {Thing[]} */
  const things = [{ material: surface, ...slab(extent, thickness, corner, edge), move: null }];
  if (surface === "bed") {
    const height = -floor - thickness;
    const half = [
      (extent.x1 - extent.x0) / 2 - 0.03,
      height / 2,
      (extent.z1 - extent.z0) / 2 - 0.03,
    ];
    // Its light is that of its faces: they need no cuts.
    const base = placed(
      roundBox(half, 0.02, Infinity),
      [],
      [(extent.x0 + extent.x1) / 2, floor + height / 2, (extent.z0 + extent.z1) / 2],
    );
    things.push({ material: "chair", ...base, move: null });
  }
  return { things, extent, floor };
}
