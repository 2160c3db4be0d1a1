import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Files as the plain files of an app: what it is made of lies in `public` as it is. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
