import type { ViewerTheme } from './contract.ts'

/** Colours of one theme, sRGB hex; the shaders and the legends read the same entries. */
export interface ThemeColours {
  /** Top and bottom of the backdrop. */
  readonly background: string
  readonly backgroundLow: string
  readonly divider: string
  /** Points that carry no message in the current mode: background, static, ground. */
  readonly muted: string
  /** Points whose value is not known. */
  readonly unknown: string
  /** Sweep 1 beside an estimate of sweep 0. */
  readonly sweep1: string
  /** Moving points that belong to no instance. */
  readonly movingUnclustered: string
  readonly evidenceDynamic: string
  readonly evidenceFree: string
  readonly evidenceOccupied: string
  /** Where two estimates are compared: both say so, both but differently, this one alone, the other alone. */
  readonly bothAgree: string
  readonly bothDiffer: string
  readonly onlyShown: string
  readonly onlyReference: string
  readonly ground: string
  readonly notGround: string
  readonly grid: string
  readonly ink: string
  readonly labelBackground: string
  readonly truthBox: string
  readonly highlight: string
  readonly ego: string
  /** Round arrows, so that they stand out from points of their own colour. */
  readonly casing: string
}

export const THEMES: Readonly<Record<ViewerTheme, ThemeColours>> = {
  dark: {
    background: '#0d1117',
    backgroundLow: '#12171f',
    divider: '#2a323d',
    muted: '#566170',
    unknown: '#3a424d',
    sweep1: '#4f6f94',
    movingUnclustered: '#f4d58d',
    evidenceDynamic: '#ff8a3d',
    evidenceFree: '#d9c46a',
    evidenceOccupied: '#4aa3c7',
    bothAgree: '#cfd8e3',
    bothDiffer: '#d977d2',
    onlyShown: '#ff8a3d',
    onlyReference: '#4aa3f0',
    ground: '#6f6a5f',
    notGround: '#7fb8e6',
    grid: '#4a5665',
    ink: '#e6edf3',
    labelBackground: '#1b222c',
    truthBox: '#ffffff',
    highlight: '#ffffff',
    ego: '#e6edf3',
    casing: '#05070a',
  },
  light: {
    background: '#eef1f5',
    backgroundLow: '#e4e8ee',
    divider: '#c3cad4',
    muted: '#a0abb8',
    unknown: '#c4cbd4',
    sweep1: '#7d9bbd',
    movingUnclustered: '#8a6100',
    evidenceDynamic: '#d1490b',
    evidenceFree: '#a98600',
    evidenceOccupied: '#1f7ea6',
    bothAgree: '#3d4a59',
    bothDiffer: '#a02f9b',
    onlyShown: '#cf4a08',
    onlyReference: '#1a6fc0',
    ground: '#b3aa98',
    notGround: '#2f6ea8',
    grid: '#aab4c0',
    ink: '#17202b',
    labelBackground: '#ffffff',
    truthBox: '#17202b',
    highlight: '#0b1220',
    ego: '#17202b',
    casing: '#ffffff',
  },
  paper: {
    background: '#ffffff',
    backgroundLow: '#ffffff',
    divider: '#c9ced6',
    muted: '#b0b9c4',
    unknown: '#d3d8de',
    sweep1: '#8fabcb',
    movingUnclustered: '#8a6100',
    evidenceDynamic: '#d1490b',
    evidenceFree: '#a98600',
    evidenceOccupied: '#1f7ea6',
    bothAgree: '#3d4a59',
    bothDiffer: '#a02f9b',
    onlyShown: '#cf4a08',
    onlyReference: '#1a6fc0',
    ground: '#bdb5a6',
    notGround: '#2f6ea8',
    grid: '#c4cbd4',
    ink: '#17202b',
    labelBackground: '#ffffff',
    truthBox: '#17202b',
    highlight: '#0b1220',
    ego: '#17202b',
    casing: '#ffffff',
  },
}
