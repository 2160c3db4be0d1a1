import type { Drive } from '../../core/src/drive/drive.ts'
import { createHome, hasHome, openHome } from '../../core/src/home/open.ts'

/** One open space, in this process, without a daemon. */
export interface OpenSpace extends AsyncDisposable {
  readonly drive: Drive
}

/**
 * The one place where bench and faults reach into the product: opens the space in the folder `home`,
 * making it first when there is none, its keys in a plain 0600 file.
 */
export async function openOurs(home: string): Promise<OpenSpace> {
  if (!(await hasHome(home))) {
    await createHome({ dir: home, name: 'bench', protection: { kind: 'file' } })
  }
  return openHome({ dir: home, unlock: {} })
}
