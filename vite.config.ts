import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'

/** Cross-origin isolation: SharedArrayBuffer and WebAssembly threads need both headers (scripts/serve.mjs sends the same). */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** Names the interface's chunk and what it imports in the page, so that the browser fetches them beside the entry. */
function preloadInterface(): Plugin {
  return {
    name: 'preload-interface',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) => {
        const chunks = Object.values(bundle).filter(file => file.type === 'chunk')
        const chunk = chunks.find(file => file.name === 'mount')
        if (!chunk) throw new Error('No chunk is called "mount": src/app/main.ts must import src/app/mount.tsx.')
        // What the entry is and imports is named already.
        const named = chunks.filter(file => file.isEntry).flatMap(file => [file.fileName, ...file.imports])
        return [chunk.fileName, ...chunk.imports]
          .filter(name => !named.includes(name))
          .map(name => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` } }))
      },
    },
  }
}

export default defineConfig({
  plugins: [react(), preloadInterface()],
  // onnxruntime's own files for its wasm: inlined in a bundle they could not start threads.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 4096 },
  server: { headers: isolation },
  preview: { headers: isolation },
})
