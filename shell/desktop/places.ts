import { join } from 'node:path'

/** What is known of the place that Electron runs in. */
export interface Surroundings {
  readonly isPackaged: boolean
  /** Where a package keeps what is beside its `app.asar`. */
  readonly resources: string
  /** Folder of the built main script: `shell/desktop/dist` of a checkout. */
  readonly here: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
}

/**
 * Which Node runs the daemon, and which script it runs.
 *
 * NOTE: never Electron itself: its fuse for that is blown, so that nobody can run what they like under our name.
 */
export function commandLine({
  isPackaged,
  resources,
  here,
  env,
  platform,
}: Surroundings): readonly [program: string, script: string] {
  const node = platform === 'win32' ? 'node.exe' : 'node'
  if (isPackaged) {
    const run = join(resources, 'space', 'core', 'src', 'cli', 'run.ts')
    return [join(resources, 'node', node), run]
  }
  const launcher = join(here, '..', '..', '..', 'core', 'bin', 'space.js')
  return [env['SPACE_NODE'] ?? node, launcher]
}
