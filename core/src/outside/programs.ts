/** The programs of this computer that open files: by the desktop's own way, and never through a shell. */
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Programs } from './ports.ts'

/** One that runs on after this time has the file; some ways to open wait until the program ends. */
const STARTING_MS = 3000

export type Surroundings = Readonly<Record<string, string | undefined>>

/** @param env of this process; what is Space's own of it is kept from the programs */
export function openPrograms(env: Surroundings, platform: NodeJS.Platform): Programs {
  const opener = OPENERS[platform] ?? ['xdg-open']
  const [name = '', ...first] = opener
  const own = Object.fromEntries(Object.entries(env).filter(([key]) => !key.startsWith('SPACE_')))

  const problem = (): string | undefined => {
    const needsDisplay = platform !== 'darwin' && platform !== 'win32'
    if (needsDisplay && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'])
      return 'there is no display here'
    return find(name, env) === undefined ? `${name} was not found` : undefined
  }

  return {
    problem,
    async open(path) {
      const program = find(name, env)
      if (program === undefined) throw nothingOpens(`${name} was not found`)
      const child = spawn(program, [...first, path], {
        stdio: 'ignore',
        detached: true,
        env: own,
        windowsHide: true,
      })
      const ended = Promise.withResolvers<string | undefined>()
      child.once('error', () => ended.resolve(`${name} could not be started`))
      child.once('exit', (code) =>
        ended.resolve(code === 0 ? undefined : `${name} says that no program is set for it`),
      )
      const timer = setTimeout(() => ended.resolve(undefined), STARTING_MS)
      const why = await ended.promise
      clearTimeout(timer)
      child.unref()
      if (why !== undefined) throw nothingOpens(why)
    },
  }
}

/** NOTE: `start` of Windows is a word of its shell; this is what it calls. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32.exe', 'url.dll,FileProtocolHandler'],
}

function find(name: string, { PATH = '' }: Surroundings): string | undefined {
  return PATH.split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

function nothingOpens(why: string): SpaceError {
  return new SpaceError('not-found', 'No program of this computer opens it', {
    why,
    try: 'choose a program for files of this kind in the settings of the computer',
  })
}
