/** A soft vertical gradient behind everything. */
export const BACKDROP_FRAGMENT = /* glsl */ `
precision highp float;
uniform vec4 uPane;
uniform vec3 uTop;
uniform vec3 uBottom;
out vec4 colour;

void main() {
  colour = vec4(mix(uBottom, uTop, (gl_FragCoord.y - uPane.y) / uPane.w), 1.0);
}
`
