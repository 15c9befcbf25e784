import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { ViewerProps } from './contract.ts'
import { hasWebGl2 } from './drawingCanvas.ts'
import { PaneOverlay } from './PaneOverlay.tsx'
import { listenToPointer } from './picking/pointerInput.ts'
import { SceneCanvas } from './SceneCanvas.tsx'
import { watchContext } from './scene/contextWatch.ts'
import { makeHandle } from './scene/handle.ts'
import { ViewerScene } from './scene/viewerScene.ts'
import { THEMES } from './theme.ts'

const NO_WEBGL2 = 'This browser does not offer WebGL 2, which the viewer draws with.'
const NO_WEBGL2_HINT =
  'Turn on hardware acceleration in the browser’s settings, or use a current Chrome, Edge, Firefox or Safari.'

const LOST = 'The GPU was taken away from this page; waiting to get it back.'

/** Panes over one frame of a sequence. Fills its parent; data in by a source that it listens to, events out by callbacks, the rest by `onReady`'s handle. */
export function Viewer(props: ViewerProps) {
  const [supported] = useState(hasWebGl2)
  const [lost, setLost] = useState(false)
  const { content, onFailure } = props
  const { panes, swipe, settings } = useSyncExternalStore(content.subscribe, content.get)
  useEffect(() => {
    if (!supported) onFailure(NO_WEBGL2, NO_WEBGL2_HINT)
  }, [supported, onFailure])
  const theme = THEMES[settings.theme]
  return (
    <div
      style={{ position: 'relative', width: '100%', height: '100%', overflow: 'hidden', background: theme.background }}
    >
      {supported && (
        <SceneCanvas onFailure={cause => onFailure(NO_WEBGL2, `${NO_WEBGL2_HINT} (${String(cause)})`)}>
          <Stage {...props} onLost={setLost} />
        </SceneCanvas>
      )}
      <PaneOverlay panes={panes} swipe={swipe ?? null} theme={settings.theme} notice={lost ? LOST : null} />
    </div>
  )
}

/** Inside the canvas: hands content to the scene, events to the callbacks, and draws when something changed. */
function Stage(props: ViewerProps & { readonly onLost: (lost: boolean) => void }) {
  const renderer = useThree(state => state.gl)
  const invalidate = useThree(state => state.invalidate)
  const size = useThree(state => state.size)
  const [scene, setScene] = useState<ViewerScene | null>(null)
  const latest = useRef(props)
  latest.current = props

  useLayoutEffect(() => {
    const made = new ViewerScene(
      renderer,
      renderer.domElement,
      () => invalidate(),
      () => latest.current.onFirstPicture(),
    )
    const stop = [
      listenToPointer(renderer.domElement, made, picked => latest.current.onPick(picked)),
      watchContext(
        renderer.domElement,
        made,
        lost => latest.current.onLost(lost),
        (message, hint) => latest.current.onFailure(message, hint),
      ),
    ]
    setScene(made)
    latest.current.onReady(makeHandle(made))
    return () => {
      for (const end of stop) end()
      made.dispose()
    }
  }, [renderer, invalidate])

  const { content } = props
  useLayoutEffect(() => {
    if (!scene) return
    const show = () => scene.set(content.get())
    show()
    return content.subscribe(show)
  }, [scene, content])

  useEffect(() => {
    if (size.width > 0) invalidate()
  }, [size, invalidate])

  useFrame((_, seconds) => {
    if (!scene?.advance(seconds)) return
    invalidate()
    latest.current.onCamera(scene.camera.getPose())
  }, 1)
  return null
}
