// @ts-check
/**
 * The skin over the joints: correctives and breath in the rest pose, then dual-quaternion blending.
 * Runs for every frame over thousands of vertices, so the loops are plain and allocate nothing.
 */
import { smoothstep } from "./vectors.js";

/**
 * Normals of unit length, each the mean of the faces round a vertex, weighted by their areas.
 * @param {Float32Array} positions @param {Uint16Array} triangles @param {Float32Array} out
 */
export function smoothNormals(positions, triangles, out) {
  out.fill(0);
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i] * 3, b = triangles[i + 1] * 3, c = triangles[i + 2] * 3;
    const ax = positions[a], ay = positions[a + 1], az = positions[a + 2];
    const ux = positions[b] - ax, uy = positions[b + 1] - ay, uz = positions[b + 2] - az;
    const vx = positions[c] - ax, vy = positions[c + 1] - ay, vz = positions[c + 2] - az;
    const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    out[a] += x; out[a + 1] += y; out[a + 2] += z;
    out[b] += x; out[b + 1] += y; out[b + 2] += z;
    out[c] += x; out[c + 1] += y; out[c + 2] += z;
  }
  for (let i = 0; i < out.length; i += 3) {
    const x = out[i], y = out[i + 1], z = out[i + 2];
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    out[i] = x / length; out[i + 1] = y / length; out[i + 2] = z / length;
  }
}

export class Skin {
  /** @param {import("./body.js").Body} body */
  constructor(body) {
    this.body = body;
    this.positions = new Float32Array(body.count * 3);
    this.normals = new Float32Array(body.count * 3);
    this.shaped = new Float32Array(body.count * 3);
    this.outward = new Float32Array(body.count * 3);
    smoothNormals(body.rest, body.triangles, this.outward);
  }

  /**
   * @param {import("./kinematics.js").Pose} pose  solved
   * @param {number} breath  share of a full breath, 0 … 1
   */
  update(pose, breath) {
    this.shape(pose.parameters, breath);
    this.blend(pose.dual);
    smoothNormals(this.positions, this.body.triangles, this.normals);
  }

  /**
   * The rest pose as this posture needs it.
   * @param {Float32Array} parameters @param {number} breath
   */
  shape(parameters, breath) {
    const { shaped, outward, body } = this;
    shaped.set(body.rest);
    if (breath !== 0) {
      for (let i = 0; i < body.count; i++) {
        const out = body.breath[i] * breath;
        if (out === 0) continue;
        shaped[i * 3] += outward[i * 3] * out;
        shaped[i * 3 + 1] += outward[i * 3 + 1] * out;
        shaped[i * 3 + 2] += outward[i * 3 + 2] * out;
      }
    }
    for (const { parameter, low, high, index, offset } of body.correctives) {
      const share = smoothstep(low, high, parameters[parameter]);
      if (share === 0) continue;
      for (let k = 0; k < index.length; k++) {
        const i = index[k] * 3;
        shaped[i] += offset[k * 3] * share;
        shaped[i + 1] += offset[k * 3 + 1] * share;
        shaped[i + 2] += offset[k * 3 + 2] * share;
      }
    }
  }

  /** @param {Float32Array} dual  eight numbers for each joint */
  blend(dual) {
    const { shaped, positions, body } = this;
    const { bones, weights, count } = body;
    for (let i = 0; i < count; i++) {
      let qx = 0, qy = 0, qz = 0, qw = 0, dx = 0, dy = 0, dz = 0, dw = 0;
      for (let k = i * 4, end = k + 4; k < end; k++) {
        const w = weights[k];
        if (w === 0) continue;
        const b = bones[k] * 8;
        qx += w * dual[b]; qy += w * dual[b + 1]; qz += w * dual[b + 2]; qw += w * dual[b + 3];
        dx += w * dual[b + 4]; dy += w * dual[b + 5]; dz += w * dual[b + 6]; dw += w * dual[b + 7];
      }
      const scale = 1 / Math.sqrt(qx * qx + qy * qy + qz * qz + qw * qw);
      qx *= scale; qy *= scale; qz *= scale; qw *= scale;
      dx *= scale; dy *= scale; dz *= scale; dw *= scale;
      const v = i * 3;
      const x = shaped[v], y = shaped[v + 1], z = shaped[v + 2];
      const tx = 2 * (qy * z - qz * y), ty = 2 * (qz * x - qx * z), tz = 2 * (qx * y - qy * x);
      const mx = 2 * (qw * dx - dw * qx + qy * dz - qz * dy);
      const my = 2 * (qw * dy - dw * qy + qz * dx - qx * dz);
      const mz = 2 * (qw * dz - dw * qz + qx * dy - qy * dx);
      positions[v] = x + qw * tx + qy * tz - qz * ty + mx;
      positions[v + 1] = y + qw * ty + qz * tx - qx * tz + my;
      positions[v + 2] = z + qw * tz + qx * ty - qy * tx + mz;
    }
  }
}
