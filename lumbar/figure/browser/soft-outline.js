// @ts-check
/**
 * The lights-off picture without a graphics card: a line wherever one thing ends before another.
 */

/** Marks of the body begin here: skin, then legs, top and hair; things come after. */
const BODY = 16,
  THINGS = 24;
/** A bend of nearness, as a share of it, at which one part of the body lies before another. */
const BEND = 0.008;

/**
 * @param {import("./soft-raster.js").Raster} raster
 * @param {import("./soft-ground.js").SoftGround} ground
 * @typedef {{screen: Float32Array, triangles: Uint16Array, regions: Float32Array|null}} Shell
 * @param {Shell[]} shells  the body first
 * @param {import("./palette.js").Colours} colours
 */
export function outline(raster, ground, shells, { line, faint }) {
  const { width, height, pixels, near } = raster;
  // What sinks into the mattress stays in sight, so that the line round the body closes.
  near.fill(0);
  const marks = ground.marks.slice();
  const into = { marks, near, values: null };
  shells.forEach(({ screen, triangles, regions }, i) => {
    raster.mark(screen, triangles, into, i === 0 ? BODY : THINGS + i, null, regions);
  });
  const bright = packed(line),
    dim = packed(faint),
    middle = packed(line.map((value, k) => (value + faint[k]) / 2));
  pixels.fill(0);
  const thick = Math.max(1, Math.round(width / 700));
  for (let y = thick; y < height - thick; y++) {
    for (let x = thick; x < width - thick; x++) {
      const here = y * width + x;
      for (const there of [here + thick, here + thick * width]) {
        const a = marks[here],
          b = marks[there];
        const before = here - (there - here);
        const step = Math.abs(near[before] + near[there] - 2 * near[here]) > BEND * near[here];
        if (a === b && !(step && a >= BODY)) continue;
        const body = Math.max(a, b) >= BODY && isBody(a) !== isBody(b);
        const fold = isBody(a) && isBody(b);
        const colour = body || (fold && step) ? bright : fold ? middle : dim;
        if (colour === bright || pixels[here] !== bright) pixels[here] = colour;
      }
    }
  }
}

/** @param {number} mark */
const isBody = (mark) => mark >= BODY && mark < THINGS;

/** @param {ArrayLike<number>} colour @returns {number} a pixel */
const packed = (colour) =>
  (0xff000000 |
    (Math.round(colour[2] * 255) << 16) |
    (Math.round(colour[1] * 255) << 8) |
    Math.round(colour[0] * 255)) >>>
  0;
