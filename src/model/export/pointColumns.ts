import type { FieldArray } from '../sweep/sweep.ts'
import { checkExportFrame, type ExportFrame, originalFlow, originalPositions } from './exportFrame.ts'

/** One value a point, as a column of a table. */
export interface PointColumn {
  readonly name: string
  readonly unit: 'm' | null
  /** 0 and 1 in an Uint8Array. */
  readonly isFlag: boolean
  /** Length N. */
  readonly values: FieldArray
}

/**
 * What is written of each point, by PLY, CSV and feather alike: x, y, z, flow_x, flow_y, flow_z, instance, dynamic, and where
 * they are known confidence, valid, ground and source_row (the row of the file, when rows without a place were left out).
 */
export function pointColumns(frame: ExportFrame): PointColumn[] {
  checkExportFrame(frame)
  const { estimate, ground0, sweep0 } = frame
  const columns: PointColumn[] = [
    ...axes('', originalPositions(sweep0)),
    ...axes('flow_', originalFlow(frame)),
    { name: 'instance', unit: null, isFlag: false, values: estimate.instance },
    { name: 'dynamic', unit: null, isFlag: false, values: estimate.dynamic },
  ]
  const add = (name: string, values: FieldArray | null, isFlag: boolean) => {
    if (values) columns.push({ name, unit: null, isFlag, values })
  }
  add('confidence', estimate.confidence, false)
  add('valid', estimate.valid, true)
  add('ground', ground0, true)
  add('source_row', sweep0.sourceRows, false)
  return columns
}

function axes(prefix: string, values: Float32Array | Float64Array): PointColumn[] {
  return ['x', 'y', 'z'].map((axis, offset) => {
    const own = values.slice(0, values.length / 3)
    for (let i = 0; i < own.length; i++) own[i] = values[3 * i + offset] as number
    return { name: `${prefix}${axis}`, unit: 'm', isFlag: false, values: own }
  })
}
