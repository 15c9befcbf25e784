/**
 * The one-to-one assignment of rows to columns with the largest total score (Kuhn-Munkres with potentials, O(n^2 m)).
 * `score`: rows x columns, row-major, non-negative. Returns, per row, its column or -1 (more rows than columns).
 */
export function bestAssignment(score: Float64Array, rows: number, columns: number): Int32Array {
  const assigned = new Int32Array(rows).fill(-1)
  if (rows === 0 || columns === 0) return assigned
  if (rows > columns) {
    const transposed = new Float64Array(score.length)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) transposed[c * rows + r] = score[r * columns + c] as number
    const byColumn = bestAssignment(transposed, columns, rows)
    for (let c = 0; c < columns; c++) assigned[byColumn[c] as number] = c
    return assigned
  }
  // Rows are added one after another along a shortest augmenting path; indices from 1, 0 = none.
  const rowPotential = new Float64Array(rows + 1)
  const columnPotential = new Float64Array(columns + 1)
  const rowOfColumn = new Int32Array(columns + 1)
  const previous = new Int32Array(columns + 1)
  for (let row = 1; row <= rows; row++) {
    rowOfColumn[0] = row
    const slack = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY)
    const used = new Uint8Array(columns + 1)
    let column = 0
    do {
      used[column] = 1
      const current = rowOfColumn[column] as number
      let smallest = Number.POSITIVE_INFINITY
      let next = 0
      for (let c = 1; c <= columns; c++) {
        if (used[c]) continue
        const cost = -(score[(current - 1) * columns + c - 1] as number)
        const reduced = cost - (rowPotential[current] as number) - (columnPotential[c] as number)
        if (reduced < (slack[c] as number)) {
          slack[c] = reduced
          previous[c] = column
        }
        if ((slack[c] as number) < smallest) {
          smallest = slack[c] as number
          next = c
        }
      }
      for (let c = 0; c <= columns; c++)
        if (used[c]) {
          const r = rowOfColumn[c] as number
          rowPotential[r] = (rowPotential[r] as number) + smallest
          columnPotential[c] = (columnPotential[c] as number) - smallest
        } else slack[c] = (slack[c] as number) - smallest
      column = next
    } while (rowOfColumn[column] !== 0)
    do {
      const before = previous[column] as number
      rowOfColumn[column] = rowOfColumn[before] as number
      column = before
    } while (column !== 0)
  }
  for (let c = 1; c <= columns; c++) if (rowOfColumn[c]) assigned[(rowOfColumn[c] as number) - 1] = c - 1
  return assigned
}
