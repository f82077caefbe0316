// @ts-check
/**
 * The soft sky without a graphics card: a few coarse shadow maps, looked up at every vertex. The
 * sums are those of `shaders.js`.
 */

/**
 * Metres that a surface must be behind another to lie in its shadow, and until the shadow is full.
 */
const BIAS = 0.012, RAMP = 1 / 0.03;
const FAR = 1e6;
/** Numbers that there is room for at once: a body's, with some to spare. */
const ROOM = 1 << 15;

export class SoftLight {
  /** @param {import("./light.js").Sky} sky @param {number} tile  pixels across a shadow map */
  constructor(sky, tile) {
    this.sky = sky;
    this.tile = tile;
    this.maps = new Float32Array(sky.count * tile * tile);
    this.flat = new Float32Array(ROOM);
    this.bounds = { centre: [0, 0, 0], reach: 1 };
  }

  /** @param {{centre: number[], reach: number}} bounds  what the maps see */
  open(bounds) {
    this.bounds = bounds;
    this.maps.fill(FAR);
  }

  /**
   * Let a mesh cast its shadow in every map.
   * @param {Float32Array} positions @param {Uint16Array} triangles
   */
  cast(positions, triangles) {
    const { tile, sky, maps, bounds } = this;
    if (this.flat.length < positions.length) this.flat = new Float32Array(positions.length);
    const { flat } = this;
    const { centre: [cx, cy, cz], reach } = bounds;
    const scale = (tile * 0.5) / reach, half = tile * 0.5 - 0.5, last = tile - 1;
    for (let i = 0; i < sky.count; i++) {
      const k = i * 3, from = i * tile * tile;
      const rx = sky.right[k], ry = sky.right[k + 1], rz = sky.right[k + 2];
      const ux = sky.up[k], uy = sky.up[k + 1], uz = sky.up[k + 2];
      const tx = sky.toward[k], ty = sky.toward[k + 1], tz = sky.toward[k + 2];
      for (let v = 0; v < positions.length; v += 3) {
        const x = positions[v] - cx, y = positions[v + 1] - cy, z = positions[v + 2] - cz;
        flat[v] = (x * rx + y * ry + z * rz) * scale + half;
        flat[v + 1] = (x * ux + y * uy + z * uz) * scale + half;
        flat[v + 2] = -(x * tx + y * ty + z * tz);
      }
      for (let t = 0; t < triangles.length; t += 3) {
        const a = triangles[t] * 3, b = triangles[t + 1] * 3, c = triangles[t + 2] * 3;
        const ax = flat[a], ay = flat[a + 1];
        const bx = flat[b], by = flat[b + 1];
        const gx = flat[c], gy = flat[c + 1];
        const area = (bx - ax) * (gy - ay) - (by - ay) * (gx - ax);
        // Faces turned away lie in the shadow of the others; leaving them out halves the work.
        if (area <= 0) continue;
        const x0 = Math.max(0, Math.round(Math.min(ax, bx, gx)));
        const x1 = Math.min(last, Math.round(Math.max(ax, bx, gx)));
        const y0 = Math.max(0, Math.round(Math.min(ay, by, gy)));
        const y1 = Math.min(last, Math.round(Math.max(ay, by, gy)));
        const inverse = 1 / Math.max(area, 1e-4);
        const az = flat[a + 2], bz = flat[b + 2], gz = flat[c + 2];
        const small = x1 - x0 < 2 && y1 - y0 < 2;
        for (let y = y0; y <= y1; y++) {
          for (let x = x0; x <= x1; x++) {
            let depth = (az + bz + gz) / 3;
            if (!small) {
              const wb = ((x - ax) * (gy - ay) - (y - ay) * (gx - ax)) * inverse;
              const wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) * inverse;
              if (wb < -0.1 || wc < -0.1 || wb + wc > 1.1) continue;
              depth = az + wb * (bz - az) + wc * (gz - az);
            }
            const place = from + y * tile + x;
            if (depth < maps[place]) maps[place] = depth;
          }
        }
      }
    }
  }

  /**
   * Add up the light at points.
   * @param {Float32Array} positions @param {Float32Array} normals
   * @param {Float32Array} wraps     how far red, green and blue reach round an edge, for each point
   * @param {Uint8Array|null} wanted leave out points where this is 0
   * @param {Float32Array} out       red, green, blue and one more for each point
   */
  gather(positions, normals, wraps, wanted, out) {
    const { tile, sky, maps, bounds } = this;
    const { centre: [cx, cy, cz], reach } = bounds;
    const scale = (tile * 0.5) / reach, half = tile * 0.5 - 0.5, last = tile - 2;
    const count = positions.length / 3;
    out.fill(0);
    for (let i = 0; i < sky.count; i++) {
      const k = i * 3, from = i * tile * tile;
      const rx = sky.right[k], ry = sky.right[k + 1], rz = sky.right[k + 2];
      const ux = sky.up[k], uy = sky.up[k + 1], uz = sky.up[k + 2];
      const tx = sky.toward[k], ty = sky.toward[k + 1], tz = sky.toward[k + 2];
      const red = sky.colour[k], green = sky.colour[k + 1], blue = sky.colour[k + 2];
      for (let p = 0; p < count; p++) {
        if (wanted !== null && wanted[p] === 0) continue;
        const v = p * 3;
        const nx = normals[v], ny = normals[v + 1], nz = normals[v + 2];
        const facing = nx * tx + ny * ty + nz * tz;
        if (facing < -0.3) continue;
        const off = 0.01 + 0.016 * (1 - Math.abs(facing));
        const x = positions[v] - cx + nx * off;
        const y = positions[v + 1] - cy + ny * off;
        const z = positions[v + 2] - cz + nz * off;
        let mx = (x * rx + y * ry + z * rz) * scale + half;
        let my = (x * ux + y * uy + z * uz) * scale + half;
        mx = mx < 0 ? 0 : mx > last ? last : mx;
        my = my < 0 ? 0 : my > last ? last : my;
        const ix = mx | 0, iy = my | 0, fx = mx - ix, fy = my - iy;
        const depth = -(x * tx + y * ty + z * tz) - BIAS;
        const at = from + iy * tile + ix;
        let a = 1 - (depth - maps[at]) * RAMP, b = 1 - (depth - maps[at + 1]) * RAMP;
        let c = 1 - (depth - maps[at + tile]) * RAMP, d = 1 - (depth - maps[at + tile + 1]) * RAMP;
        a = a < 0 ? 0 : a > 1 ? 1 : a;
        b = b < 0 ? 0 : b > 1 ? 1 : b;
        c = c < 0 ? 0 : c > 1 ? 1 : c;
        d = d < 0 ? 0 : d > 1 ? 1 : d;
        const open = (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy;
        if (open === 0) continue;
        const o = p * 4;
        const wr = wraps[v], wg = wraps[v + 1], wb = wraps[v + 2];
        if (facing + wr > 0) out[o] += (open * red * (facing + wr)) / (1 + wr);
        if (facing + wg > 0) out[o + 1] += (open * green * (facing + wg)) / (1 + wg);
        if (facing + wb > 0) out[o + 2] += (open * blue * (facing + wb)) / (1 + wb);
      }
    }
    const [br, bg, bb] = sky.weather.bounce;
    for (let p = 0; p < count; p++) {
      const o = p * 4;
      const openness = Math.min(1, (out[o] + out[o + 1] + out[o + 2]) / 3);
      const back = (0.5 - 0.5 * normals[p * 3 + 1]) * (0.45 + 0.55 * openness) + 0.2;
      out[o] += br * back;
      out[o + 1] += bg * back;
      out[o + 2] += bb * back;
    }
  }
}
