// Serves the built app with the headers that cross-origin isolation needs. usage: node scripts/serve.mjs [--port N] [--no-open]
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'dist')
if (!existsSync(join(root, 'index.html'))) {
  console.error('dist/index.html is missing: run "npm run build" first (or "npm start", which does both).')
  process.exit(1)
}

const args = process.argv.slice(2)
const asked = args.indexOf('--port')
const wanted = Number(asked >= 0 ? args[asked + 1] : (process.env.PORT ?? 4173))
if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535) {
  console.error(`--port takes a whole number from 0 to 65535, not "${args[asked + 1] ?? process.env.PORT}".`)
  process.exit(1)
}

/** Nothing may be loaded from, or sent to, any other origin. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self' blob: data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const serve = sirv(root, {
  etag: true,
  setHeaders(response, path) {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    response.setHeader('Content-Security-Policy', contentSecurityPolicy)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    // Vite names assets by content, so they may be kept for ever; the page itself is asked for each time.
    response.setHeader(
      'Cache-Control',
      path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
  },
})

const server = createServer((request, response) =>
  serve(request, response, () => {
    response.statusCode = 404
    response.end('Not found')
  }),
)

const explicit = asked >= 0 || process.env.PORT !== undefined
let port = wanted
server.on('error', error => {
  if (error.code === 'EADDRINUSE' && !explicit && port < wanted + 20) server.listen(++port, '127.0.0.1')
  else {
    console.error(error.code === 'EADDRINUSE' ? `Port ${port} is in use; choose another with --port N.` : error.message)
    process.exit(1)
  }
})
server.listen(port, '127.0.0.1', () => {
  const url = `http://localhost:${server.address().port}/`
  console.log(`SemanticFlow Studio is at ${url}  (stop with Ctrl+C)`)
  if (process.stdout.isTTY && !process.env.CI && !args.includes('--no-open')) openBrowser(url)
})

/** A courtesy: on a machine without a desktop the printed address is enough. */
function openBrowser(url) {
  const [command, commandArgs] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]]
  const child = spawn(command, commandArgs, { stdio: 'ignore', detached: true })
  child.on('error', () => console.log('Open the address above in a browser.'))
  child.unref()
}
