// @ts-check
/**
 * Draws a scene with WebGL2: shadow maps for many lights in one atlas, a small map of the light on
 * the floor, then the picture itself, over a transparent ground.
 *
 * @typedef {object} Tier
 * @property {number} lights
 * @property {number} tile     pixels of a shadow map
 * @property {number} map      pixels across the floor's light map
 * @property {number} density  most pixels for a pixel of the page
 */
import { FRAME } from "./governor.js";
import { Model, Program, target } from "./graphics.js";
import { skyOf } from "./light.js";
import { OutlinePass } from "./outline.js";
import { fadeOf } from "./scene.js";
import { DEPTH, FLOOR_LIGHT, GROUND, MOST_LIGHTS, SOLID } from "./shaders.js";

/** @type {Tier[]} */
export const TIERS = [
  { lights: 32, tile: 128, map: 128, density: 2 },
  { lights: 32, tile: 96, map: 96, density: 1.5 },
  { lights: 16, tile: 96, map: 96, density: 1.25 },
  { lights: 8, tile: 64, map: 64, density: 1 },
];
/** No graphics card of these years needs less to begin with. */
export const FIRST_TIER = 0;

const COLUMNS = 8;
const FLOOR_HALF = 4;

export class WebglRenderer {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.kind = /** @type {const} */ ("webgl");
    this.gl = gl;
    this.tiers = TIERS.length;
    this.tier = FIRST_TIER;
    this.frame = FRAME;
    /** @type {Map<string, Program>} */
    this.programs = new Map();
    this.skyBuffer = gl.createBuffer();
    gl.bindBuffer(gl.UNIFORM_BUFFER, this.skyBuffer);
    gl.bufferData(gl.UNIFORM_BUFFER, MOST_LIGHTS * 64, gl.DYNAMIC_DRAW);
    gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, this.skyBuffer);
    const half = FLOOR_HALF;
    this.plane = new Model(gl, {
      positions: new Float32Array([-half, 0, -half, half, 0, -half, half, 0, half, -half, 0, half]),
      normals: new Float32Array([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]),
      triangles: new Uint16Array([0, 2, 1, 0, 3, 2]),
    });
    /** @type {Model[]} */
    this.things = [];
    /** @type {Model[]} */
    this.support = [];
    /** @type {import("./light.js").Sky|null} */
    this.sky = null;
    this.skyFor = "";
    /** @type {OutlinePass|null} */
    this.outline = null;
  }

  /** @param {string} name @param {{vertex: string, fragment: string}} source */
  program(name, source) {
    let program = this.programs.get(name);
    if (!program) {
      program = new Program(this.gl, source);
      this.programs.set(name, program);
    }
    return program;
  }

  /** @param {import("./scene.js").Scene} scene */
  setScene(scene) {
    const { gl } = this;
    for (const model of [this.figure, ...this.things, ...this.support]) model?.delete();
    const { skin, body } = scene;
    this.scene = scene;
    this.figure = new Model(
      gl,
      { positions: skin.positions, normals: skin.normals, triangles: body.triangles },
      body.regions,
      body.coarse,
    );
    this.things = scene.things.map((thing) => new Model(gl, thing));
    this.support = scene.support.things.map((thing) => new Model(gl, thing));
    this.plane.mesh.positions.forEach((_, i, all) => {
      if (i % 3 === 1) all[i] = scene.support.floor;
    });
    this.plane.send();
  }

  /** @param {import("./palette.js").Colours} colours */
  setColours(colours) {
    this.colours = colours;
  }

  /**
   * @param {number} width  pixels of the page @param {number} height
   * @param {number} density of the screen
   */
  resize(width, height, density) {
    const canvas = /** @type {HTMLCanvasElement} */ (this.gl.canvas);
    const scale = Math.min(density, TIERS[this.tier].density);
    const w = Math.max(1, Math.round(width * scale)),
      h = Math.max(1, Math.round(height * scale));
    if (canvas.width !== w) canvas.width = w;
    if (canvas.height !== h) canvas.height = h;
  }

  /** @param {import("./camera.js").View} view */
  draw(view) {
    const { gl, scene, colours, figure } = this;
    if (!scene || !colours || !figure || gl.isContextLost()) return;
    figure.send();
    scene.things.forEach((thing, i) => thing.move && this.things[i].send());
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.CULL_FACE);
    if (colours.theme === "lights-off") {
      this.outline ??= new OutlinePass(gl);
      this.openPicture();
      this.outline.draw(scene, colours, view, figure, this.things, this.support);
      return;
    }
    this.light(colours.theme);
    this.castShadows();
    this.lightFloor();
    this.openPicture();
    this.drawGround(view);
    this.drawThings(view);
  }

  openPicture() {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  }

  /** Bring sky and maps to what theme and tier ask for. @param {string} theme */
  light(theme) {
    const { gl } = this;
    const { lights, tile, map } = TIERS[this.tier];
    const wanted = `${theme} ${this.tier}`;
    if (this.skyFor === wanted) return;
    this.skyFor = wanted;
    const sky = (this.sky = skyOf(theme, lights));
    const block = new Float32Array(lights * 16);
    for (let i = 0; i < lights; i++) {
      [sky.right, sky.up, sky.toward, sky.colour].forEach((list, k) =>
        block.set(list.subarray(i * 3, i * 3 + 3), i * 16 + k * 4),
      );
    }
    gl.bindBuffer(gl.UNIFORM_BUFFER, this.skyBuffer);
    gl.bufferSubData(gl.UNIFORM_BUFFER, 0, block);
    this.atlas?.delete();
    this.floorMap?.delete();
    this.atlas = target(gl, COLUMNS * tile, Math.ceil(lights / COLUMNS) * tile, true);
    this.floorMap = target(gl, map, map / 2, false);
  }

  /** What every program needs to know about the light. @param {Program} program */
  lit(program) {
    const { gl, scene, sky, atlas } = this;
    if (!scene || !sky || !atlas) throw new Error("no light yet");
    const { centre, reach } = scene.bounds;
    program.use();
    program.setWhole("count", sky.count);
    program.set("bounds", [...centre, reach]);
    program.set("tiles", [COLUMNS, Math.ceil(sky.count / COLUMNS)]);
    program.set("bounce", sky.weather.bounce);
    program.set("sheen", sky.weather.sheen);
    program.setWhole("depths", 0);
    program.setWhole("map", 1);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, program === this.programs.get("depth") ? null : atlas.texture);
    return program;
  }

  castShadows() {
    const { gl, scene, sky, atlas, figure } = this;
    if (!scene || !sky || !atlas || !figure) return;
    this.lit(this.program("depth", DEPTH));
    gl.bindFramebuffer(gl.FRAMEBUFFER, atlas.frame);
    gl.viewport(0, 0, atlas.width, atlas.height);
    gl.clear(gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.POLYGON_OFFSET_FILL);
    gl.polygonOffset(1.5, 2);
    figure.cast(sky.count);
    // A wall is larger than the maps; what it would shade is behind it.
    this.things.forEach((model, i) => scene.things[i].material !== "wall" && model.cast(sky.count));
    gl.disable(gl.POLYGON_OFFSET_FILL);
  }

  lightFloor() {
    const { gl, scene, floorMap } = this;
    if (!scene || !floorMap) return;
    const program = this.lit(this.program("floor light", FLOOR_LIGHT));
    gl.bindFramebuffer(gl.FRAMEBUFFER, floorMap.frame);
    gl.viewport(0, 0, floorMap.width, floorMap.height);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.CULL_FACE);
    program.set("patch_", patchOf(scene.bounds));
    gl.bindVertexArray(null);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.CULL_FACE);
  }

  /** @param {import("./camera.js").View} view */
  drawGround(view) {
    const { gl, scene, colours, floorMap } = this;
    if (!scene || !colours || !floorMap) return;
    const { support, bounds } = scene;
    const program = this.lit(this.program("ground", GROUND));
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, floorMap.texture);
    // Nothing is blended: where a surface fades, the page shows through, not what lies below.
    program.set("matrix", view.matrix);
    program.set("patch_", patchOf(bounds));
    program.set("size", [floorMap.width, floorMap.height]);
    program.set("fade", fadeOf(bounds));
    const { extent, floor } = support;
    const raised = extent !== null && floor < -0.1;
    if (extent) program.set("above", [extent.x0, extent.z0, extent.x1, extent.z1]);
    program.set("shadowed", [raised ? 1 : 0]);
    program.set("top", [raised ? 0 : floor]);
    program.set("colours", pad(colours.ground.floor));
    program.set("dim", colours.dim.floor);
    this.plane.draw();
    program.set("shadowed", [0]);
    program.set("top", [0]);
    // What carries the mattress first: the mattress lies over it.
    for (let i = this.support.length - 1; i >= 0; i--) {
      const { material } = support.things[i];
      program.set("colours", pad(colours.ground[material]));
      program.set("dim", colours.dim[material]);
      this.support[i].draw();
    }
  }

  /** @param {import("./camera.js").View} view */
  drawThings(view) {
    const { gl, scene, colours, figure } = this;
    if (!scene || !colours || !figure) return;
    const program = this.lit(this.program("solid", SOLID));
    program.set("matrix", view.matrix);
    program.set("eye", view.eye);
    program.set("fleshy", [1]);
    program.set("colours", [...colours.skin, ...colours.top, ...colours.legs, ...colours.hair]);
    figure.draw();
    program.set("fleshy", [0]);
    this.things.forEach((model, i) => {
      program.set("colours", pad(colours.things[scene.things[i].material]));
      model.draw();
    });
  }

  destroy() {
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/** @param {import("./scene.js").Bounds} bounds */
const patchOf = ({ centre, halfX, halfZ }) => [centre[0], centre[2], halfX, halfZ];

/**
 * One colour for a program that has room for four.
 * @param {import("./vectors.js").Vector} colour
 */
const pad = (colour) => [...colour, ...colour, ...colour, ...colour];
