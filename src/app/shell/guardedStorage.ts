/** localStorage may be forbidden or full: the app works without what it would have remembered. */
export const guardedStorage = {
  getItem(key: string): string | null {
    try {
      return window.localStorage.getItem(key)
    } catch {
      return null
    }
  },
  setItem(key: string, value: string): void {
    try {
      window.localStorage.setItem(key, value)
    } catch {
      // Nothing is lost but the layout of the next visit.
    }
  },
}
