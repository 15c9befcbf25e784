import { boxPose } from '../camera/framing.ts'
import type { ViewerHandle } from '../contract.ts'
import type { ViewerScene } from './viewerScene.ts'

export function makeHandle(scene: ViewerScene): ViewerHandle {
  return {
    flyTo: (preset, object) => scene.flyTo(preset, object),
    focusBox: box => scene.setCamera(boxPose(box), true),
    setCamera: (pose, animate) => scene.setCamera(pose, animate),
    getCamera: () => scene.camera.getPose(),
    nudge: (right, forward) => scene.camera.nudge(right, forward),
    orbit: (azimuth, elevation) => scene.camera.orbit(azimuth, elevation),
    zoom: factor => scene.camera.zoom(factor),
    screenshot: scale => scene.screenshot(scale),
    legend: () => scene.legend(),
    scaleBar: mostPixels => scene.scaleBar(mostPixels),
    pixelRatio: () => scene.pixelRatio,
    graphics: () => scene.graphics(),
    gpuMemory: () => scene.gpuMemory(),
    uploadTimes: () => scene.uploads.times(),
  }
}
