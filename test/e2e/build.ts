import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..', '..')

/** Build the shell as it ships, or over its fake host, into `outDir`. */
export function buildShell(mode: 'production' | 'fake', outDir: string): Promise<void> {
  return buildPage(join(root, 'shell'), mode, outDir)
}

/** Build Files as it ships, or over a Space in memory, into `outDir`. */
export function buildFiles(mode: 'production' | 'fake', outDir: string): Promise<void> {
  return buildPage(join(root, 'plugins', 'files'), mode, outDir)
}

async function buildPage(folder: string, mode: string, outDir: string): Promise<void> {
  const before = process.env['NODE_ENV']
  // A test runner sets it for itself, which would make React the one for developers.
  process.env['NODE_ENV'] = 'production'
  try {
    await build({
      root: folder,
      mode,
      configFile: join(folder, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir, emptyOutDir: true },
    })
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}
