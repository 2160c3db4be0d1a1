import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * The shell as plain files for the gateway, which serves them under a strict policy: no inline
 * script or style, and nothing as a data URL. With `--mode fake` the page for tests in a browser.
 */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome120',
    // So that `light-dark()` stays as it is: a third of the size of what would stand for it.
    cssTarget: 'chrome123',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // How long its parts took is no warning for whoever starts Space the first time.
      checks: { bundlerTimings: false },
      input: (mode === 'fake' ? ['fake'] : ['index', 'frame']).map(
        (page) => `${import.meta.dirname}/${page}.html`,
      ),
    },
  },
}))
