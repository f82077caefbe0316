// @ts-check
/**
 * From a clip to the joints: which angles hold at a moment, and where every joint is then.
 *
 * A clip stores *parameters*, the angles clinicians use (degrees) and the place of the pelvis
 * (metres), at equal steps of time. The table of turns that makes joint rotations of them comes
 * with the body's mesh. Everything here is pure.
 *
 * @typedef {object} Joint            as written in a mesh file
 * @property {string} name
 * @property {number} parent          index of the parent, or -1
 * @property {number[]} offset        from the parent, in the parent's neutral frame, metres
 * @property {number[]} bind          quaternion from the rest pose to neutral
 * @property {number[]} head          place in the rest pose, metres
 * @property {[number, number, number][]} turns  axis, parameter, degrees of turn for each degree
 *
 * @typedef {object} Skeleton
 * @property {string[]} parameters
 * @property {Joint[]} joints         parents first
 * @property {Int16Array} source      for each parameter, where its mirrored value comes from
 * @property {Int8Array} sign         … and with which sign
 * @property {Int16Array} place       indices of root.x, root.y, root.z
 *
 * @typedef {object} Prop             a thing around the body, as in `making/propmeshes.py`
 * @property {"pillow"|"box"|"chair"|"strap"|"towel"|"wall"|"pack"} kind
 * @property {number[]} [at]
 * @property {number[]} [size]
 * @property {number[]} [turn]    yaw, pitch, roll
 * @property {number} [yaw]
 * @property {boolean} [dent]
 * @property {string|null} [follow]
 * @property {number} [round]
 * @property {number} [seat]      height of a chair's seat
 * @property {number} [width]
 * @property {[string, number[]][]} [path]  places that a strap runs through: joint, offset
 *
 * @typedef {object} Setting          what a clip says of everything but the movement
 * @property {string} exercise
 * @property {string} body
 * @property {number} frames
 * @property {number[][]} bases       quaternion of the position lain in: as stored, and mirrored
 * @property {0|2} mirrorAxis         the room's axis that is turned round for the other side
 * @property {{azimuth: number, elevation: number, fov: number}} camera
 * @property {number[]} box           points to keep in the picture
 * @property {"bed"|"mat"|"floor"} surface
 * @property {{x0: number, x1: number, z0: number, z1: number}|undefined} bed
 * @property {Prop[]} props
 * @property {boolean} sides
 * @property {boolean} moves
 * @property {number} breath          metres the chest moves at a full breath
 *
 * @typedef {Setting & {values: Float32Array}} Clip  frame by frame, a number for each parameter
 *
 * @typedef {object} Pose
 * @property {Float32Array} parameters
 * @property {Float32Array} turn      world rotation of each joint, 4 numbers each
 * @property {Float32Array} place     world place of each joint, 3 numbers each
 * @property {Float32Array} dual      dual quaternion from rest pose to world, 8 numbers each
 */
import { DEGREE, quaternionOf, turnBy, turned } from "./vectors.js";

const ROOT_PLACE = ["root.x", "root.y", "root.z"];
const UNITS_PER_DEGREE = 100;
const UNITS_PER_METRE = 10_000;

/**
 * @param {{parameters: string[], joints: Joint[], mirror: [number, number][]}} header
 * @returns {Skeleton}
 */
export function skeletonOf({ parameters, joints, mirror }) {
  if (mirror.length !== parameters.length) throw new RangeError("the mirror table does not fit");
  return {
    parameters,
    joints,
    source: Int16Array.from(mirror, ([index]) => index),
    sign: Int8Array.from(mirror, ([, sign]) => sign),
    place: Int16Array.from(ROOT_PLACE, (name) => parameters.indexOf(name)),
  };
}

/**
 * What can be known of a clip before its body has come.
 * @param {any} stored  a clip file, parsed
 * @returns {Setting}
 */
export function settingOf(stored) {
  if (stored.format !== 1) throw new RangeError(`a clip of format ${stored.format}`);
  const mirrorAxis = stored.mirror_axis === 0 ? 0 : 2;
  return {
    ...stored,
    props: stored.props ?? [],
    mirrorAxis,
    bases: [quaternionOf(stored.base), quaternionOf(mirroredBase(stored.base, mirrorAxis))],
  };
}

/**
 * @param {any} stored       a clip file, parsed
 * @param {Skeleton} skeleton
 * @returns {Clip}
 */
export function decodeClip(stored, skeleton) {
  const setting = settingOf(stored);
  const { frames } = setting;
  const parameters = skeleton.parameters.length;
  const bytes = Uint8Array.from(atob(stored.values), (letter) => letter.charCodeAt(0));
  if (bytes.length !== parameters * frames * 2) throw new RangeError("the clip does not fit");
  const view = new DataView(bytes.buffer);
  const values = new Float32Array(parameters * frames);
  for (let parameter = 0; parameter < parameters; parameter++) {
    const unit = skeleton.place.includes(parameter) ? UNITS_PER_METRE : UNITS_PER_DEGREE;
    let sum = 0;
    for (let frame = 0; frame < frames; frame++) {
      // Differences wrap round at 16 bits; shifting up and down again restores the sign.
      sum = ((sum + view.getInt16((parameter * frames + frame) * 2, true)) << 16) >> 16;
      values[frame * parameters + parameter] = sum / unit;
    }
  }
  return { ...setting, values };
}

/**
 * A mirror image seen from both sides: the body's left and right change places, and so do the two
 * ends of one axis of the room.
 * @param {number[]} base @param {0|2} axis
 */
function mirroredBase(base, axis) {
  return base.map((value, i) => {
    const turnsRow = Math.floor(i / 3) === axis;
    const turnsColumn = i % 3 === 0;
    return turnsRow === turnsColumn ? value : -value;
  });
}

/** @param {Skeleton} skeleton @returns {Pose} */
export function emptyPose({ joints, parameters }) {
  return {
    parameters: new Float32Array(parameters.length),
    turn: new Float32Array(joints.length * 4),
    place: new Float32Array(joints.length * 3),
    dual: new Float32Array(joints.length * 8),
  };
}

/**
 * The parameters at a moment of the movement, between frames in a straight line.
 * @param {Clip} clip @param {Skeleton} skeleton
 * @param {number} share      0 at the start, 1 at the end
 * @param {boolean} mirrored  the other side
 * @param {Float32Array} out
 */
export function parametersAt(clip, skeleton, share, mirrored, out) {
  const { values, frames, mirrorAxis } = clip;
  const { source, sign, place } = skeleton;
  const count = out.length;
  const at = Math.min(Math.max(share, 0), 1) * (frames - 1);
  const first = Math.min(Math.floor(at), Math.max(frames - 2, 0));
  const mix = frames > 1 ? at - first : 0;
  const here = first * count;
  const next = frames > 1 ? here + count : here;
  for (let i = 0; i < count; i++) {
    const from = mirrored ? source[i] : i;
    const value = values[here + from] * (1 - mix) + values[next + from] * mix;
    out[i] = mirrored ? sign[i] * value : value;
  }
  if (!mirrored) return;
  // How the place changes depends on the room, not on the body's table.
  for (let axis = 0; axis < 3; axis++) {
    const i = place[axis];
    const value = values[here + i] * (1 - mix) + values[next + i] * mix;
    out[i] = axis === mirrorAxis ? -value : value;
  }
}

const local = new Float32Array(4);
const step = new Float32Array(4);
const rotation = new Float32Array(4);
const shift = new Float32Array(4);

/**
 * Fill in where the joints are for `pose.parameters`.
 * @param {Skeleton} skeleton @param {number[]} base  quaternion @param {Pose} pose
 */
export function solvePose({ joints, place: root }, base, pose) {
  const { parameters, turn, place, dual } = pose;
  for (let j = 0; j < joints.length; j++) {
    const { parent, offset, bind, head, turns } = joints[j];
    local[0] = local[1] = local[2] = 0;
    local[3] = 1;
    for (const [axis, parameter, share] of turns) {
      const half = parameters[parameter] * share * DEGREE * 0.5;
      if (half === 0) continue;
      step[0] = step[1] = step[2] = 0;
      step[axis] = Math.sin(half);
      step[3] = Math.cos(half);
      turnBy(local, 0, step, 0, local, 0);
    }
    const at = j * 3;
    if (parent < 0) {
      turnBy(base, 0, local, 0, turn, j * 4);
      for (let axis = 0; axis < 3; axis++) place[at + axis] = parameters[root[axis]];
    } else {
      turnBy(turn, parent * 4, local, 0, turn, j * 4);
      const arm = turned(turn, parent * 4, offset[0], offset[1], offset[2]);
      for (let axis = 0; axis < 3; axis++) place[at + axis] = place[parent * 3 + axis] + arm[axis];
    }

    turnBy(turn, j * 4, bind, 0, rotation, 0);
    const moved = turned(rotation, 0, head[0], head[1], head[2]);
    for (let axis = 0; axis < 3; axis++) shift[axis] = place[at + axis] - moved[axis];
    shift[3] = 0;
    turnBy(shift, 0, rotation, 0, shift, 0);
    // q and -q turn alike, but blend differently: stay on the parent's side.
    let towards = 1;
    if (parent >= 0) {
      let agreement = 0;
      for (let k = 0; k < 4; k++) agreement += rotation[k] * dual[parent * 8 + k];
      if (agreement < 0) towards = -1;
    }
    for (let k = 0; k < 4; k++) {
      dual[j * 8 + k] = rotation[k] * towards;
      dual[j * 8 + 4 + k] = shift[k] * 0.5 * towards;
    }
  }
}
