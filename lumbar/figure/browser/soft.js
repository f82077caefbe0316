// @ts-check
/**
 * The same figure without a graphics card: shadows, light and pixels are worked out in JavaScript,
 * at a size that the machine can afford, and the browser enlarges the picture smoothly.
 *
 * @typedef {object} Tier
 * @property {number} width   most pixels across
 * @property {number} lights
 * @property {number} tile    pixels of a shadow map
 * @property {number} frame   milliseconds from frame to frame
 *
 * @typedef {object} Surface
 * @property {Float32Array} positions
 * @property {Float32Array} normals
 * @property {Uint16Array} triangles
 * @property {Uint16Array} coarse         triangles that cast its shadow
 * @property {Float32Array|null} regions  of garments; null: a thing, all of one material
 * @property {Float32Array} wraps
 * @property {string} material
 *
 * @typedef {object} Work
 * @property {Float32Array} screen
 * @property {Float32Array} light
 * @property {Float32Array} facing  how squarely each vertex faces the viewer
 * @property {Uint8Array} wanted    whether it can be seen
 *
 * @typedef {Surface & Work} Shell
 */
import { FRAME } from "./governor.js";
import { skyOf } from "./light.js";
import { SoftGround } from "./soft-ground.js";
import { SoftLight } from "./soft-light.js";
import { outline } from "./soft-outline.js";
import { Raster } from "./soft-raster.js";
import { cushion } from "./shapes.js";
import { smoothstep } from "./vectors.js";

/** @type {Tier[]} */
export const TIERS = [
  { width: 960, lights: 24, tile: 96, frame: FRAME },
  { width: 720, lights: 16, tile: 80, frame: FRAME },
  { width: 540, lights: 12, tile: 64, frame: FRAME },
  { width: 360, lights: 8, tile: 64, frame: FRAME },
  // Twelve even pictures a second look calmer than fifteen uneven ones.
  { width: 360, lights: 8, tile: 48, frame: 1000 / 12 },
];
export const FIRST_TIER = 3;
/**
 * So little only while the picture fades in: the browser draws its first frames many times slower,
 * before it has compiled the code.
 * @type {Tier}
 */
const OPENING = { ...TIERS[FIRST_TIER], width: 144 };

const CLOTH = 0.08;
const FLESH = [0.34, 0.17, 0.11];

export class SoftRenderer {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas to draw on");
    this.kind = /** @type {const} */ ("soft");
    this.canvas = canvas;
    this.context = context;
    this.tiers = TIERS.length;
    this.tier = FIRST_TIER;
    /** Whether the first frames are still to be drawn. */
    this.opens = true;
    this.raster = new Raster(1, 1);
    this.ground = new SoftGround();
    /** @type {SoftLight|null} */
    this.light = null;
    this.lightFor = "";
    /** @type {Float32Array|null} the matrix of the view that the ground was worked out for */
    this.groundFor = null;
    /** @type {import("./scene.js").Room|null} */
    this.room = null;
    /** @type {Shell[]} */
    this.shells = [];
  }

  get quality() {
    return this.opens ? OPENING : TIERS[this.tier];
  }

  get frame() {
    return this.quality.frame;
  }

  /** @param {import("./scene.js").Scene} scene */
  setScene({ skin, body, room }) {
    const { triangles, coarse, regions } = body;
    const { positions, normals } = skin;
    const figure = dressed({ positions, normals, triangles, coarse, regions });
    this.furnish(room, [figure, ...room.things.map(plain)]);
  }

  /** @param {import("./scene.js").Room} room @param {Shell[]} shells */
  furnish(room, shells) {
    this.shells = shells;
    if (this.room !== room) this.groundFor = null;
    this.room = room;
  }

  /**
   * Draw the room with a cushion for a body, unseen, while the body is on its way: the ground is
   * done then, and the browser has compiled most of the code. Between its steps it can be left.
   * @param {import("./scene.js").Room} room @param {import("./camera.js").View} view
   */
  *rehearse(room, view) {
    yield;
    const { positions, normals, triangles } = cushion(0.8, 0.2, 0.3, false);
    const regions = positions.map((value) => value / 20);
    const standIn = dressed({ positions, normals, triangles, coarse: triangles, regions });
    this.furnish(room, [standIn, ...room.things.map(plain)]);
    yield* this.steps(view);
  }

  /** @param {import("./palette.js").Colours} colours */
  setColours(colours) {
    if (colours.theme !== this.colours?.theme) this.groundFor = null;
    this.colours = colours;
  }

  /**
   * @param {number} width  pixels of the page @param {number} height
   * @param {number} density of the screen
   */
  resize(width, height, density) {
    const across = Math.min(this.quality.width, Math.round(width * Math.max(density, 2)));
    const down = Math.max(1, Math.round((across * height) / width));
    if (this.raster.width === across && this.raster.height === down) return;
    this.canvas.width = across;
    this.canvas.height = down;
    this.raster = new Raster(across, down);
    this.groundFor = null;
  }

  /** @param {import("./camera.js").View} view */
  draw(view) {
    for (const _ of this.steps(view));
    this.context.putImageData(this.raster.image, 0, 0);
  }

  /** A picture, in steps of which none takes long. @param {import("./camera.js").View} view */
  *steps(view) {
    const { room, colours, raster, shells, ground } = this;
    if (!room || !colours) return;
    const sky = this.prepareLight(colours.theme, room);
    yield;
    if (!this.groundFor?.every((value, i) => value === view.matrix[i])) {
      ground.prepare(raster, room, colours, view, sky);
      this.groundFor = view.matrix;
      yield;
    }
    for (const { positions, screen } of shells) raster.project(positions, view.matrix, screen);
    if (colours.theme === "lights-off") outline(raster, ground, shells, colours);
    else yield* this.paint(view);
    raster.smoothEdges();
  }

  /** @param {string} theme @param {import("./scene.js").Room} room */
  prepareLight(theme, { bounds }) {
    const { lights, tile } = this.quality;
    const wanted = `${theme} ${lights} ${tile}`;
    if (!this.light || this.lightFor !== wanted)
      this.light = new SoftLight(skyOf(theme, lights), tile);
    this.lightFor = wanted;
    if (theme === "lights-off") return this.light.sky;
    this.light.open(bounds);
    for (const { positions, coarse, material } of this.shells) {
      // A wall is larger than the maps; what it would shade is behind it.
      if (material !== "wall") this.light.cast(positions, coarse);
    }
    return this.light.sky;
  }

  /** @param {import("./camera.js").View} view */
  *paint({ eye }) {
    const { colours, raster, shells, ground, light } = this;
    if (!colours || !light) return;
    ground.shade(light);
    yield;
    ground.draw(raster);
    const { sheen } = light.sky.weather;
    for (const shell of shells) {
      face(shell, eye);
      light.gather(shell.positions, shell.normals, shell.wraps, shell.wanted, shell.light);
      brightenEdges(shell);
      const own = shell.regions
        ? [colours.skin, colours.top, colours.legs, colours.hair]
        : [colours.things[shell.material]];
      raster.fill(
        shell.screen,
        shell.triangles,
        shell.light,
        sheen,
        new Float32Array(own.flat()),
        shell.regions,
      );
      yield;
    }
  }

  destroy() {
    this.shells = [];
  }
}

/**
 * The body, or who stands in for it.
 * @param {Omit<Surface, "wraps"|"material"> & {regions: Float32Array}} figure @returns {Shell}
 */
const dressed = (figure) =>
  shell({ ...figure, wraps: wrapsOf(figure.regions), material: "" });

/** @param {import("./props.js").Thing} thing @returns {Shell} */
function plain({ positions, normals, triangles, material }) {
  const wraps = new Float32Array(positions.length).fill(CLOTH);
  return shell({ positions, normals, triangles, coarse: triangles, regions: null, wraps, material });
}

/**
 * A mesh and what is worked out for it in every frame.
 * @param {Surface} surface
 * @returns {Shell}
 */
function shell({ positions, normals, triangles, coarse, regions, wraps, material }) {
  const count = positions.length / 3;
  return {
    positions,
    normals,
    triangles,
    coarse,
    regions,
    wraps,
    material,
    screen: new Float32Array(count * 3),
    light: new Float32Array(count * 4),
    facing: new Float32Array(count),
    wanted: new Uint8Array(count),
  };
}

/** Light reaches further round skin than round cloth. @param {Float32Array} regions */
function wrapsOf(regions) {
  const wraps = new Float32Array(regions.length);
  for (let i = 0; i < regions.length; i += 3) {
    const covered = smoothstep(-0.004, 0.004, Math.max(regions[i], regions[i + 1], regions[i + 2]));
    for (let k = 0; k < 3; k++) wraps[i + k] = FLESH[k] + (CLOTH - FLESH[k]) * covered;
  }
  return wraps;
}

/** @param {Shell} shell @param {ArrayLike<number>} eye */
function face({ positions, normals, facing, wanted }, eye) {
  for (let i = 0, v = 0; i < facing.length; i++, v += 3) {
    const x = eye[0] - positions[v],
      y = eye[1] - positions[v + 1],
      z = eye[2] - positions[v + 2];
    facing[i] =
      (normals[v] * x + normals[v + 1] * y + normals[v + 2] * z) / Math.sqrt(x * x + y * y + z * z);
    // Triangles at the rim have vertices that look away a little.
    wanted[i] = facing[i] > -0.5 ? 1 : 0;
  }
}

/** @param {Shell} shell */
function brightenEdges({ light, facing }) {
  for (let i = 0, o = 0; i < facing.length; i++, o += 4) {
    const away = 1 - Math.max(facing[i], 0),
      squared = away * away;
    light[o + 3] = squared * squared * (0.3 + (light[o] + light[o + 1] + light[o + 2]) / 3);
  }
}
