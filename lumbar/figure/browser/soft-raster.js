// @ts-check
/**
 * Triangles into pixels, with typed arrays and a depth buffer. Depth is nearness (one divided by
 * the distance), which changes evenly across a flat surface in the picture.
 */
import { response, toChannel } from "./palette.js";

const STEPS = 2048, MOST = 6;
/** Screen brightness of so much light through the film's response. */
const SHOWN = Uint8ClampedArray.from({ length: STEPS + 1 }, (_, i) =>
  255 * toChannel(response((i / STEPS) * MOST)) + 0.5);
const SCALE = STEPS / MOST;

/**
 * A bend of nearness, as a share of it, that is an edge; and how neighbours are mixed there (of
 * 16).
 */
const EDGE_STEP = 0.012;
const BLUR = [1, 2, 1, 2, 4, 2, 1, 2, 1];

/** Region fields (metres) within which a triangle may show a garment's edge or hem. */
const NEAR_EDGE = 0.011;

export class Raster {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.near = new Float32Array(width * height);
    this.edges = new Int32Array(width * height);
    this.softened = new Uint32Array(width * height);
  }

  /**
   * Where vertices are in the picture: x, y and nearness for each.
   * @param {Float32Array} positions @param {Float32Array} matrix @param {Float32Array} out
   */
  project(positions, matrix, out) {
    const halfWidth = this.width * 0.5, halfHeight = this.height * 0.5;
    const [m0, m1, , m3, m4, m5, , m7, m8, m9, , m11, m12, m13, , m15] = matrix;
    for (let i = 0; i < positions.length; i += 3) {
      const x = positions[i], y = positions[i + 1], z = positions[i + 2];
      const near = 1 / (m3 * x + m7 * y + m11 * z + m15);
      out[i] = ((m0 * x + m4 * y + m8 * z + m12) * near + 1) * halfWidth - 0.5;
      out[i + 1] = (1 - (m1 * x + m5 * y + m9 * z + m13) * near) * halfHeight - 0.5;
      out[i + 2] = near;
    }
  }

  /**
   * A lit mesh.
   * @param {Float32Array} screen    from `project`
   * @param {Uint16Array} triangles
   * @param {Float32Array} light     red, green, blue and sheen for each vertex
   * @param {number[]} sheen  colour of the sheen
   * @param {Float32Array} colours   three each of skin (or the thing), top, legs, hair
   * @param {Float32Array|null} regions
   */
  fill(screen, triangles, light, sheen, colours, regions) {
    const { width, height, pixels, near } = this;
    const [sr, sg, sb] = sheen;
    const albedo = colours.slice(0, 3);
    for (let t = 0; t < triangles.length; t += 3) {
      const ia = triangles[t], ib = triangles[t + 1], ic = triangles[t + 2];
      const a = ia * 3, b = ib * 3, c = ic * 3;
      const ax = screen[a], ay = screen[a + 1];
      const bx = screen[b], by = screen[b + 1];
      const cx = screen[c], cy = screen[c + 1];
      const area = (cx - ax) * (by - ay) - (cy - ay) * (bx - ax);
      if (area <= 0) continue;
      let x0 = Math.ceil(ax < bx ? (ax < cx ? ax : cx) : bx < cx ? bx : cx);
      let x1 = Math.floor(ax > bx ? (ax > cx ? ax : cx) : bx > cx ? bx : cx);
      let y0 = Math.ceil(ay < by ? (ay < cy ? ay : cy) : by < cy ? by : cy);
      let y1 = Math.floor(ay > by ? (ay > cy ? ay : cy) : by > cy ? by : cy);
      if (x0 < 0) x0 = 0;
      if (y0 < 0) y0 = 0;
      if (x1 >= width) x1 = width - 1;
      if (y1 >= height) y1 = height - 1;
      if (x0 > x1 || y0 > y1) continue;

      // Shares of b and c at a pixel, and how they change from pixel to pixel.
      const inverse = 1 / area;
      const bdx = -(cy - ay) * inverse, bdy = (cx - ax) * inverse;
      const cdx = (by - ay) * inverse, cdy = -(bx - ax) * inverse;
      const dressed = regions !== null && this.plainColour(regions, a, b, c, colours, albedo);
      const az = screen[a + 2], bz = screen[b + 2] - az, cz = screen[c + 2] - az;
      const la = ia * 4, lb = ib * 4, lc = ic * 4;
      const er = light[la], eg = light[la + 1], eb = light[la + 2], es = light[la + 3];
      const br = light[lb] - er, bg = light[lb + 1] - eg, bb = light[lb + 2] - eb;
      const cr = light[lc] - er, cg = light[lc + 1] - eg, cb = light[lc + 2] - eb;
      const bs = light[lb + 3] - es, cs = light[lc + 3] - es;
      for (let y = y0; y <= y1; y++) {
        let wb = (x0 - ax) * bdx + (y - ay) * bdy, wc = (x0 - ax) * cdx + (y - ay) * cdy;
        for (let x = x0, place = y * width + x0; x <= x1; x++, place++, wb += bdx, wc += cdx) {
          if (wb < 0 || wc < 0 || wb + wc > 1) continue;
          const z = az + wb * bz + wc * cz;
          if (z <= near[place]) continue;
          near[place] = z;
          if (dressed && regions) {
            this.edgeColour(regions, a, b, c, wb, wc, bdx, bdy, cdx, cdy, colours, albedo);
          }
          const s = es + wb * bs + wc * cs;
          let r = (albedo[0] * (er + wb * br + wc * cr) + s * sr) * SCALE;
          let g = (albedo[1] * (eg + wb * bg + wc * cg) + s * sg) * SCALE;
          let l = (albedo[2] * (eb + wb * bb + wc * cb) + s * sb) * SCALE;
          if (r > STEPS) r = STEPS;
          if (g > STEPS) g = STEPS;
          if (l > STEPS) l = STEPS;
          pixels[place] = 0xff000000 | (SHOWN[l | 0] << 16) | (SHOWN[g | 0] << 8) | SHOWN[r | 0];
        }
      }
    }
  }

  /** Soften the steps where one thing ends before another. */
  smoothEdges() {
    const { width, height, pixels, near, edges, softened } = this;
    let count = 0;
    for (let y = 1; y < height - 1; y++) {
      for (let i = y * width + 1, end = i + width - 2; i < end; i++) {
        const here = near[i], step = here * EDGE_STEP;
        // A slope goes on at the other side, an edge does not.
        const across = near[i - 1] + near[i + 1] - 2 * here;
        const down = near[i - width] + near[i + width] - 2 * here;
        if (Math.abs(across) > step || Math.abs(down) > step) edges[count++] = i;
      }
    }
    for (let e = 0; e < count; e++) {
      let red = 0, green = 0, blue = 0, alpha = 0;
      for (let k = 0; k < 9; k++) {
        const colour = pixels[edges[e] + ((k % 3) - 1) + (((k / 3) | 0) - 1) * width];
        const weight = (colour >>> 24) * BLUR[k];
        alpha += weight;
        red += (colour & 255) * weight;
        green += ((colour >> 8) & 255) * weight;
        blue += ((colour >> 16) & 255) * weight;
      }
      if (alpha === 0) softened[e] = 0;
      else {
        softened[e] = ((alpha >> 4) << 24) | ((blue / alpha) << 16)
          | ((green / alpha) << 8) | (red / alpha);
      }
    }
    for (let e = 0; e < count; e++) pixels[edges[e]] = softened[e];
  }

  /**
   * Only note what is where: a mark for every pixel, and one number between the vertices.
   * @param {Float32Array} screen @param {Uint16Array} triangles
   * @param {{marks: Uint8Array, near: Float32Array, values: Float32Array|null}} into
   * @param {number} mark
   * @param {Float32Array|null} [values]   one for each vertex
   * @param {Float32Array|null} [regions]  adds 1, 2, 3 to the mark within top, legs, hair
   */
  mark(screen, triangles, into, mark, values = null, regions = null) {
    const { width, height } = this;
    for (let t = 0; t < triangles.length; t += 3) {
      const a = triangles[t] * 3, b = triangles[t + 1] * 3, c = triangles[t + 2] * 3;
      const ax = screen[a], ay = screen[a + 1];
      const bx = screen[b], by = screen[b + 1];
      const cx = screen[c], cy = screen[c + 1];
      const area = (cx - ax) * (by - ay) - (cy - ay) * (bx - ax);
      if (!(area > 0)) continue;
      const inverse = 1 / area;
      const x0 = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
      const x1 = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx)));
      const y0 = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
      const y1 = Math.min(height - 1, Math.floor(Math.max(ay, by, cy)));
      const az = screen[a + 2], bz = screen[b + 2] - az, cz = screen[c + 2] - az;
      // How the shares of b and c change across; a mat has triangles as large as the picture.
      const bdx = (ay - cy) * inverse, cdx = (by - ay) * inverse;
      for (let y = y0; y <= y1; y++) {
        const wb0 = ((cx - ax) * (y - ay) + (cy - ay) * ax) * inverse;
        const wc0 = (-ax * (by - ay) - (bx - ax) * (y - ay)) * inverse;
        let from = x0, to = x1;
        if (bdx > 0) from = Math.max(from, Math.floor(-wb0 / bdx));
        else if (bdx < 0) to = Math.min(to, Math.ceil(-wb0 / bdx));
        if (cdx > 0) from = Math.max(from, Math.floor(-wc0 / cdx));
        else if (cdx < 0) to = Math.min(to, Math.ceil(-wc0 / cdx));
        const adx = -bdx - cdx, wa0 = 1 - wb0 - wc0;
        if (adx > 0) from = Math.max(from, Math.floor(-wa0 / adx));
        else if (adx < 0) to = Math.min(to, Math.ceil(-wa0 / adx));
        for (let x = from; x <= to; x++) {
          const wb = ((cx - ax) * (y - ay) - (cy - ay) * (x - ax)) * inverse;
          const wc = ((x - ax) * (by - ay) - (y - ay) * (bx - ax)) * inverse;
          const wa = 1 - wb - wc;
          if (wb < 0 || wc < 0 || wa < 0) continue;
          const place = y * width + x, z = az + wb * bz + wc * cz;
          if (z <= into.near[place]) continue;
          into.near[place] = z;
          let what = mark;
          for (let layer = 0; regions && layer < 3 && what === mark; layer++) {
            const field = FIELDS[layer];
            const p = regions[a + field], q = regions[b + field], r = regions[c + field];
            if (p * wa + q * wb + r * wc > 0) what = mark + 1 + field;
          }
          into.marks[place] = what;
          if (values && into.values) {
            into.values[place] = values[a / 3] * wa + values[b / 3] * wb + values[c / 3] * wc;
          }
        }
      }
    }
  }

  /**
   * The colour of a triangle that lies within one garment, or true: it shows an edge.
   * @param {Float32Array} regions @param {number} a @param {number} b @param {number} c
   * @param {Float32Array} colours @param {Float32Array} out
   */
  plainColour(regions, a, b, c, colours, out) {
    let which = 0;
    for (let layer = 0; layer < 3; layer++) {
      const field = FIELDS[layer];
      const p = regions[a + field], q = regions[b + field], r = regions[c + field];
      const low = Math.min(p, q, r), high = Math.max(p, q, r);
      if (low < NEAR_EDGE && high > -NEAR_EDGE * 0.4) return true;
      if (low > 0) {
        which = field + 1;
        break;
      }
    }
    for (let k = 0; k < 3; k++) out[k] = colours[which * 3 + k];
    return false;
  }

  /**
   * The colour at one pixel of a triangle with an edge: garments end within a pixel.
   * @param {Float32Array} regions @param {number} a @param {number} b @param {number} c
   * @param {number} wb @param {number} wc @param {number} bdx @param {number} bdy
   * @param {number} cdx @param {number} cdy
   * @param {Float32Array} colours @param {Float32Array} out
   */
  edgeColour(regions, a, b, c, wb, wc, bdx, bdy, cdx, cdy, colours, out) {
    for (let k = 0; k < 3; k++) out[k] = colours[k];
    for (let layer = 2; layer >= 0; layer--) {
      const field = FIELDS[layer], colour = (field + 1) * 3;
      const p = regions[a + field], q = regions[b + field] - p, r = regions[c + field] - p;
      const value = p + wb * q + wc * r;
      const slope = Math.abs(q * bdx + r * cdx) + Math.abs(q * bdy + r * cdy);
      const inside = Math.min(Math.max(value / Math.max(slope, 1e-5) + 0.5, 0), 1);
      const fold = layer > 0 ? 1 - 0.18 * Math.max(0, 1 - Math.abs(value - 0.006) / 0.004) : 1;
      for (let k = 0; k < 3; k++) {
        out[k] = (out[k] + (colours[colour + k] - out[k]) * inside) * fold;
      }
    }
  }
}

/**
 * Region fields, the uppermost first: hair lies over the top, the top over the legs.
 */
const FIELDS = [2, 0, 1];
