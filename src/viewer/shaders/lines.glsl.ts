/** Lines of constant width on screen, smoothed at their edges; one instance a segment. */
export const LINES_VERTEX = /* glsl */ `
precision highp float;
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform vec2 uViewport;
uniform float uPixelRatio;
/** Places lines that were built round the origin in units of their own. */
uniform vec3 uOrigin;
uniform float uUnit;
/** 1 = ends reach over by half the width, so that corners close; 0 = segments of a curve just meet. */
uniform float uCap;

/** x: 0 at the start, 1 at the end; y: -1 or 1 across. */
in vec3 position;
in vec3 aStart;
in vec3 aEnd;
in vec4 aColour;
/** Width and dash length, device-independent pixels; dash 0 = solid. */
in vec2 aStyle;

out vec4 vColour;
out float vAcross;
flat out float vHalfWidth;
out float vAlong;
flat out float vDash;

/** Drawn a little nearer than it is, so that a line on a surface is not hidden by it. */
vec4 toView(vec3 p) {
  vec4 v = viewMatrix * vec4(p, 1.0);
  v.xyz *= 0.996;
  return v;
}

void main() {
  vec4 a = projectionMatrix * toView(uOrigin + uUnit * aStart);
  vec4 b = projectionMatrix * toView(uOrigin + uUnit * aEnd);
  float da = a.z + a.w;
  float db = b.z + b.w;
  if (da < 0.0 && db < 0.0) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  if (da < 0.0) a = mix(a, b, da / (da - db));
  if (db < 0.0) b = mix(b, a, db / (db - da));
  vec2 pa = 0.5 * uViewport * a.xy / a.w;
  vec2 pb = 0.5 * uViewport * b.xy / b.w;
  vec2 along = pb - pa;
  float len = length(along);
  along = len > 1e-4 ? along / len : vec2(1.0, 0.0);
  vec2 across = vec2(-along.y, along.x);
  vHalfWidth = 0.5 * aStyle.x * uPixelRatio;
  float reach = vHalfWidth + 1.0;
  vec4 end = position.x < 0.5 ? a : b;
  vec2 offset = reach * (position.y * across + uCap * (2.0 * position.x - 1.0) * along);
  // Divided by hand: the varyings then run evenly over the screen, as widths and dashes must.
  gl_Position = vec4(end.xy / end.w + 2.0 * offset / uViewport, end.z / end.w, 1.0);
  vAlong = position.x < 0.5 ? -uCap * reach : len + uCap * reach;
  vDash = aStyle.y * uPixelRatio;
  vColour = aColour;
  vAcross = position.y * reach;
}
`

export const LINES_FRAGMENT = /* glsl */ `
precision highp float;
in vec4 vColour;
in float vAcross;
flat in float vHalfWidth;
in float vAlong;
flat in float vDash;
uniform float uOpacity;
out vec4 colour;

void main() {
  float cover = clamp(vHalfWidth + 0.5 - abs(vAcross), 0.0, 1.0);
  if (vDash > 0.0) cover *= clamp(abs(mod(vAlong, 2.0 * vDash) - vDash) - 0.42 * vDash + 0.5, 0.0, 1.0);
  float alpha = cover * vColour.a * uOpacity;
  if (alpha < 0.004) discard;
  colour = vec4(vColour.rgb * alpha, alpha);
}
`
