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
 */
import { FRAME } from "./governor.js";
import { skyOf } from "./light.js";
import { SoftGround } from "./soft-ground.js";
import { SoftLight } from "./soft-light.js";
import { outline } from "./soft-outline.js";
import { Raster } from "./soft-raster.js";
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
/** Little for the first picture, which the browser draws before it has warmed to the code. */
export const FIRST_TIER = 3;

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
    this.raster = new Raster(1, 1);
    this.ground = new SoftGround();
    /** @type {SoftLight|null} */
    this.light = null;
    this.lightFor = "";
    /** @type {import("./camera.js").View|null} the view that the ground was worked out for */
    this.groundView = null;
    /** @type {ReturnType<typeof shell>[]} */
    this.shells = [];
  }

  get frame() {
    return TIERS[this.tier].frame;
  }

  /** @param {import("./scene.js").Scene} scene */
  setScene(scene) {
    this.scene = scene;
    const { skin, body } = scene;
    const figure = shell(
      skin.positions,
      skin.normals,
      body.triangles,
      body.coarse,
      wrapsOf(body.regions),
    );
    figure.regions = body.regions;
    this.shells = [
      figure,
      ...scene.things.map(({ positions, normals, triangles }) =>
        shell(
          positions,
          normals,
          triangles,
          triangles,
          new Float32Array(positions.length).fill(CLOTH),
        ),
      ),
    ];
    this.groundView = null;
  }

  /** @param {import("./palette.js").Colours} colours */
  setColours(colours) {
    this.colours = colours;
    this.groundView = null;
  }

  /**
   * @param {number} width  pixels of the page @param {number} height
   * @param {number} density of the screen
   */
  resize(width, height, density) {
    const across = Math.min(TIERS[this.tier].width, Math.round(width * Math.max(density, 2)));
    const down = Math.max(1, Math.round((across * height) / width));
    if (this.raster.width === across && this.raster.height === down) return;
    this.canvas.width = across;
    this.canvas.height = down;
    this.raster = new Raster(across, down);
    this.groundView = null;
  }

  /** @param {import("./camera.js").View} view */
  draw(view) {
    const { scene, colours, raster, shells, ground } = this;
    if (!scene || !colours) return;
    const sky = this.prepareLight(colours.theme, scene);
    if (this.groundView !== view) {
      ground.prepare(raster, scene, colours, view, sky);
      this.groundView = view;
    }
    for (const { positions, screen } of shells) raster.project(positions, view.matrix, screen);
    if (colours.theme === "lights-off") outline(raster, ground, shells, colours);
    else this.paint(view);
    raster.smoothEdges();
    this.context.putImageData(raster.image, 0, 0);
  }

  /** @param {string} theme @param {import("./scene.js").Scene} scene */
  prepareLight(theme, scene) {
    const { lights, tile } = TIERS[this.tier];
    const wanted = `${theme} ${this.tier}`;
    if (!this.light || this.lightFor !== wanted)
      this.light = new SoftLight(skyOf(theme, lights), tile);
    this.lightFor = wanted;
    if (theme === "lights-off") return this.light.sky;
    this.light.open(scene.bounds);
    this.shells.forEach(({ positions, casters }, i) => {
      // A wall is larger than the maps; what it would shade is behind it.
      if (i === 0 || scene.things[i - 1].material !== "wall") this.light?.cast(positions, casters);
    });
    return this.light.sky;
  }

  /** @param {import("./camera.js").View} view */
  paint({ eye }) {
    const { scene, colours, raster, shells, ground, light } = this;
    if (!scene || !colours || !light) return;
    ground.shade(light);
    ground.draw(raster);
    const { sheen } = light.sky.weather;
    shells.forEach((shell, i) => {
      face(shell, eye);
      light.gather(shell.positions, shell.normals, shell.wraps, shell.wanted, shell.light);
      brightenEdges(shell);
      const own =
        i === 0
          ? [colours.skin, colours.top, colours.legs, colours.hair]
          : [colours.things[scene.things[i - 1].material]];
      raster.fill(
        shell.screen,
        shell.triangles,
        shell.light,
        sheen,
        new Float32Array(own.flat()),
        shell.regions,
      );
    });
  }

  destroy() {
    this.shells = [];
  }
}

/**
 * A mesh and what is worked out for it in every frame.
 * @param {Float32Array} positions @param {Float32Array} normals @param {Uint16Array} triangles
 * @param {Uint16Array} casters  triangles that cast its shadow @param {Float32Array} wraps
 */
function shell(positions, normals, triangles, casters, wraps) {
  const count = positions.length / 3;
  return {
    positions,
    normals,
    triangles,
    casters,
    wraps,
    /** @type {Float32Array|null} */
    regions: null,
    screen: new Float32Array(count * 3),
    light: new Float32Array(count * 4),
    /** How squarely each vertex faces the viewer, and whether it can be seen. */
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

/** @param {ReturnType<typeof shell>} shell @param {ArrayLike<number>} eye */
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

/** @param {ReturnType<typeof shell>} shell */
function brightenEdges({ light, facing }) {
  for (let i = 0, o = 0; i < facing.length; i++, o += 4) {
    const away = 1 - Math.max(facing[i], 0),
      squared = away * away;
    light[o + 3] = squared * squared * (0.3 + (light[o] + light[o + 1] + light[o + 2]) / 3);
  }
}
