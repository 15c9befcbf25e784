import { createRoot, type ReconcilerRoot, type RenderProps } from '@react-three/fiber'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { CONTEXT, takeCanvas } from './drawingCanvas.ts'

const CONFIGURATION = {
  frameloop: 'demand',
  // Sharper than two costs more than it shows.
  dpr: [1, 2],
  flat: true,
  // Shaders write display colours as they are meant to be seen.
  linear: true,
  gl: CONTEXT,
} satisfies RenderProps<HTMLCanvasElement>

type Root = ReconcilerRoot<HTMLCanvasElement>

/**
 * A canvas that fills its parent, with a fiber root of its own. The library's `Canvas` component registers every class of three
 * as an element, so that none can be left out of the bundle, and waits for a measured size before it makes the context: the
 * viewer draws by its own scene and needs neither.
 * @param onFailure the browser gave no context
 */
export function SceneCanvas(props: { readonly children: ReactNode; readonly onFailure: (cause: unknown) => void }) {
  const place = useRef<HTMLDivElement | null>(null)
  const root = useRef<Root | null>(null)
  const { children, onFailure } = props
  const failure = useRef(onFailure)
  failure.current = onFailure

  useLayoutEffect(() => {
    const parent = place.current
    if (!parent) return
    const canvas = takeCanvas()
    canvas.style.cssText = 'display: block; width: 100%; height: 100%; touch-action: none'
    parent.append(canvas)
    const made = createRoot(canvas)
    const measure = () => {
      const { width, height } = parent.getBoundingClientRect()
      if (width === 0 || height === 0) return
      made.configure({ ...CONFIGURATION, size: { width, height, top: 0, left: 0 } }).then(null, failure.current)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(parent)
    root.current = made
    return () => {
      root.current = null
      observer.disconnect()
      made.unmount()
      canvas.remove()
    }
  }, [])

  useLayoutEffect(() => {
    root.current?.render(children)
  }, [children])

  return <div ref={place} style={{ position: 'absolute', inset: 0 }} />
}
