// @ts-check
/**
 * Which renderer a figure gets. A graphics card draws it with WebGL2; a machine without one, or
 * whose browser only pretends to have one, gets the software renderer, which is faster there.
 *
 * @typedef {import("./scene.js").Room} Room
 * @typedef {import("./camera.js").View} View
 *
 * @typedef {object} Renderer
 * @property {"webgl"|"soft"} kind
 * @property {number} tiers      how many levels of quality there are
 * @property {number} tier       the one in use, 0 the most beautiful
 * @property {number} frame      milliseconds from frame to frame in this tier
 * @property {boolean} [opens]   the picture fades in: it may be drawn with less than the tier
 * @property {(room: Room, view: View) => Iterable<void>} [rehearse]  draw all but the body, unseen
 * @property {(scene: import("./scene.js").Scene) => void} setScene
 * @property {(colours: import("./palette.js").Colours) => void} setColours
 * @property {(width: number, height: number, density: number) => void} resize
 * @property {(view: View) => void} draw
 * @property {() => void} destroy
 */

/**
 * @param {string} label  what it is, for people who do not see it; with it the keyboard can turn it
 */
function newCanvas(label) {
  const canvas = document.createElement("canvas");
  canvas.className = "figure__live";
  Object.assign(canvas.style, {
    position: "absolute",
    inset: "0",
    width: "100%",
    height: "100%",
    opacity: "0",
  });
  if (label) {
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", label);
  } else {
    canvas.setAttribute("aria-hidden", "true");
  }
  return canvas;
}

/** Names by which drivers say that there is no graphics card. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {boolean} evenSlow  also when the browser warns that it has no graphics card
 * @returns {{gl: WebGL2RenderingContext, software: boolean}|null}
 */
function openContext(canvas, evenSlow) {
  const gl = canvas.getContext("webgl2", {
    alpha: true,
    antialias: true,
    depth: true,
    premultipliedAlpha: true,
    powerPreference: "low-power",
    failIfMajorPerformanceCaveat: !evenSlow,
  });
  if (!gl) return null;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  return { gl, software: SOFTWARE.test(name) };
}

/**
 * @param {string} wanted  "webgl", "soft" or "" for what suits the machine
 * @param {string} label
 * @returns {Promise<{canvas: HTMLCanvasElement, renderer: Renderer}>}
 */
export async function openRenderer(wanted, label) {
  if (wanted !== "soft") {
    const canvas = newCanvas(label);
    const context = openContext(canvas, wanted === "webgl");
    if (context && (wanted === "webgl" || !context.software)) {
      try {
        const { WebglRenderer } = await import("./webgl.js");
        return { canvas, renderer: new WebglRenderer(context.gl) };
      } catch (error) {
        console.warn(error);
      }
    }
  }
  const { SoftRenderer } = await import("./soft.js");
  const canvas = newCanvas(label);
  return { canvas, renderer: new SoftRenderer(canvas) };
}
