import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Cross-origin isolation: SharedArrayBuffer and WebAssembly threads need both headers (scripts/serve.mjs sends the same). */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export default defineConfig({
  plugins: [react()],
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 4096 },
  server: { headers: isolation },
  preview: { headers: isolation },
})
