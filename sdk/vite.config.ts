/** One module with everything, served to every app as `/space/sdk.js`. */
export default {
  root: import.meta.dirname,
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome120',
    lib: { entry: 'src/browser.ts', formats: ['es'], fileName: () => 'space.js' },
    rolldownOptions: { output: { codeSplitting: false }, checks: { bundlerTimings: false } },
    minify: true,
    reportCompressedSize: true,
  },
}
