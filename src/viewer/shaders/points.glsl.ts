import { COLOUR_GLSL } from './colour.glsl.ts'

/** What uMode means; the order is shared with src/viewer/gpu/pointColours.ts through these names. */
export const POINT_MODES = [
  'flat',
  'height',
  'range',
  'field',
  'ground',
  'evidence',
  'cluster',
  'instance',
  'ramp',
  'flow',
  'speed',
  'error',
] as const

export type PointMode = (typeof POINT_MODES)[number]

const MODE_CONSTANTS = POINT_MODES.map((name, i) => `const int MODE_${name.toUpperCase()} = ${i};`).join('\n')

/** Places a point in the view and sizes it; shared by the colour pass and the id pass. */
const PLACE_GLSL = /* glsl */ `
uniform mat4 modelMatrix;
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
/** Takes a point moved by its flow back to where the static world has it: inverse of the ego motion. */
uniform mat4 uInverseEgo;
uniform float uWarp;
uniform bool uHasFlow;
uniform bool uHideGround;
uniform bool uSizeInMetres;
/** Device pixels, or metres. */
uniform float uSize;
uniform float uMinimumSize;
uniform float uMaximumSize;
/** Device pixels a metre covers at one metre's distance. */
uniform float uPixelsPerMetre;

in vec3 position;
in vec3 aFlow;
in float aGround;

vec3 residualMotion() {
  return uHasFlow ? (uInverseEgo * vec4(position + aFlow, 1.0)).xyz - position : vec3(0.0);
}

void place(vec3 residual, float emphasis) {
  vec4 inView = viewMatrix * modelMatrix * vec4(position + uWarp * residual, 1.0);
  gl_Position = projectionMatrix * inView;
  float size = uSizeInMetres ? uSize * uPixelsPerMetre / max(1e-6, -inView.z) : uSize;
  gl_PointSize = clamp(size * emphasis, uMinimumSize, uMaximumSize);
  if (uHideGround && aGround > 0.5) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
`

export const POINTS_VERTEX = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2D;
${MODE_CONSTANTS}
${PLACE_GLSL}
${COLOUR_GLSL}
uniform int uMode;
uniform int uRow;
uniform float uLow;
uniform float uHigh;
uniform bool uLogarithmic;
uniform vec3 uRangeOrigin;
uniform float uFlowScale;
uniform float uPerSecond;
uniform bool uResidual;
uniform bool uHasValid;
uniform bool uHasRegion;
uniform vec3 uFlat;
uniform vec3 uUnknown;
uniform vec3 uCategory[4];
uniform sampler2D uInstances;
uniform int uInstanceCount;

in vec3 aReference;
in float aScalar;
in float aScalarB;
in float aScalarC;
in float aValid;
in int aId;

flat out vec3 vColour;

float emphasis = 1.0;

vec3 ramp(float value) {
  float u = uLogarithmic
    ? (log(max(value, 1e-9)) - log(uLow)) / (log(uHigh) - log(uLow))
    : (value - uLow) / (uHigh - uLow);
  return rampColour(uRow, u);
}

vec3 instanceColour() {
  if (aId <= 0) return uMuted;
  if (aId == 1) { emphasis = 1.2; return uCategory[0]; }
  ivec2 texel = ivec2(aId & 1023, aId >> 10);
  vec4 entry = aId < uInstanceCount ? texelFetch(uInstances, texel, 0) : vec4(0.0);
  bool known = entry.a > 0.5;
  int track = known ? int(entry.r * 255.0 + 0.5) : aId;
  bool moving = !known || entry.b > 0.5;
  bool selected = known && entry.g > 0.5;
  vec3 colour = paletteColour(track);
  emphasis = selected ? 1.5 : (moving ? 1.25 : 1.0);
  return moving || selected ? colour : mix(uMuted, colour, 0.4);
}

vec3 colourOf(vec3 residual) {
  switch (uMode) {
    case MODE_HEIGHT: return ramp(position.z);
    case MODE_RANGE: return ramp(distance(position, uRangeOrigin));
    case MODE_FIELD: return ramp(aScalar);
    case MODE_RAMP:
      emphasis = 1.0 + 0.25 * clamp(aScalar, 0.0, 1.0) * float(uRow == 2);
      return ramp(aScalar);
    case MODE_GROUND: return aGround > 0.5 ? uCategory[0] : uCategory[1];
    case MODE_EVIDENCE:
      if (aScalar > 0.5) { emphasis = 1.25; return uCategory[0]; }
      if (aScalarC > 0.5) return uCategory[2];
      return aScalarB > 0.5 ? uCategory[1] : uMuted;
    case MODE_CLUSTER: return aId < 0 ? uMuted : paletteColour(aId);
    case MODE_INSTANCE: return instanceColour();
    default: break;
  }
  if (uMode == MODE_FLAT) return uFlat;
  if (uHasValid && aValid < 0.5) return uUnknown;
  if (uMode == MODE_ERROR) {
    if (uHasRegion && aScalar < 0.5) return uUnknown;
    return ramp(distance(aFlow, aReference));
  }
  vec3 motion = uResidual ? residual : aFlow;
  emphasis = 1.0 + 0.25 * smoothstep(0.0, 0.25, length(residual) / uFlowScale);
  if (uMode == MODE_FLOW) return flowColour(motion, uFlowScale);
  return ramp(length(motion) * uPerSecond);
}

void main() {
  vec3 residual = residualMotion();
  vColour = colourOf(residual);
  place(residual, emphasis);
}
`

export const POINTS_FRAGMENT = /* glsl */ `
precision highp float;
flat in vec3 vColour;
uniform bool uRound;
out vec4 colour;

void main() {
  vec2 c = gl_PointCoord - 0.5;
  if (uRound && dot(c, c) > 0.25) discard;
  colour = vec4(vColour, 1.0);
}
`

/** Writes index and sweep as four bytes: index little-endian in RGB, sweep + 1 in A. */
export const PICK_VERTEX = /* glsl */ `
precision highp float;
precision highp int;
${PLACE_GLSL}
flat out vec3 vIndex;

void main() {
  place(residualMotion(), 1.0);
  vIndex = vec3(float(gl_VertexID & 255), float((gl_VertexID >> 8) & 255), float((gl_VertexID >> 16) & 255)) / 255.0;
}
`

export const PICK_FRAGMENT = /* glsl */ `
precision highp float;
flat in vec3 vIndex;
uniform float uSweep;
out vec4 colour;

void main() {
  colour = vec4(vIndex, (uSweep + 1.0) / 255.0);
}
`
