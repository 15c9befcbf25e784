export function findChromium(): Promise<string | null>
export function installChromium(): Promise<string | null>
export const chromiumHint: string
export const chromiumFlags: string[]
