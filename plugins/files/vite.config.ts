import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * Files as the plain files of an app: what it is made of lies in `public` as it is. With `--mode fake`
 * the page for tests in a browser.
 */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), pdfParts()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: mode === 'fake' ? 'esnext' : 'chrome120',
    // So that `light-dark()` stays: what would stand for it could not follow the theme that the shell tells.
    cssTarget: 'chrome123',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input: `${import.meta.dirname}/${mode === 'fake' ? 'fake' : 'index'}.html`,
    },
  },
}))

/** What pdfjs fetches by itself when a PDF needs it, see src/preview/pdf-open.ts. */
function pdfParts(): Plugin {
  const from = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  const parts = [
    { folder: 'build', name: /^pdf\.worker\.min\.mjs$/ },
    { folder: 'cmaps', name: /\.bcmap$/ },
    { folder: 'iccs', name: /\.icc$/ },
    { folder: 'standard_fonts', name: /\.(?:pfb|ttf)$/ },
    // The programs for scripts inside of a PDF (quickjs) are left out.
    { folder: 'wasm', name: /^(?:jbig2|openjpeg|qcms_bg)\.wasm$/ },
  ]
  return {
    name: 'pdf-parts',
    apply: 'build',
    generateBundle() {
      for (const { folder, name } of parts) {
        for (const file of readdirSync(join(from, folder)).filter((one) => name.test(one))) {
          const source = readFileSync(join(from, folder, file))
          this.emitFile({ type: 'asset', fileName: `pdf/${folder}/${file}`, source })
        }
      }
    },
  }
}
