// @ts-check
/**
 * Lights off: nothing but a dim line round the body, for a room in which somebody will soon sleep.
 *
 * Two passes: the body itself, transparent but hiding what is behind it, with a line wherever its
 * surface turns away from the viewer; and its far side, a little larger, which stands out round it.
 */
import { Program } from "./graphics.js";

const SURFACE = {
  vertex: `#version 300 es
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec3 region;
uniform mat4 matrix; uniform vec3 eye; uniform vec2 pixels; uniform float swell;
out vec3 vRegion; out float vFacing;
void main() {
  gl_Position = matrix * vec4(position, 1.);
  vec2 across = (matrix * vec4(normal, 0.)).xy * pixels;
  gl_Position.xy += normalize(across + 1e-6) * swell / pixels * 2. * gl_Position.w;
  vRegion = region;
  vFacing = dot(normal, normalize(eye - position));
}`,
  fragment: `#version 300 es
precision highp float;
in vec3 vRegion; in float vFacing; out vec4 result;
uniform vec3 line, faint; uniform float swell, thickness;
float near(float field, float width) {
  return 1. - smoothstep(width - .6, width + .6, abs(field) / max(fwidth(field), 1e-5));
}
void main() {
  if (swell > 0.) { result = vec4(line, 1.); return; }
  float hem = max(near(vRegion.x, .5 * thickness), near(vRegion.z, .5 * thickness));
  hem = max(hem, near(vRegion.y, .5 * thickness) * step(vRegion.x, 0.));
  float edge = near(max(vFacing, 0.), thickness) * smoothstep(.6, .2, vFacing);
  float share = max(edge, hem * .5);
  result = vec4(mix(faint, line, edge) * share, share);
}`,
};

export class OutlinePass {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.gl = gl;
    this.program = new Program(gl, SURFACE);
  }

  /**
   * @param {import("./scene.js").Scene} scene
   * @param {import("./palette.js").Colours} colours
   * @param {import("./camera.js").View} view
   * @param {import("./graphics.js").Model} figure
   * @param {import("./graphics.js").Model[]} things
   * @param {import("./graphics.js").Model[]} support
   */
  draw(scene, colours, view, figure, things, support) {
    const { gl } = this;
    const program = this.program.use();
    const width = gl.drawingBufferWidth, height = gl.drawingBufferHeight;
    const thickness = Math.max(1, height / 420);
    program.set("matrix", view.matrix);
    program.set("eye", view.eye);
    program.set("pixels", [width, height]);
    program.set("thickness", [thickness]);
    for (const model of [...support, ...things, figure]) {
      program.set("line", model === figure ? colours.line : colours.faint);
      // What sinks into the mattress stays in sight, so that the line round the body closes.
      if (model === (things[0] ?? figure)) gl.clear(gl.DEPTH_BUFFER_BIT);
      program.set("faint", colours.faint);
      for (const swell of [0, thickness]) {
        program.set("swell", [swell]);
        gl.cullFace(swell ? gl.FRONT : gl.BACK);
        model.draw();
      }
    }
    gl.cullFace(gl.BACK);
  }
}
