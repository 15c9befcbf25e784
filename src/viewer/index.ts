export type { ScaleBar } from './camera/scaleBar.ts'
export { type ColourScale, colourScale, rampPosition, sequenceOf } from './colour/colourScale.ts'
export { flowColour } from './colour/flowWheel.ts'
export {
  type ColourStop,
  colourMapStops,
  type Legend,
  type LegendCategory,
  type LegendTick,
  legendFor,
} from './colour/legend.ts'
export { instanceColour } from './colour/palette.ts'
export type { RampName } from './colour/ramps.ts'
export type * from './contract.ts'
export { type PaneRectangle, paneShares } from './layout/panes.ts'
export { rayColour } from './scene/rayLines.ts'
export { THEMES, type ThemeColours } from './theme.ts'
export { Viewer } from './Viewer.tsx'
