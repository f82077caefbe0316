// @ts-check
/**
 * The palette's colours as light. `lumbar/figure/palette.py` says what everything looks like in
 * ordinary light; renderers need how much of the light each thing gives back.
 *
 * @typedef {import("./vectors.js").Vector} Vector
 * @typedef {{base: string, shade: string, light: string}} Shades  hex colours
 *
 * @typedef {object} Palette  `palette.as_data()`
 * @property {Record<string, Shades>} skin
 * @property {Record<string, Record<"top"|"legs"|"hair", Shades>>} clothes
 * @property {Record<string, Record<string, Shades|string>>} surroundings
 * @property {{ground: string, line: string, surface: string}} lights-off
 *
 * @typedef {"night"|"paper"|"lights-off"} Theme
 *
 * @typedef {object} Colours     for one person in one theme
 * @property {Theme} theme
 * @property {Vector} skin       how the curve of `response` reaches the colour at full light
 * @property {Vector} top
 * @property {Vector} legs
 * @property {Vector} hair
 * @property {Record<string, Vector>} things  the same for each material
 * @property {Record<string, Vector>} ground  plain light (not for the curve) of floor, mat and bed
 * @property {Record<string, Vector>} dim     the share of light on them that full shadow leaves
 * @property {Vector} line       of the lights-off outline, as the screen takes it
 * @property {Vector} faint      of the things round the person there
 */

/** @param {number} value of a colour channel, 0 … 1 @returns {number} light */
const toLight = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** @param {number} light @returns {number} colour channel, 0 … 1 */
export const toChannel = (light) =>
  light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;

/**
 * What a film would show of so much light: bright parts come near white and never reach it.
 * @param {number} light
 */
export const response = (light) => 1 - Math.exp(-light);

/** @param {string} hex @returns {Vector} 0 … 1 */
function channelsOf(hex) {
  const number = parseInt(hex.slice(1), 16);
  return [(number >> 16) / 255, ((number >> 8) & 255) / 255, (number & 255) / 255];
}

/** @param {string} hex @returns {Vector} */
function lightOf(hex) {
  const [red, green, blue] = channelsOf(hex);
  return [toLight(red), toLight(green), toLight(blue)];
}

/** Light on light makes colours deeper; taking a little away beforehand keeps them soft. */
const SOFTER = 0.14;

/** The inverse of `response`. @param {string} hex @returns {Vector} */
function albedo(hex) {
  const [red, green, blue] = lightOf(hex).map((light) => -Math.log(1 - light * 0.98));
  const grey = (red + green + blue) / 3;
  return [
    red + (grey - red) * SOFTER,
    green + (grey - green) * SOFTER,
    blue + (grey - blue) * SOFTER,
  ];
}

/** Where two things touch, it is darker than the palette's one tone of shadow. */
const DEEPER = 0.55;

/**
 * @param {Shades|string} colour @param {"base"|"light"} [shade]  what the lamp shines on is lighter
 */
const base = (colour, shade = "base") => (typeof colour === "string" ? colour : colour[shade]);

/**
 * @param {Palette} palette @param {string} body @param {string} tone @param {Theme} theme
 * @returns {Colours}
 */
export function coloursOf(palette, body, tone, theme) {
  const around = palette.surroundings[theme === "paper" ? "paper" : "night"];
  const { top, legs, hair } = palette.clothes[body];
  /** @type {Record<string, Vector>} */
  const things = {},
    ground = /** @type {Record<string, Vector>} */ ({});
  for (const name of ["pillow", "chair", "strap", "pack", "wall"])
    things[name] = albedo(base(around[name]));
  const dim = /** @type {Record<string, Vector>} */ ({});
  const shadow = lightOf(base(around.shadow));
  for (const name of ["floor", "mat", "bed", "chair"]) {
    const [red, green, blue] = (ground[name] = lightOf(
      base(around[name], theme === "paper" ? "base" : "light"),
    ));
    dim[name] = [
      (DEEPER * shadow[0]) / red,
      (DEEPER * shadow[1]) / green,
      (DEEPER * shadow[2]) / blue,
    ];
  }
  return {
    theme,
    skin: albedo(palette.skin[tone].base),
    top: albedo(top.base),
    legs: albedo(legs.base),
    hair: albedo(hair.base),
    things,
    ground,
    dim,
    line: channelsOf(palette["lights-off"].line),
    faint: channelsOf(palette["lights-off"].surface),
  };
}
