/** Pixels of a picture of the view at a scale, as text; null before anything is drawn. */
export function pictureSize(scale: number): string | null {
  const canvas = document.querySelector('canvas')
  return canvas && `${canvas.width * scale} \u00d7 ${canvas.height * scale}`
}
