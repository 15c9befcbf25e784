import type { FieldArray } from '../../sweep/sweep.ts'
import { type ArrowColumn, readArrowTable } from '../arrow/arrowTable.ts'
import { fieldMissing } from '../formatErrors.ts'
import type { InputFile } from '../inputFile.ts'
import { type PointColumn, type PointTable, tableOfColumns, unitOfField } from '../pointTable.ts'

/** Points of an Arrow sweep: x, y, z as float16, float32 or float64; all further numeric columns become fields. */
export async function readArrowSweep(file: InputFile): Promise<PointTable> {
  const table = await readArrowTable(file)
  const warnings =
    table.skipped.length > 0 ? [`Columns of types without use were skipped: ${table.skipped.join(', ')}.`] : []
  const columns: PointColumn[] = []
  for (const column of table.columns.values()) {
    const values = numericValues(column)
    if (values)
      columns.push({ name: column.name, storedType: column.storedType, unit: unitOfField(column.name), values })
    else warnings.push(`Column ${column.name} holds text and was skipped.`)
  }
  const points = tableOfColumns(columns, warnings)
  if (!points) throw fieldMissing(file.path, 'the columns x, y and z', [...table.columns.keys()])
  return points
}

function numericValues(column: ArrowColumn): FieldArray | null {
  const values = column.values
  if (Array.isArray(values)) return null
  // 64-bit integers of a sweep (times) fit a double to the nanosecond up to 104 days, beyond to 256 ns.
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float64Array.from(values, Number)
  return values as FieldArray
}
