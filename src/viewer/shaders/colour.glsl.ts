import { PALETTE_ROW, WHEEL_ROW } from '../colour/colourTable.ts'

/**
 * Colours, shared by points and arrows. The same arithmetic as src/viewer/colour, over the same table: rows of 256 texels,
 * looked up without hardware filtering so that legends and pixels agree to a step of 8 bits.
 */
export const COLOUR_GLSL = /* glsl */ `
uniform sampler2D uTable;
uniform vec3 uMuted;

const float TAU = 6.283185307179586;
const int WHEEL_ROW = ${WHEEL_ROW};
const int PALETTE_ROW = ${PALETTE_ROW};

vec3 rampColour(int row, float u) {
  float at = clamp(u, 0.0, 1.0) * 255.0;
  int low = int(floor(at));
  vec3 a = texelFetch(uTable, ivec2(low, row), 0).rgb;
  vec3 b = texelFetch(uTable, ivec2(min(low + 1, 255), row), 0).rgb;
  return mix(a, b, at - floor(at));
}

vec3 wheelColour(vec2 direction) {
  float turn = atan(direction.y, direction.x) / TAU;
  float at = fract(turn) * 256.0;
  int low = int(floor(at)) & 255;
  vec3 a = texelFetch(uTable, ivec2(low, WHEEL_ROW), 0).rgb;
  vec3 b = texelFetch(uTable, ivec2((low + 1) & 255, WHEEL_ROW), 0).rgb;
  return mix(a, b, fract(at));
}

/** motion and fullScale in the same unit. */
vec3 flowColour(vec3 motion, float fullScale) {
  float speed = length(motion);
  if (speed < 1e-6) return uMuted;
  return mix(uMuted, wheelColour(motion.xy), sqrt(clamp(speed / fullScale, 0.0, 1.0)));
}

vec3 paletteColour(int track) {
  return texelFetch(uTable, ivec2(track & 63, PALETTE_ROW), 0).rgb;
}
`
