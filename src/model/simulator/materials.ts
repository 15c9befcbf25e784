/**
 * What a surface gives back to a laser of 905 nm. `reflectivity` is the diffuse share (0..1); values above 1 are
 * retroreflectors (signs, plates). Orders of magnitude after the ASPRS and JPL spectral libraries' near-infrared values.
 */
export interface Material {
  readonly name: string
  readonly reflectivity: number
  /** Extra spread of the measured range, metres, one standard deviation: leaves and grass are not flat. */
  readonly roughness: number
  /** 1 = road, pavement, kerb, lawn. */
  readonly ground: 0 | 1
}

const table = [
  /** Takes the ray in and gives nothing back: a dark room behind a window. */
  { name: 'nothing', reflectivity: 0, roughness: 0, ground: 0 },
  { name: 'asphalt', reflectivity: 0.12, roughness: 0.004, ground: 1 },
  { name: 'lane marking', reflectivity: 0.65, roughness: 0.003, ground: 1 },
  { name: 'kerb', reflectivity: 0.35, roughness: 0.003, ground: 1 },
  { name: 'pavement', reflectivity: 0.28, roughness: 0.004, ground: 1 },
  { name: 'lawn', reflectivity: 0.45, roughness: 0.02, ground: 1 },
  { name: 'plaster', reflectivity: 0.6, roughness: 0.005, ground: 0 },
  { name: 'brick', reflectivity: 0.35, roughness: 0.008, ground: 0 },
  { name: 'concrete', reflectivity: 0.42, roughness: 0.005, ground: 0 },
  { name: 'roof tile', reflectivity: 0.25, roughness: 0.01, ground: 0 },
  { name: 'window', reflectivity: 0.07, roughness: 0, ground: 0 },
  { name: 'wood', reflectivity: 0.5, roughness: 0.005, ground: 0 },
  { name: 'bark', reflectivity: 0.3, roughness: 0.015, ground: 0 },
  { name: 'leaves', reflectivity: 0.5, roughness: 0.01, ground: 0 },
  { name: 'metal', reflectivity: 0.4, roughness: 0.002, ground: 0 },
  { name: 'sign', reflectivity: 3, roughness: 0.002, ground: 0 },
  { name: 'dark paint', reflectivity: 0.06, roughness: 0.002, ground: 0 },
  { name: 'grey paint', reflectivity: 0.3, roughness: 0.002, ground: 0 },
  { name: 'light paint', reflectivity: 0.75, roughness: 0.002, ground: 0 },
  { name: 'red paint', reflectivity: 0.55, roughness: 0.002, ground: 0 },
  { name: 'tyre', reflectivity: 0.05, roughness: 0.003, ground: 0 },
  { name: 'vehicle glass', reflectivity: 0.08, roughness: 0, ground: 0 },
  { name: 'number plate', reflectivity: 2.5, roughness: 0.002, ground: 0 },
  { name: 'upholstery', reflectivity: 0.2, roughness: 0.01, ground: 0 },
  { name: 'cloth', reflectivity: 0.45, roughness: 0.008, ground: 0 },
  { name: 'dark cloth', reflectivity: 0.18, roughness: 0.008, ground: 0 },
  { name: 'skin', reflectivity: 0.55, roughness: 0.004, ground: 0 },
  { name: 'plastic', reflectivity: 0.35, roughness: 0.003, ground: 0 },
] as const satisfies readonly Material[]

export type MaterialName = (typeof table)[number]['name']

export const MATERIALS: readonly Material[] = table

const indexOf = new Map<string, number>(table.map((material, index) => [material.name, index]))

/** Index into MATERIALS, as kept a ray. */
export function material(name: MaterialName): number {
  return indexOf.get(name) ?? 0
}
