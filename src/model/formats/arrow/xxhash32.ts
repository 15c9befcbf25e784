const PRIME1 = 0x9e3779b1
const PRIME2 = 0x85ebca77
const PRIME3 = 0xc2b2ae3d
const PRIME4 = 0x27d4eb2f
const PRIME5 = 0x165667b1

const rotate = (v: number, by: number) => (v << by) | (v >>> (32 - by))
const round = (lane: number, word: number) => Math.imul(rotate((lane + Math.imul(word, PRIME2)) | 0, 13), PRIME1)

/** xxHash32 (Collet; specification 0.1.1) of `data`, as an unsigned 32-bit integer. */
export function xxhash32(data: Uint8Array, seed = 0): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const n = data.length
  let at = 0
  let hash: number
  if (n >= 16) {
    let a = (seed + PRIME1 + PRIME2) | 0
    let b = (seed + PRIME2) | 0
    let c = seed | 0
    let d = (seed - PRIME1) | 0
    for (; at + 16 <= n; at += 16) {
      a = round(a, view.getUint32(at, true))
      b = round(b, view.getUint32(at + 4, true))
      c = round(c, view.getUint32(at + 8, true))
      d = round(d, view.getUint32(at + 12, true))
    }
    hash = (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0
  } else hash = (seed + PRIME5) | 0
  hash = (hash + n) | 0
  for (; at + 4 <= n; at += 4)
    hash = Math.imul(rotate((hash + Math.imul(view.getUint32(at, true), PRIME3)) | 0, 17), PRIME4)
  for (; at < n; at++) hash = Math.imul(rotate((hash + Math.imul(data[at] as number, PRIME5)) | 0, 11), PRIME1)
  hash = Math.imul(hash ^ (hash >>> 15), PRIME2)
  hash = Math.imul(hash ^ (hash >>> 13), PRIME3)
  return (hash ^ (hash >>> 16)) >>> 0
}
