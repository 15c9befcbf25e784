/**
 * The ground behind everything: a soft gradient, and on the plane z = uGround rings of equal distance (round a vehicle) or a
 * square grid (round an object), faded towards the horizon. Points are drawn over it, never hidden by it.
 */
export const BACKDROP_FRAGMENT = /* glsl */ `
precision highp float;
uniform mat4 uWorldFromClip;
uniform vec3 uCamera;
uniform vec4 uPane;
uniform vec3 uTop;
uniform vec3 uBottom;
uniform vec3 uGrid;
uniform float uGround;
uniform vec2 uCentre;
uniform float uStep;
uniform float uFadeRange;
uniform bool uRings;
uniform bool uShown;
uniform float uPixelRatio;
out vec4 colour;

float lineAt(float value, float spacing, float width) {
  float inUnits = value / spacing;
  float slope = fwidth(inUnits);
  float away = abs(fract(inUnits - 0.5) - 0.5);
  float cover = clamp((0.5 * width + 0.5) - away / max(slope, 1e-6), 0.0, 1.0);
  return cover * (1.0 - smoothstep(0.15, 0.5, slope));
}

void main() {
  vec2 at = (gl_FragCoord.xy - uPane.xy) / uPane.zw;
  colour = vec4(mix(uBottom, uTop, at.y), 1.0);
  vec4 far = uWorldFromClip * vec4(2.0 * at - 1.0, 1.0, 1.0);
  vec3 direction = normalize(far.xyz / far.w - uCamera);
  float t = (uGround - uCamera.z) / direction.z;
  if (!uShown || abs(direction.z) < 1e-5 || t <= 0.0) return;
  vec2 place = (uCamera + t * direction).xy - uCentre;
  float range = length(place);
  float width = uPixelRatio;
  float cover;
  if (uRings) {
    cover = range < 0.5 * uStep ? 0.0 : lineAt(range, uStep, width);
    vec2 slope = fwidth(place);
    vec2 axes = clamp(0.5 * width + 0.5 - abs(place) / max(slope, vec2(1e-6)), 0.0, 1.0);
    cover = max(cover, 0.45 * max(axes.x, axes.y) * step(0.5 * uStep, range));
  } else {
    cover = max(lineAt(place.x, uStep, width), lineAt(place.y, uStep, width));
  }
  float fade = (1.0 - smoothstep(0.35, 1.0, range / uFadeRange)) * smoothstep(0.02, 0.12, abs(direction.z));
  colour.rgb = mix(colour.rgb, uGrid, 0.55 * cover * fade);
}
`
