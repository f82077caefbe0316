// @ts-check
/**
 * Floor, mat and bed for the software renderer. They stand still, so their pixels are worked out
 * once for each view; a frame only darkens them where the body keeps the light away.
 *
 * @typedef {import("./scene.js").Room} Room
 * @typedef {import("./camera.js").View} View
 * @typedef {import("./light.js").Sky} Sky
 * @typedef {import("./palette.js").Colours} Colours
 * @typedef {import("./soft-raster.js").Raster} Raster
 */
import { openLight } from "./light.js";
import { toChannel } from "./palette.js";
import { fadeOf } from "./scene.js";
import { clamp } from "./vectors.js";

/** Cells in which the light on the floor is worked out, and how finely it is drawn between them. */
const COLUMNS = 96, ROWS = 48, FINER = 6;
const WIDTH = COLUMNS * FINER, HEIGHT = ROWS * FINER;
/** Shares of four cells at each spot between the middle two. */
const HILL = Array.from({ length: FINER }, (_, spot) => {
  const f = (((spot + 0.5) / FINER - 0.5) % 1 + 1) % 1, g = 1 - f;
  return [g ** 3 / 6, 2 / 3 - f * f * (1 - f / 2), 2 / 3 - g * g * (1 - g / 2), f ** 3 / 6];
});
/** How much the ground covers the page, 0 … 254, by 64ths of the square of the distance. */
const COVER = Float32Array.from({ length: 512 }, (_, i) =>
  254 * Math.exp(-((i / 64) ** 1.3) * 0.8));
/** Steps of brightness from darkness to open light. */
const TONES = 160;
/** The marks of the floor and of what stands on it. */
const FLOOR = 1, SUPPORT = 2;
const FLOOR_HALF = 4;
/** How far from its own spot a pixel may look. */
const SCATTER = 1;
/** Outside the light map. */
const NOWHERE = -1;

export class SoftGround {
  constructor() {
    const cells = COLUMNS * ROWS;
    this.positions = new Float32Array(cells * 3);
    this.normals = new Float32Array(cells * 3).map((_, i) => (i % 3 === 1 ? 1 : 0));
    this.wraps = new Float32Array(cells * 3).fill(0.05);
    this.light = new Float32Array(cells * 4);
    this.shares = new Float32Array(cells);
    this.rows = new Float32Array(WIDTH * ROWS);
    /** How much light each spot of the fine map gets, 0 … 255. */
    this.open = new Uint8Array(WIDTH * HEIGHT);
    // Which part of it the view shows: cells; and in each row the first spot, and the last.
    this.wanted = new Uint8Array(cells);
    this.first = new Int16Array(HEIGHT);
    this.last = new Int16Array(HEIGHT);
    // Of every pixel: colour in open light, nearness, surface, brightness, spot in the light map.
    this.pixels = new Uint32Array(0);
    this.near = new Float32Array(0);
    this.marks = new Uint8Array(0);
    this.values = new Float32Array(0);
    this.spots = new Int32Array(0);
    /**
     * @type {Uint16Array[]} for each mark: red, green, blue brightness (of 256) by share of light
     */
    this.tables = [];
    /** @type {Uint8Array[]} for each mark: red, green, blue by tone */
    this.tones = [];
    /** @type {unknown[]} what the tables were made for */
    this.tablesFor = [];
  }

  /** @param {number} count  pixels */
  sized(count) {
    this.pixels = new Uint32Array(count);
    this.near = new Float32Array(count);
    this.marks = new Uint8Array(count);
    this.values = new Float32Array(count);
    this.spots = new Int32Array(count);
  }

  /**
   * Work out the pixels for a view.
   * @param {Raster} raster @param {Room} room @param {Colours} colours @param {View} view
   * @param {Sky} sky
   */
  prepare(raster, room, colours, view, sky) {
    const count = raster.width * raster.height;
    if (this.pixels.length !== count) this.sized(count);
    this.near.fill(0);
    this.marks.fill(0);
    this.values.fill(1);
    this.mix(room, colours);
    this.lay(raster, room, view, sky);
    this.paint(raster, room, view);
    this.choose();
    this.spread(room);
  }

  /** @param {Room} room @param {Colours} colours */
  mix({ support }, colours) {
    if (this.tablesFor[0] === support && this.tablesFor[1] === colours) return;
    const names = ["", "floor", ...support.things.map(({ material }) => material)];
    this.tables = names.map((name) => darkening(colours.dim[name] ?? [0, 0, 0]));
    this.tones = names.map((name) => brightness(colours.ground[name] ?? [0, 0, 0]));
    this.tablesFor = [support, colours];
  }

  /**
   * Note which surface is where.
   * @param {Raster} raster @param {Room} room @param {View} view @param {Sky} sky
   */
  lay(raster, { support }, view, sky) {
    for (let row = 0; row < raster.height; row++) this.layRow(raster, view, support.floor, row);
    const above = sum(openLight(sky, [0, 1, 0]));
    support.things.forEach(({ positions, normals, triangles }, i) => {
      const values = new Float32Array(positions.length / 3);
      for (let v = 0; v < values.length; v++) {
        values[v] = sum(openLight(sky, normals.subarray(v * 3, v * 3 + 3))) / above;
      }
      const screen = new Float32Array(positions.length);
      raster.project(positions, view.matrix, screen);
      raster.mark(screen, triangles, this, SUPPORT + i, values);
    });
  }

  /**
   * Work on pixels is done row by row: what a browser has compiled for one serves all that follow.
   * @param {Raster} raster @param {View} view @param {number} floor  height @param {number} row
   */
  layRow(raster, view, floor, row) {
    const { near, marks } = this;
    const [ex, ey, ez] = view.eye;
    let [x, y, z] = rayAt(raster, view, row);
    const [dx, dy, dz] = acrossOf(raster, view);
    const from = row * raster.width, to = from + raster.width;
    for (let place = from; place < to; place++, x += dx, y += dy, z += dz) {
      const distance = (floor - ey) / y;
      if (!(distance > 0)) continue;
      if (Math.abs(ex + x * distance) > FLOOR_HALF) continue;
      if (Math.abs(ez + z * distance) > FLOOR_HALF) continue;
      near[place] = 1 / distance;
      marks[place] = FLOOR;
    }
  }

  /**
   * Give the marked pixels their colour in open light.
   * @param {Raster} raster @param {Room} room @param {View} view
   */
  paint(raster, room, view) {
    this.first.fill(WIDTH);
    this.last.fill(-1);
    for (let row = 0; row < raster.height; row++) this.paintRow(raster, room, view, row);
  }

  /** @param {Raster} raster @param {Room} room @param {View} view @param {number} line */
  paintRow(raster, { support, bounds }, view, line) {
    const raised = support.extent !== null && support.floor < -0.1 ? support.extent : null;
    const [fx, fz, fadeX, fadeZ] = fadeOf(bounds);
    const { centre, halfX, halfZ } = bounds;
    const { near, marks, values, spots, pixels, first, last, tones } = this;
    const [ex, ey, ez] = view.eye;
    let [dx, dy, dz] = rayAt(raster, view, line);
    const [sx, sy, sz] = acrossOf(raster, view);
    const from = line * raster.width, to = from + raster.width;
    for (let place = from; place < to; place++, dx += sx, dy += sy, dz += sz) {
      const mark = marks[place];
      spots[place] = NOWHERE;
      pixels[place] = 0;
      if (mark === 0) continue;
      const distance = 1 / near[place];
      const x = ex + dx * distance, z = ez + dz * distance;
      let value = values[place];
      if (raised && mark === FLOOR) {
        // The mattress keeps the light from the floor beside it.
        const besideX = Math.max(raised.x0 - x, x - raised.x1, 0);
        const besideZ = Math.max(raised.z0 - z, z - raised.z1, 0);
        value *= 1 - 0.75 * Math.exp(-Math.sqrt(besideX * besideX + besideZ * besideZ) / 0.16);
      }
      const u = (x - fx) / fadeX, v = (z - fz) / fadeZ;
      const cover = Math.round(COVER[Math.min((u * u + v * v) * 64, 511) | 0] + grain(place));
      const tone = tones[mark], k = (Math.min(value * TONES, 255) | 0) * 3;
      pixels[place] = (cover << 24) | (tone[k + 2] << 16) | (tone[k + 1] << 8) | tone[k];
      // The map is of the upper face; down the sides of a mattress its shadows end.
      if (raised && (mark === FLOOR || ey + dy * distance < -0.04)) continue;
      // Scattered a little, so that near the viewer the spots do not show as steps.
      const across = ((x - centre[0]) / halfX / 2 + 0.5) * WIDTH;
      const down = ((z - centre[2]) / halfZ / 2 + 0.5) * HEIGHT;
      const column = Math.floor(across + grain(place + 1) * SCATTER);
      const row = Math.floor(down + grain(place + 2) * SCATTER);
      if (column < 0 || column >= WIDTH || row < 0 || row >= HEIGHT) continue;
      spots[place] = row * WIDTH + column;
      if (column < first[row]) first[row] = column;
      if (column > last[row]) last[row] = column;
    }
  }

  /** Which cells spread their light as far as a spot in sight. */
  choose() {
    const { wanted, first, last } = this;
    wanted.fill(0);
    for (let y = 0; y < HEIGHT; y++) {
      if (last[y] < 0) continue;
      const top = hillAt(y), left = Math.max(hillAt(first[y]), 0), right = hillAt(last[y]) + 4;
      for (let row = Math.max(top, 0); row < Math.min(top + 4, ROWS); row++) {
        wanted.fill(1, row * COLUMNS + left, row * COLUMNS + Math.min(right, COLUMNS));
      }
    }
  }

  /** Lay the cells over the floor. @param {Room} room */
  spread({ bounds }) {
    const { centre, halfX, halfZ } = bounds;
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const place = (row * COLUMNS + column) * 3;
        this.positions[place] = centre[0] + halfX * (((column + 0.5) / COLUMNS) * 2 - 1);
        this.positions[place + 1] = 0.004;
        this.positions[place + 2] = centre[2] + halfZ * (((row + 0.5) / ROWS) * 2 - 1);
      }
    }
  }

  /** The light on the floor now. @param {import("./soft-light.js").SoftLight} soft */
  shade(soft) {
    const { light, shares } = this;
    soft.gather(this.positions, this.normals, this.wraps, this.wanted, light);
    const open = sum(openLight(soft.sky, [0, 1, 0]));
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const place = row * COLUMNS + column;
        const inside = Math.min(column, COLUMNS - 1 - column, row * 2, (ROWS - 1 - row) * 2);
        const edge = inside / (COLUMNS * 0.1);
        const lit = light[place * 4] + light[place * 4 + 1] + light[place * 4 + 2];
        const share = Math.min(1, lit / open);
        shares[place] = edge >= 1 ? share : 1 - (1 - share) * edge;
      }
    }
    this.refine();
  }

  /**
   * From cells to spots: each cell spreads as a smooth hill (cubic B-spline), along, then across.
   */
  refine() {
    const { rows, open, wanted, first, last } = this;
    for (let row = 0; row < ROWS; row++) {
      const from = wanted.indexOf(1, row * COLUMNS) - row * COLUMNS;
      if (from >= 0 && from < COLUMNS) this.refineRow(row);
    }
    for (let y = 0; y < HEIGHT; y++) {
      const [p, q, r, s] = HILL[y % FINER], start = hillAt(y);
      const [a, b, c, d] = [0, 1, 2, 3].map((k) => clamp(0, ROWS - 1, start + k) * WIDTH);
      for (let x = first[y]; x <= last[y]; x++) {
        const upper = p * rows[a + x] + q * rows[b + x];
        open[y * WIDTH + x] = 255 * (upper + r * rows[c + x] + s * rows[d + x]) + 0.5;
      }
    }
  }

  /** @param {number} row  of cells, whose light is spread along it */
  refineRow(row) {
    const { shares, rows } = this;
    for (let x = 0; x < WIDTH; x++) {
      const w = HILL[x % FINER], start = hillAt(x);
      let total = 0;
      for (let k = 0; k < 4; k++) {
        const column = Math.min(Math.max(start + k, 0), COLUMNS - 1);
        total += w[k] * shares[row * COLUMNS + column];
      }
      rows[row * WIDTH + x] = total;
    }
  }

  /** Put the ground under a new frame. @param {Raster} raster */
  draw({ pixels: out, near }) {
    const { pixels, spots, open, marks, tables } = this;
    near.set(this.near);
    for (let i = 0; i < pixels.length; i++) {
      const spot = spots[i], colour = pixels[i];
      const share = spot < 0 ? 255 : open[spot];
      if (share > 252) {
        out[i] = colour;
        continue;
      }
      const table = tables[marks[i]], k = share * 3;
      const red = ((colour & 255) * table[k]) >> 8;
      const green = (((colour >> 8) & 255) * table[k + 1]) >> 8;
      const blue = (((colour >> 16) & 255) * table[k + 2]) >> 8;
      out[i] = (colour & 0xff000000) | (blue << 16) | (green << 8) | red;
    }
  }
}

/**
 * Less than one step of brightness, never twice alike: keeps soft gradients from banding.
 * @param {number} place
 */
const grain = (place) => {
  const mixed = Math.imul(Math.imul(place, 0x9e3779b1) ^ (place >>> 5), 0x85ebca6b);
  return (mixed >>> 24) / 255 - 0.5;
};

/** @param {ArrayLike<number>} light */
const sum = (light) => light[0] + light[1] + light[2];

/**
 * Red, green and blue on the screen by `TONES` of the light.
 * @param {ArrayLike<number>} ground
 */
function brightness(ground) {
  return Uint8Array.from({ length: 256 * 3 }, (_, i) =>
    255 * toChannel(Math.min(1, (ground[i % 3] * (Math.floor(i / 3) + 0.5)) / TONES)) + 0.5);
}

/**
 * Brightness on the screen for every share of the light.
 * @param {ArrayLike<number>} dim  what remains of red, green and blue in full shadow
 */
function darkening(dim) {
  return Uint16Array.from({ length: 256 * 3 }, (_, i) => {
    const left = dim[i % 3];
    return 256 * (left + (1 - left) * (Math.floor(i / 3) / 255)) ** (1 / 2.2);
  });
}

/**
 * The line of sight of the first pixel in a row; its part along the view is 1.
 * @param {{width: number, height: number}} size @param {View} view @param {number} row
 */
function rayAt({ width, height }, { inverse: m }, row) {
  const u = 1 / width - 1, v = 1 - ((row + 0.5) / height) * 2;
  return [0, 1, 2].map((k) => m[k] * u + m[3 + k] * v + m[6 + k]);
}

/**
 * What is added to a line of sight from pixel to pixel.
 * @param {{width: number}} size @param {View} view
 */
const acrossOf = ({ width }, { inverse: m }) => [0, 1, 2].map((k) => (m[k] * 2) / width);

/** The first of the four cells that a spot gets its light from. @param {number} spot */
const hillAt = (spot) => (((spot + FINER / 2) / FINER) | 0) - 2;
