/** Rectangles in pixels of the pane: letters, rounded plates and rings. */
export const SPRITES_VERTEX = /* glsl */ `
precision highp float;
uniform vec2 uViewport;
in vec3 position;
in vec4 aRectangle;
in vec4 aUv;
in vec4 aColour;
in float aKind;
out vec2 vUv;
out vec2 vAt;
flat out vec2 vSize;
flat out vec4 vColour;
flat out int vKind;

void main() {
  vec2 pixel = aRectangle.xy + position.xy * aRectangle.zw;
  gl_Position = vec4(2.0 * pixel.x / uViewport.x - 1.0, 1.0 - 2.0 * pixel.y / uViewport.y, 0.0, 1.0);
  vUv = aUv.xy + position.xy * aUv.zw;
  vAt = position.xy * aRectangle.zw;
  vSize = aRectangle.zw;
  vColour = aColour;
  vKind = int(aKind + 0.5);
}
`

export const SPRITES_FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D uGlyphs;
uniform float uPixelRatio;
in vec2 vUv;
in vec2 vAt;
flat in vec2 vSize;
flat in vec4 vColour;
flat in int vKind;
out vec4 colour;

float roundedBox(vec2 p, vec2 halfSize, float radius) {
  vec2 q = abs(p) - halfSize + radius;
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - radius;
}

void main() {
  float cover;
  vec2 centred = vAt - 0.5 * vSize;
  if (vKind == 0) cover = texture(uGlyphs, vUv).a;
  else if (vKind == 1) cover = clamp(0.5 - roundedBox(centred, 0.5 * vSize, min(0.5 * vSize.y, 5.0 * uPixelRatio)), 0.0, 1.0);
  else {
    float width = 1.1 * uPixelRatio;
    float radius = 0.5 * vSize.x - width - 1.0;
    cover = clamp(width + 0.5 - abs(length(centred) - radius), 0.0, 1.0);
  }
  float alpha = cover * vColour.a;
  colour = vec4(vColour.rgb * alpha, alpha);
}
`
