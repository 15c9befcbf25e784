import type { Random } from '../random.ts'
import { POSE_LENGTH, type PoseFunction, type SceneObject } from '../scene.ts'
import type { Terrain } from '../terrain.ts'
import { type Path, PLACE_LENGTH, type SpeedProfile } from '../trajectories.ts'
import { FIGURE_PARTS, type Figure, makeFigure, type Posture, setLimbs } from './figure.ts'

const place = new Float64Array(PLACE_LENGTH)
const street = new Float64Array(2)

/** Height that a person walks on: the kerb is a step of 0.3 m length, not a jump. */
export function walkingHeight(terrain: Terrain, x: number, y: number): number {
  terrain.road.toStreet(x, y, street)
  const s = street[0] as number
  const d = street[1] as number
  const up = Math.min(1, Math.max(0, terrain.edgeAt(s, d) / 0.3 + 0.5))
  return terrain.baseAt(s, d) + up * up * (3 - 2 * up) * terrain.section.kerbHeight
}

/** Joint angles of a walk at a place in the stride (0..2 pi); `swing` is the thigh's amplitude, radians. */
export function walk(phase: number, swing: number): Posture {
  const left = Math.sin(phase)
  const knee = (p: number) => 0.12 * swing + 1.9 * swing * Math.max(0, Math.cos(p)) ** 2 * (Math.cos(p) > 0 ? 1 : 0)
  return {
    thigh: [-swing * left - 0.08 * swing, swing * left - 0.08 * swing],
    knee: [knee(phase), knee(phase + Math.PI)],
    arm: [swing * 0.8 * left, -swing * 0.8 * left],
    elbow: [0.25 + 0.5 * swing * Math.max(0, -left), 0.25 + 0.5 * swing * Math.max(0, left)],
  }
}

/** Height of the hips above the lower sole: the trunk sinks and rises with the stride. */
function hipsAboveGround(figure: Figure, posture: Posture): number {
  const reach = (side: 0 | 1) =>
    figure.thigh * Math.cos(posture.thigh[side]) + figure.shin * Math.cos(posture.thigh[side] + posture.knee[side])
  return Math.max(reach(0), reach(1))
}

export interface Walker {
  readonly object: SceneObject
  readonly height: number
}

/** A person who walks along a path; stands with a calm stance where the profile does not move. */
export function pedestrian(terrain: Terrain, path: Path, profile: SpeedProfile, random: Random): Walker {
  const figure = makeFigure(random.chance(0.08) ? random.range(1.1, 1.4) : random.range(1.58, 1.9), random)
  const offset = random.range(0, 2 * Math.PI)
  const moves = profile.moves
  const stride = figure.height * random.range(0.78, 0.86)
  const pose: PoseFunction = (seconds, out) => {
    const distance = profile.distance(seconds)
    path.place(distance, place)
    // Longer steps when faster; standing people keep a little of it as stance.
    const swing = moves ? 0.16 + 0.2 * Math.min(2, profile.speed(seconds)) : 0.1
    const posture = walk(offset + (2 * Math.PI * distance) / stride, swing)
    const x = place[0] as number
    const y = place[1] as number
    const c = Math.cos(place[2] as number)
    const s = Math.sin(place[2] as number)
    const z = walkingHeight(terrain, x, y) + hipsAboveGround(figure, posture) - figure.hipZ
    out[0] = c
    out[1] = -s
    out[2] = 0
    out[3] = s
    out[4] = c
    out[5] = 0
    out[6] = 0
    out[7] = 0
    out[8] = 1
    out[9] = x
    out[10] = y
    out[11] = z
    setLimbs(figure, posture, out)
  }
  return {
    height: figure.height,
    object: {
      category: 'PEDESTRIAN',
      parts: figure.parts,
      box: Float64Array.of(-0.32, -0.34, 0, 0.36, 0.34, figure.height),
      moves,
      pose,
    },
  }
}

export const PEDESTRIAN_POSE_LENGTH = FIGURE_PARTS * POSE_LENGTH
