// @ts-check
/**
 * One exercise in its room: the body and the things, where they are at a moment. Renderers read the
 * arrays, which stay the same objects for as long as the scene lives. The room is known before the
 * body, whose mesh is much larger than a clip.
 *
 * @typedef {object} Bounds   a ball round everything that moves
 * @property {import("./vectors.js").Vector} centre
 * @property {number} reach   metres
 * @property {number} halfX   metres from the centre within which the floor is worth lighting
 * @property {number} halfZ
 */
import { emptyPose, parametersAt, solvePose } from "./kinematics.js";
import { supportOf, thingsOf } from "./props.js";
import { Skin } from "./skin.js";

/** Hands, hair and pillows stand out beyond the points that the camera frames. */
const MARGIN = 0.12;
/** How far out on the floor a shadow still shows. */
const SHADOW = 0.7;

export class Room {
  /**
   * @param {import("./kinematics.js").Setting} setting
   * @param {boolean} mirrored  the other side
   */
  constructor(setting, mirrored) {
    this.setting = setting;
    this.mirrored = mirrored;
    this.things = thingsOf(setting, mirrored);
    this.support = supportOf(setting, mirrored);
    this.bounds = boundsOf(setting, mirrored, this.things);
  }
}

export class Scene {
  /**
   * @param {import("./body.js").Body} body @param {import("./kinematics.js").Clip} clip
   * @param {boolean} mirrored  the other side
   * @param {Room} [room]       of the same clip and side
   */
  constructor(body, clip, mirrored, room = new Room(clip, mirrored)) {
    this.body = body;
    this.clip = clip;
    this.mirrored = mirrored;
    this.room = room;
    this.things = room.things;
    this.support = room.support;
    this.bounds = room.bounds;
    this.pose = emptyPose(body.skeleton);
    this.skin = new Skin(body);
  }

  /**
   * @param {number} share   0 at the start of the movement, 1 at its end
   * @param {number} breath  0 … 1 of a full breath
   */
  update(share, breath) {
    const { body, clip, pose, mirrored } = this;
    parametersAt(clip, body.skeleton, share, mirrored, pose.parameters);
    solvePose(body.skeleton, clip.bases[mirrored ? 1 : 0], pose);
    const depth = body.deepest ? (clip.breath ?? body.deepest) / body.deepest : 0;
    this.skin.update(pose, breath * depth);
    for (const thing of this.things) thing.move?.(pose, body.skeleton);
  }
}

/**
 * @param {import("./kinematics.js").Setting} setting @param {boolean} mirrored
 * @param {import("./props.js").Thing[]} things
 * @returns {Bounds}
 */
function boundsOf({ box, mirrorAxis }, mirrored, things) {
  const low = [Infinity, Infinity, Infinity],
    high = [-Infinity, -Infinity, -Infinity];
  /** @param {ArrayLike<number>} points @param {boolean} flip */
  const take = (points, flip) => {
    for (let i = 0; i < points.length; i++) {
      const axis = i % 3;
      const value = flip && axis === mirrorAxis ? -points[i] : points[i];
      low[axis] = Math.min(low[axis], value);
      high[axis] = Math.max(high[axis], value);
    }
  };
  take(box, mirrored);
  // A wall is larger than what happens before it; everything else must fit the shadow maps.
  for (const { material, move, positions } of things)
    if (!move && material !== "wall") take(positions, false);
  const half = low.map((value, axis) => (high[axis] - value) / 2);
  return {
    centre: [low[0] + half[0], low[1] + half[1], low[2] + half[2]],
    reach: Math.hypot(half[0], half[1], half[2]) + MARGIN,
    halfX: half[0] + SHADOW,
    halfZ: half[2] + SHADOW,
  };
}

/** Where the ground fades into the page: centre x and z, and radii. @param {Bounds} bounds */
export const fadeOf = ({ centre, halfX, halfZ }) => [
  centre[0],
  centre[2],
  Math.max(halfX, 1.55),
  Math.max(halfZ, 1.05),
];
