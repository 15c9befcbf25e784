import { COLOUR_GLSL } from './colour.glsl.ts'

/** Flat arrows that face the viewer; one instance a point. Shaft and head are sized in pixels, the length is in metres. */
export const ARROWS_VERTEX = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2D;
${COLOUR_GLSL}
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform mat4 uInverseEgo;
uniform vec2 uViewport;
uniform float uPixelRatio;
uniform float uScale;
uniform bool uResidual;
uniform bool uByInstance;
uniform float uFlowScale;
uniform float uLighten;
/** 1 = draw the outline below the arrow instead of the arrow. */
uniform float uOutline;
uniform vec3 uCasing;

/** x: 0 tail, 1 neck, 2 tip; y: across, in half widths. */
in vec3 position;
in vec3 aStart;
in vec3 aFlow;
/** Track for the palette; negative = none. */
in float aTrack;

flat out vec3 vColour;

vec4 toClip(vec3 p) {
  vec4 v = viewMatrix * vec4(p, 1.0);
  v.xyz *= 0.990 + 0.002 * uOutline;
  return projectionMatrix * v;
}

void main() {
  vec3 residual = (uInverseEgo * vec4(aStart + aFlow, 1.0)).xyz - aStart;
  vec3 motion = uResidual ? residual : aFlow;
  vec4 a = toClip(aStart);
  vec4 b = toClip(aStart + uScale * motion);
  if (a.z + a.w < 0.0 || b.z + b.w < 0.0) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  vec2 pa = 0.5 * uViewport * a.xy / a.w;
  vec2 pb = 0.5 * uViewport * b.xy / b.w;
  vec2 along = pb - pa;
  float len = length(along);
  if (len < 1.5 * uPixelRatio) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  along /= len;
  vec2 across = vec2(-along.y, along.x);
  float head = min(8.0 * uPixelRatio, 0.5 * len);
  float rim = uOutline * 1.1 * uPixelRatio * clamp(len / (14.0 * uPixelRatio) - 0.2, 0.0, 1.0);
  float halfWidth = min(0.9 * uPixelRatio, 0.12 * len + 0.35 * uPixelRatio) + rim;
  float headHalf = 0.42 * head + 1.6 * rim;
  float share = position.x < 0.5 ? 0.0 : (position.x < 1.5 ? 1.0 - head / len : 1.0);
  float side = position.z > 0.5 ? headHalf : halfWidth;
  vec4 at = mix(a, b, position.x < 0.5 ? 0.0 : 1.0);
  float beyond = position.x < 0.5 ? -rim : (position.x < 1.5 ? -position.z * rim : 2.2 * rim);
  vec2 pixel = pa + (share * len + beyond) * along + position.y * side * across;
  float depth = mix(a.z / a.w, b.z / b.w, share);
  gl_Position = vec4(2.0 * pixel / uViewport, depth, 1.0);
  vec3 colour = uByInstance && aTrack >= 0.0 ? paletteColour(int(aTrack + 0.5)) : flowColour(motion, uFlowScale);
  vColour = uOutline > 0.5 ? uCasing : mix(colour, vec3(uLighten > 0.0 ? 1.0 : 0.0), abs(uLighten));
}
`

export const ARROWS_FRAGMENT = /* glsl */ `
precision highp float;
flat in vec3 vColour;
out vec4 colour;
void main() {
  colour = vec4(vColour, 1.0);
}
`
