import { expect, test } from './studio.ts'

test.describe('the method at work', () => {
  test('tells which rays voted for a picked point, and marks its cluster', async ({ studio }) => {
    const { page } = studio
    await studio.open()
    await studio.waitForLabels()
    await studio.pauseLabelling()
    // A point of the largest moving object that rays of the next sweep passed.
    await page.evaluate(() => {
      const state = window.studioDebug?.getState()
      const layers = state?.currentLabel?.layers
      const motions = [...(state?.currentLabel?.motions ?? [])].filter(motion => motion.accepted)
      const [largest] = motions.sort((a, b) => b.pointCount - a.pointCount)
      const index = layers?.cluster0.findIndex((c, i) => c === largest?.cluster && layers.evidence0.dynamic[i] === 1)
      state?.pick({ pane: 'a', sweep: 0, index: index ?? -1 })
    })
    await studio.waitFor(state => state.votes?.dynamic === true, 'the votes')
    const { votes, free, occupied } = await studio.state(state => ({
      votes: state.votes,
      free: state.currentLabel?.layers?.evidence0.free[state.picked?.index ?? -1],
      occupied: state.currentLabel?.layers?.evidence0.occupied[state.picked?.index ?? -1],
    }))
    expect([votes?.free, votes?.occupied]).toEqual([free, occupied])
    const list = page.getByRole('list', { name: 'Rays that voted for the point' })
    await expect(list.getByRole('button').first()).toContainText('passed')
    await list.getByRole('button').nth(1).hover()
    await studio.waitFor(state => state.pointedVote === 1, 'the ray that is pointed at')
    await expect(page.getByLabel('Legend: rays of the picked point')).toBeVisible()

    await page.getByRole('tab', { name: 'Method' }).click()
    await page.getByRole('radio', { name: /^All/ }).click()
    await page.locator('tbody tr').first().click()
    await studio.waitFor(state => state.inspectedCluster !== null, 'the marked cluster')
    await expect(page.getByText(/^Cluster \d+ \(\d+ points\)/)).toBeVisible()
  })

  test('follows a slider of the clustering and comes back by undo', async ({ studio }) => {
    const { page } = studio
    await studio.open()
    await studio.waitForLabels()
    await studio.pauseLabelling()
    await page.getByRole('tab', { name: 'Method' }).click()
    await page.evaluate(() => window.studioDebug?.getState().wishLabelling('run'))
    await page.getByRole('button', { name: 'Show clusters' }).click()
    const clusters = () => studio.state(state => state.currentLabel?.motions.length)
    const before = await clusters()
    const entries = () => studio.state(state => state.undoStack.length)
    const earlier = await entries()
    const slider = page.getByRole('slider', { name: 'Cluster distance (eps)' })
    for (let step = 0; step < 6; step++) await slider.press('ArrowRight')
    await studio.waitFor(
      state => !state.currentLabelStale && (state.currentLabel?.parameters.clustering.epsMetres ?? 0) > 0.85,
      'the labels of the new value',
    )
    expect(await clusters()).not.toBe(before)
    const kept = await studio.state(state => state.currentLabel?.timings.filter(t => t.reused).map(t => t.stage))
    expect(kept).toEqual(['ground', 'ego-motion', 'ray-casting'])
    // One undo takes back a quick hand's six steps; a slow machine's come apart.
    while ((await entries()) > earlier) await page.keyboard.press('Control+z')
    expect(await clusters()).toBe(before)
    expect(await studio.state(state => state.currentLabelStale)).toBe(false)
  })
})
