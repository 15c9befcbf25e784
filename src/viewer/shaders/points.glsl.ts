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
  'difference',
  'code',
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
/** Low end and 1 / (high - low), both of the logarithm when uLogarithmic. */
uniform float uLow;
uniform float uPerRange;
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
uniform bool uHasHighlight;
/** Where points go that are not highlighted, and how highlighted ones look that have no colour of their own. */
uniform vec3 uBackground;
uniform vec3 uHighlight;

in vec3 aReference;
in float aScalar;
in float aScalarB;
in float aScalarC;
in float aValid;
in float aHighlighted;
in int aId;

flat out vec3 vColour;
/** 0 for small points, 1 for large ones, which darken towards their rim like balls. */
flat out float vBall;

float emphasis = 1.0;

/** Written so that each table is read once: software renderers run every branch. */
vec3 colourOf(vec3 residual) {
  vec3 motion = uResidual ? residual : aFlow;
  float moved = length(motion);
  bool known = !uHasValid || aValid > 0.5;

  float value = aScalar;
  if (uMode == MODE_HEIGHT) value = position.z;
  else if (uMode == MODE_RANGE) value = distance(position, uRangeOrigin);
  else if (uMode == MODE_SPEED) value = moved * uPerSecond;
  else if (uMode == MODE_ERROR) {
    value = distance(aFlow, aReference);
    known = known && (!uHasRegion || aScalar > 0.5);
  }
  if (uMode == MODE_DIFFERENCE && aScalar < 0.0) return uMuted;
  if (uLogarithmic) value = log(max(value, 1e-9));
  vec3 onRamp = rampColour(uRow, (value - uLow) * uPerRange);

  bool byInstance = uMode == MODE_INSTANCE;
  vec4 entry = texelFetch(uInstances, ivec2(aId & 1023, (byInstance && aId > 1 && aId < uInstanceCount ? aId : 0) >> 10), 0);
  bool listed = byInstance && aId > 1 && aId < uInstanceCount && entry.a > 0.5;
  vec3 own = paletteColour(listed ? int(entry.r * 255.0 + 0.5) : aId);

  float moving = smoothstep(0.0, 0.25, length(residual) / uFlowScale);
  switch (uMode) {
    case MODE_FLAT: return uFlat;
    case MODE_HEIGHT:
    case MODE_RANGE:
    case MODE_FIELD: return onRamp;
    case MODE_DIFFERENCE: return onRamp;
    case MODE_CODE: {
      int code = int(aScalar + 0.5);
      if (code == 0) return uMuted;
      emphasis = 1.25;
      return code > 4 ? uUnknown : uCategory[code - 1];
    }
    case MODE_RAMP:
      emphasis = uRow == 2 ? 1.0 + 0.25 * clamp(aScalar, 0.0, 1.0) : 1.0;
      return onRamp;
    case MODE_GROUND: return aGround > 0.5 ? uCategory[0] : uCategory[1];
    case MODE_EVIDENCE:
      emphasis = aScalar > 0.5 ? 1.25 : 1.0;
      return aScalar > 0.5 ? uCategory[0] : (aScalarC > 0.5 ? uCategory[2] : (aScalarB > 0.5 ? uCategory[1] : uMuted));
    case MODE_CLUSTER: return aId < 0 ? uMuted : own;
    case MODE_INSTANCE: {
      bool selected = listed && entry.g > 0.5;
      bool moves = aId == 1 || (aId > 1 && (!listed || entry.b > 0.5));
      emphasis = selected ? 1.5 : (moves ? 1.25 : 1.0);
      if (aId == 1) return uCategory[0];
      return aId <= 0 ? uMuted : (moves || selected ? own : mix(uMuted, own, 0.4));
    }
    case MODE_FLOW:
      emphasis = 1.0 + 0.25 * moving;
      return known ? flowColour(motion, uFlowScale) : uUnknown;
    default:
      emphasis = uMode == MODE_SPEED ? 1.0 + 0.25 * moving : 1.0;
      return known ? onRamp : uUnknown;
  }
}

void main() {
  vec3 residual = residualMotion();
  vColour = colourOf(residual);
  if (uHasHighlight) {
    if (aHighlighted > 0.5) {
      vColour = mix(uHighlight, vColour, clamp(6.0 * distance(vColour, uMuted), 0.0, 1.0));
      emphasis *= 1.5;
    } else {
      vColour = mix(uBackground, vColour, 0.22);
      emphasis = 1.0;
    }
  }
  place(residual, emphasis);
  vBall = clamp((gl_PointSize - 3.0) / 6.0, 0.0, 1.0);
}
`

export const POINTS_FRAGMENT = /* glsl */ `
precision highp float;
flat in vec3 vColour;
flat in float vBall;
uniform bool uRound;
out vec4 colour;

void main() {
  vec2 c = gl_PointCoord - 0.5;
  float r = dot(c, c);
  if (uRound && r > 0.25) discard;
  colour = vec4(vColour * (1.0 - vBall * 1.6 * r), 1.0);
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
