import type { Page } from '@playwright/test'

/**
 * Drops real files or folders (absolute paths) onto the page as the operating system would: the page gets directory entries,
 * which a synthetic DataTransfer cannot carry.
 */
export async function dropPaths(page: Page, paths: string[], at = { x: 700, y: 400 }): Promise<void> {
  const client = await page.context().newCDPSession(page)
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await client.send('Input.dispatchDragEvent', { type, ...at, data })
  await client.detach()
}
