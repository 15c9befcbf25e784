let probe: { readonly context: WebGL2RenderingContext | null } | null = null

/**
 * Whether the browser offers WebGL 2. The first call starts the GPU's driver, which takes the browser a while: made early, that
 * goes on beside the loading of the rest. The context is kept until `releaseProbe`, so that the viewer's own one finds all warm.
 */
export function hasWebGl2(): boolean {
  probe ??= { context: document.createElement('canvas').getContext('webgl2', { antialias: false }) }
  return probe.context !== null
}

/** To be called when the viewer has a context of its own; browsers allow only so many. */
export function releaseProbe(): void {
  const context = probe?.context
  if (!context || context.isContextLost()) return
  context.getExtension('WEBGL_lose_context')?.loseContext()
}
