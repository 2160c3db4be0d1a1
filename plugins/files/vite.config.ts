import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Files as the plain files of an app: what it is made of lies in `public` as it is. With `--mode fake`
 * the page for tests in a browser.
 */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: mode === 'fake' ? 'esnext' : 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    ...(mode === 'fake' ? { rolldownOptions: { input: `${import.meta.dirname}/fake.html` } } : {}),
  },
}))
