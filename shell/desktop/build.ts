/** Makes what Electron runs: one script for the main process and one for each kind of page, each whole in itself. */
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'

const here = import.meta.dirname

/** A script beside a page in a sandbox can load nothing but `electron`, and is no module. */
const SCRIPTS = {
  main: { entry: 'main.ts', file: 'main.mjs', format: 'es' },
  shell: { entry: 'preload.ts', file: 'preload.cjs', format: 'cjs' },
  frame: { entry: 'frame-preload.ts', file: 'frame-preload.cjs', format: 'cjs' },
  unlock: { entry: 'unlock-preload.ts', file: 'unlock-preload.cjs', format: 'cjs' },
} as const

/** @param folder absolute path of what is made */
export async function buildDesktop(folder: string): Promise<void> {
  for (const { entry, file, format } of Object.values(SCRIPTS)) {
    await build({
      configFile: false,
      root: here,
      logLevel: 'warn',
      build: {
        outDir: folder,
        emptyOutDir: false,
        target: 'node24',
        minify: false,
        reportCompressedSize: false,
        lib: { entry: join(here, entry), formats: [format], fileName: () => file },
        rolldownOptions: { external: [/^electron$/, /^node:/] },
      },
    })
  }
  for (const file of ['unlock.html', 'icon.png']) {
    await copyFile(join(here, file), join(folder, file))
  }
  const manifest = { name: 'space-desktop', productName: 'Space', main: SCRIPTS.main.file }
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest)}\n`)
}
