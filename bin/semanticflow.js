#!/usr/bin/env node
import { register } from 'tsx/esm/api'

register()
const { main } = await import('../cli/main.ts')

// An interrupt cancels the run, which then ends by itself with its own exit code.
const controller = new AbortController()
process.once('SIGINT', () => controller.abort())

process.exitCode = await main(process.argv.slice(2), {
  out: text => process.stdout.write(text),
  progress: text => process.stderr.write(text),
  signal: controller.signal,
})
