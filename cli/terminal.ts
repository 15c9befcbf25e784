/** Where a command writes; tests hand in their own. */
export interface Terminal {
  /** Results: nothing else ever goes there. */
  readonly out: (text: string) => void
  /** Progress, warnings and errors. */
  readonly progress: (text: string) => void
  readonly signal?: AbortSignal | undefined
}
