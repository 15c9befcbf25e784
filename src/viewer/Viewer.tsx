import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ViewerProps } from './contract.ts'
import { PaneOverlay } from './PaneOverlay.tsx'
import { listenToPointer } from './picking/pointerInput.ts'
import { CanvasHost } from './scene/canvasHost.ts'
import { watchContext } from './scene/contextWatch.ts'
import { makeHandle } from './scene/handle.ts'
import { ViewerScene } from './scene/viewerScene.ts'
import { THEMES } from './theme.ts'
import { hasWebGl2, releaseProbe } from './webglProbe.ts'

const NO_WEBGL2 = 'This browser does not offer WebGL 2, which the viewer draws with.'
const NO_WEBGL2_HINT =
  'Turn on hardware acceleration in the browser’s settings, or use a current Chrome, Edge, Firefox or Safari.'

const LOST = 'The GPU was taken away from this page; waiting to get it back.'

/** Panes over one frame of a sequence. Fills its parent; data in by props, events out by callbacks, the rest by `onReady`'s handle. */
export function Viewer(props: ViewerProps) {
  const [supported] = useState(hasWebGl2)
  const [lost, setLost] = useState(false)
  const { onFailure } = props
  useEffect(() => {
    if (!supported) onFailure(NO_WEBGL2, NO_WEBGL2_HINT)
  }, [supported, onFailure])
  const theme = THEMES[props.settings.theme]
  return (
    <div
      style={{ position: 'relative', width: '100%', height: '100%', overflow: 'hidden', background: theme.background }}
    >
      {supported && <Stage {...props} onLost={setLost} />}
      <PaneOverlay panes={props.panes} theme={props.settings.theme} notice={lost ? LOST : null} />
    </div>
  )
}

/** The canvas: hands props to the scene, events to the callbacks, and draws when something changed. */
function Stage(props: ViewerProps & { readonly onLost: (lost: boolean) => void }) {
  const place = useRef<HTMLDivElement | null>(null)
  const [scene, setScene] = useState<ViewerScene | null>(null)
  const latest = useRef(props)
  latest.current = props

  useLayoutEffect(() => {
    const parent = place.current
    return parent ? openStage(parent, () => latest.current, setScene) : undefined
  }, [])

  const { frame, panes, settings, picked, selectedInstance } = props
  useLayoutEffect(() => {
    scene?.set({ frame, panes, settings, picked, selected: selectedInstance })
  }, [scene, frame, panes, settings, picked, selectedInstance])

  return <div ref={place} style={{ position: 'absolute', inset: 0 }} />
}

/** Puts a canvas with its scene into `parent`; returns what takes it away again. */
function openStage(
  parent: HTMLElement,
  props: () => ViewerProps & { readonly onLost: (lost: boolean) => void },
  onScene: (scene: ViewerScene) => void,
): (() => void) | undefined {
  let scene: ViewerScene | null = null
  let host: CanvasHost
  try {
    host = new CanvasHost(parent, seconds => {
      if (!scene?.advance(seconds)) return
      host.invalidate()
      props().onCamera(scene.camera.getPose())
    })
  } catch (cause) {
    props().onFailure(NO_WEBGL2, `${NO_WEBGL2_HINT} (${cause instanceof Error ? cause.message : String(cause)})`)
    return undefined
  } finally {
    releaseProbe()
  }
  const canvas = host.renderer.domElement
  scene = new ViewerScene(host.renderer, canvas, host.invalidate)
  const made = scene
  const stop = [
    listenToPointer(canvas, made, picked => props().onPick(picked)),
    watchContext(
      canvas,
      made,
      lost => props().onLost(lost),
      (message, hint) => props().onFailure(message, hint),
    ),
  ]
  onScene(made)
  props().onReady(makeHandle(made))
  return () => {
    for (const end of stop) end()
    made.dispose()
    host.dispose()
  }
}
