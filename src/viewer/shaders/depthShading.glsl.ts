export const FULL_SCREEN_VERTEX = /* glsl */ `
precision highp float;
void main() {
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  gl_Position = vec4(2.0 * corner - 1.0, 0.0, 1.0);
}
`

/**
 * Eye-dome lighting (Boucheny 2009): a pixel darkens by how much nearer its neighbours are, on the logarithm of depth.
 * Puts the points and their depth on the canvas at once, so that lines drawn after are hidden by points before them.
 */
export const DEPTH_SHADING_FRAGMENT = /* glsl */ `
precision highp float;
precision highp sampler2D;
uniform sampler2D uColour;
uniform sampler2D uDepth;
/** Of the pane: in the canvas and in the target, device pixels from the bottom left; x, y, width, height. */
uniform vec4 uPane;
uniform vec4 uSource;
uniform vec2 uSourceSize;
uniform float uNear;
uniform float uFar;
uniform float uStrength;
uniform float uRadius;
/** Brightness of the darkest shade: silhouettes may be black on a dark ground, not on paper. */
uniform float uDarkest;
out vec4 colour;

/** A neighbour's lead beyond this (in octaves of depth) counts no more: silhouettes stay outlines, small relief still shows. */
const float STEP = 0.04;
const float GAIN = 60.0;

float logDepth(float depth) {
  return log2(uNear * uFar / (uFar - depth * (uFar - uNear)));
}

void main() {
  vec2 at = uSource.xy + (gl_FragCoord.xy - uPane.xy) / uPane.zw * uSource.zw;
  float depth = texture(uDepth, at / uSourceSize).r;
  if (depth >= 1.0) discard;
  vec3 base = texture(uColour, at / uSourceSize).rgb;
  float shade = 1.0;
  if (uStrength > 0.0) {
    float here = logDepth(depth);
    vec2 low = uSource.xy + 0.5;
    vec2 high = uSource.xy + uSource.zw - 0.5;
    float sum = 0.0;
    for (int i = 0; i < 8; i++) {
      float angle = 0.7853981633974483 * float(i);
      vec2 p = clamp(at + uRadius * vec2(cos(angle), sin(angle)), low, high);
      float there = texture(uDepth, p / uSourceSize).r;
      if (there < 1.0) sum += min(max(0.0, here - logDepth(there)), STEP);
    }
    shade = exp(-uStrength * GAIN * sum / 8.0);
  }
  colour = vec4(base * mix(uDarkest, 1.0, shade), 1.0);
  gl_FragDepth = depth;
}
`
