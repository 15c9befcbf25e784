/** A press that moves farther or lasts longer is a drag. */
const DRAG_PX = 4
const LONGEST_CLICK_MS = 500

/** Tells clicks from drags on an element that a camera control listens to as well. Returns the function that stops. */
export function listenForClicks(
  element: HTMLElement,
  onClick: (event: PointerEvent) => void,
  onDoubleClick: (event: MouseEvent) => void,
): () => void {
  let start: { x: number; y: number; time: number; pointer: number } | null = null
  const down = (event: PointerEvent) => {
    const single = event.isPrimary && event.button === 0
    start = single ? { x: event.clientX, y: event.clientY, time: event.timeStamp, pointer: event.pointerId } : null
  }
  const up = (event: PointerEvent) => {
    const began = start
    start = null
    if (!began || began.pointer !== event.pointerId) return
    const moved = Math.hypot(event.clientX - began.x, event.clientY - began.y)
    if (moved <= DRAG_PX && event.timeStamp - began.time <= LONGEST_CLICK_MS) onClick(event)
  }
  element.addEventListener('pointerdown', down)
  element.addEventListener('pointerup', up)
  element.addEventListener('dblclick', onDoubleClick)
  return () => {
    element.removeEventListener('pointerdown', down)
    element.removeEventListener('pointerup', up)
    element.removeEventListener('dblclick', onDoubleClick)
  }
}
