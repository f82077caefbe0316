// @ts-check
/**
 * The programs that run on the graphics card. Light is gathered at the vertices and interpolated in
 * between: over a mesh as fine as this one it is smoother than gathering at every pixel, where the
 * steps of many small shadow maps show as stains, and it costs a tenth.
 */

/**
 * More lights than this do not fit the block that every WebGL2 device has room for, with comfort.
 */
export const MOST_LIGHTS = 32;

const HEAD = `#version 300 es
precision highp float; precision highp int; precision highp sampler2DShadow;
`;

const LIGHTS = `
struct Light { vec4 right; vec4 up; vec4 toward; vec4 colour; };
layout(std140) uniform Sky { Light lights[${MOST_LIGHTS}]; };
uniform int count;
uniform vec4 bounds;   // the ball that the shadow maps see: centre, radius
uniform vec2 tiles;    // columns and rows of maps in the atlas
vec3 seenFrom(Light light, vec3 place) {
  vec3 q = (place - bounds.xyz) / bounds.w;
  return vec3(dot(q, light.right.xyz), dot(q, light.up.xyz), -dot(q, light.toward.xyz)) * .5 + .5;
}
vec2 inAtlas(int i, vec2 at) {
  int columns = int(tiles.x);
  return (vec2(i % columns, i / columns) + at) / tiles;
}`;

/**
 * @param {number} taps  looks into a map, along and across
 * @param {number} spread  between them, as a share of the map
 */
const sky = (taps, spread) => `${LIGHTS}
#define TAPS ${taps}
#define SPREAD ${spread.toFixed(4)}
uniform sampler2DShadow depths;
uniform vec3 bounce;
// A few looks side by side turn the map's steps into a soft shadow.
float openness(int i, vec3 at) {
  float sum = 0.;
  for (int k = 0; k < TAPS * TAPS; k++) {
    vec2 beside = SPREAD * (vec2(k % TAPS, k / TAPS) - float(TAPS - 1) * .5);
    sum += textureLod(depths, vec3(inAtlas(i, clamp(at.xy + beside, .02, .98)), at.z - .0015), 0.);
  }
  return sum / float(TAPS * TAPS);
}
vec3 sky(vec3 place, vec3 normal, vec3 wrap) {
  vec3 sum = vec3(0.);
  for (int i = 0; i < count; i++) {
    Light light = lights[i];
    float facing = dot(normal, light.toward.xyz);
    if (facing < -.3) continue;
    // Off the surface, so that it does not shade itself; further where the light grazes it.
    vec3 at = seenFrom(light, place + normal * (.010 + .016 * (1. - abs(facing))));
    float open = openness(i, at);
    sum += open * light.colour.rgb * max((vec3(facing) + wrap) / (1. + wrap), 0.);
  }
  // What the floor gives back, less where hardly any light comes in.
  float openness = min(1., dot(sum, vec3(.333)));
  return sum + bounce * (.5 - .5 * normal.y) * (.45 + .55 * openness) + bounce * .2;
}
vec3 openSky(vec3 normal) {
  vec3 sum = vec3(0.);
  for (int i = 0; i < count; i++) {
    sum += lights[i].colour.rgb * max(dot(normal, lights[i].toward.xyz), 0.);
  }
  return sum + bounce * (.5 - .5 * normal.y);
}`;

/** Light that scatters inside skin comes out beyond the edge of the shadow, red first. */
const WRAP = `
uniform float fleshy;
vec3 wrapOf(vec3 region) {
  float covered = smoothstep(-.004, .004, max(region.x, max(region.y, region.z)));
  return mix(vec3(.08), mix(vec3(.34, .17, .11), vec3(.08), covered), fleshy);
}`;

const SHEEN = `
uniform vec3 sheen;
vec3 sheenOf(vec3 normal, vec3 view, vec3 light) {
  return sheen * pow(1. - max(dot(normal, view), 0.), 4.) * (.3 + dot(light, vec3(.333)));
}`;

const COLOUR = `
uniform vec3 colours[4];   // skin or the thing itself, top, legs, hair
float inside(float field) { return clamp(field / max(fwidth(field), 1e-5) + .5, 0., 1.); }
float hem(float field) { float x = (field - .006) / .0024; return 1. - .18 * exp(-x * x); }
vec3 colourOf(vec3 region) {
  vec3 colour = mix(colours[0], colours[2], inside(region.y)) * hem(region.y);
  colour = mix(colour, colours[1], inside(region.x)) * hem(region.x);
  return mix(colour, colours[3], inside(region.z));
}
vec3 shown(vec3 light) {
  vec3 c = clamp(light, 0., 1.);
  return mix(12.92 * c, 1.055 * pow(max(c, 1e-5), vec3(1. / 2.4)) - .055, step(.0031308, c));
}
// A grain finer than one step of brightness keeps dark gradients from banding.
vec3 grain(vec3 colour) {
  float chance = fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453);
  return colour + (chance - .5) / 255.;
}`;

export const DEPTH = {
  vertex: `${HEAD}${LIGHTS}
layout(location = 0) in vec3 position;
void main() {
  vec3 at = seenFrom(lights[gl_InstanceID], position);
  gl_Position = vec4(inAtlas(gl_InstanceID, at.xy) * 2. - 1., at.z * 2. - 1., 1.);
}`,
  fragment: `${HEAD}void main() {}`,
};

/** Light on the floor as a share of what falls there when nobody is in the way. */
export const FLOOR_LIGHT = {
  vertex: `${HEAD}
out vec2 at;
void main() {
  at = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4. - 1.;
  gl_Position = vec4(at, 0., 1.);
}`,
  fragment: `${HEAD}${sky(4, 0.014)}
in vec2 at; out vec4 result;
uniform vec4 patch_;   // centre x and z, half extents
void main() {
  vec3 up = vec3(0., 1., 0.);
  vec3 place = vec3(patch_.x + at.x * patch_.z, .004, patch_.y + at.y * patch_.w);
  vec3 share = sky(place, up, vec3(.05)) / openSky(up);
  vec2 edge = smoothstep(vec2(1.), vec2(.8), abs(at));
  result = vec4(sqrt(mix(vec3(1.), share, edge.x * edge.y)), 1.);
}`,
};

/** The body and the things around it. */
export const SOLID = {
  vertex: `${HEAD}${sky(2, 0.01)}${WRAP}${SHEEN}
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec3 region;
uniform mat4 matrix; uniform vec3 eye;
out vec3 vRegion, vLight, vSheen;
void main() {
  vRegion = region;
  vLight = sky(position, normal, wrapOf(region));
  vSheen = sheenOf(normal, normalize(eye - position), vLight);
  gl_Position = matrix * vec4(position, 1.);
}`,
  fragment: `${HEAD}${COLOUR}
in vec3 vRegion, vLight, vSheen; out vec4 result;
void main() { result = vec4(grain(shown(1. - exp(-(colourOf(vRegion) * vLight + vSheen)))), 1.); }`,
};

/** Floor, mat and bed: their light comes from the map, their edges fade into the page. */
export const GROUND = {
  vertex: `${HEAD}${sky(1, 0)}
layout(location = 0) in vec3 position; layout(location = 1) in vec3 normal;
uniform mat4 matrix;
out vec3 vPlace, vShare;
void main() {
  vPlace = position;
  vShare = openSky(normal) / openSky(vec3(0., 1., 0.));
  gl_Position = matrix * vec4(position, 1.);
}`,
  fragment: `${HEAD}${COLOUR}
in vec3 vPlace, vShare; out vec4 result;
uniform sampler2D map; uniform vec4 patch_; uniform vec2 size;
uniform vec4 above;    // the mattress that stands on this floor: x0, z0, x1, z1
uniform float shadowed;
uniform float top;     // height of the surface that the map is of
uniform vec3 dim;       // what remains in full shadow
uniform vec4 fade;     // centre x and z, radii
// Four smooth taps make a round spot of every texel (cubic B-spline): a small map is enough.
vec3 smoothMap(vec2 at) {
  vec2 q = at * size - .5, f = fract(q); q -= f;
  vec2 a = (1. - f) * (1. - f) * (1. - f) / 6., d = f * f * f / 6.;
  vec2 b = 2. / 3. - f * f * (1. - f * .5), c = 1. - a - b - d;
  vec2 low = (q - .5 + b / (a + b)) / size, high = (q + 1.5 + d / (c + d)) / size;
  vec2 w = c + d;
  return mix(mix(texture(map, low).rgb, texture(map, vec2(high.x, low.y)).rgb, w.x),
             mix(texture(map, vec2(low.x, high.y)).rgb, texture(map, high).rgb, w.x), w.y);
}
void main() {
  vec3 light = smoothMap((vPlace.xz - patch_.xy) / patch_.zw * .5 + .5);
  // The map is of the upper face; down the sides of a mattress its shadows end.
  light = mix(vec3(1.), mix(dim, vec3(1.), light * light), smoothstep(-.07, -.01, vPlace.y - top));
  if (shadowed > 0.) {
    vec2 out_ = max(max(above.xy - vPlace.xz, vPlace.xz - above.zw), 0.);
    light = vec3(1. - .75 * exp(-length(out_) / .16));
  }
  float r = length((vPlace.xz - fade.xy) / fade.zw);
  float alpha = exp(-pow(r, 2.6) * .8);
  result = vec4(grain(shown(colours[0] * light * vShare)) * alpha, alpha);
}`,
};
