import type { Sweep } from '#model/sweep/sweep.ts'

/** The sweep without the fields that only colouring needs: what is copied to a worker for every job. */
export function slimSweep(sweep: Sweep): Sweep {
  const needed = new Set([sweep.roles.ring, sweep.roles.time])
  return { ...sweep, fields: sweep.fields.filter(field => needed.has(field.name)), sourceRows: null }
}
