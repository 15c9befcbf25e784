import type { PickedPoint } from '../contract.ts'
import type { ViewerScene } from '../scene/viewerScene.ts'
import { listenForClicks } from './clicks.ts'

/** Clicks pick, double clicks move the orbit's centre; presses and wheel steps are aimed at their pane before the camera sees them. */
export function listenToPointer(
  element: HTMLElement,
  scene: ViewerScene,
  onPick: (picked: PickedPoint | null) => void,
): () => void {
  const at = (event: MouseEvent) => {
    const rectangle = element.getBoundingClientRect()
    return [event.clientX - rectangle.left, event.clientY - rectangle.top] as const
  }
  const aim = (event: MouseEvent) => scene.pointerOver(...at(event))
  element.addEventListener('pointerdown', aim, true)
  element.addEventListener('wheel', aim, { capture: true, passive: true })
  const stopClicks = listenForClicks(
    element,
    event => onPick(scene.pick(...at(event))),
    event => scene.focus(...at(event)),
  )
  return () => {
    element.removeEventListener('pointerdown', aim, true)
    element.removeEventListener('wheel', aim, true)
    stopClicks()
  }
}
