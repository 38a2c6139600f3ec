import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { defineConfig } from 'vite'

// The bundle names the sources it was made of; a test compares.
function sources() {
  const files = ['package.json', 'package-lock.json', 'vite.config.js']
  for (const name of readdirSync('src')) files.push(`src/${name}`)
  const hash = createHash('sha256')
  for (const name of files.sort()) hash.update(`${name}\0`).update(readFileSync(name)).update('\0')
  return hash.digest('hex')
}

export default defineConfig({
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: '../assets',
    emptyOutDir: true,
    lib: { entry: 'src/index.jsx', formats: ['es'], fileName: () => 'canvas.js', cssFileName: 'canvas' },
    rollupOptions: { output: { minify: true, postBanner: `/* sources: ${sources()} */` } },
  },
  oxc: { jsx: { runtime: 'automatic' } },
})
