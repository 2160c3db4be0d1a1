import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where everything of this user lies: `SPACE_HOME`, else `space` in the folder for data. */
export function homeFolder(env: NodeJS.ProcessEnv, cwd: string): string {
  const chosen = env['SPACE_HOME']
  if (chosen) return resolve(cwd, chosen)
  const data = env['XDG_DATA_HOME']
  // A relative XDG path is invalid by its specification, and to be ignored.
  if (data?.startsWith('/')) return join(data, 'space')
  return join(env['HOME'] || homedir(), '.local', 'share', 'space')
}
