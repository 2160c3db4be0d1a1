import { isSpaceError, SpaceError } from '@space/sdk'
import { spaceLinkOf } from '@space/sdk/links'
import { findDaemon } from '../../daemon.ts'
import type { CreateHome, Homes, Shown, Surroundings, WindowWishes } from '../../space.ts'
import { openHush } from '../ask.ts'
import type { Context } from '../context.ts'
import { makeHome, protectionOf } from '../make-home.ts'
import { deviceName, personName } from '../names.ts'
import { spawnDaemon } from '../spawn.ts'
import { statusLines } from '../status.ts'

export async function run(context: Context): Promise<number> {
  const { out, home, again } = context
  const wishes = wishesOf(context)
  const created = await createIfMissing(context)
  const window = await show(context, wishes)
  if (isForOthers(context) && window !== undefined) {
    await out.data({ created, window }, () => [window.url ?? ''])
    return 0
  }
  const space = await context.open()
  const status = await space.status()
  await out.data({ created, ...status, ...(window === undefined ? {} : { window }) }, () => [
    created ? `Made a new space in ${home}` : `Opened the space in ${home}`,
    ...statusLines(status),
  ])
  if (window?.shown === true) out.say('\nThe window of Space is open.')
  else if (window !== undefined) {
    out.say(`\nNo window was opened: ${window.reason}.`)
    if (window.url !== undefined) {
      out.say(`Open this address in a browser on this machine, within a minute:\n  ${window.url}`)
      out.say(`try: ${again('open')} for a new one`)
    }
  }
  const steps = [
    ...(status.files === 0 ? [['add -r FOLDER', 'bring a folder in']] : []),
    ['ls', 'see what is there'],
    ...(status.phraseKept
      ? [
          ['identity show --phrase', 'see your 24 words, and write them on paper'],
          ['identity recovery-test', 'prove that the paper is right'],
        ]
      : []),
    ['help', 'all commands'],
  ]
  const lines = steps.map(([line = '', why = '']) => `  ${again(line.padEnd(24))}  ${why}`)
  out.say(`\nWhat to try next:\n${lines.join('\n')}`)
  return 0
}

/** Somebody else shows the window, and nothing is asked in it before. */
function isForOthers(context: Context): boolean {
  return context.flag('headless') || context.flag('hosted')
}

/** @throws {SpaceError} `bad-usage` for what is no link into Space */
function wishesOf(context: Context): WindowWishes {
  const [text] = context.words
  const hosted = context.flag('hosted') ? { isHosted: true } : {}
  if (text === undefined) return hosted
  const link = spaceLinkOf(text)
  if (link !== undefined) return { link, ...hosted }
  throw new SpaceError('bad-usage', 'This is not a link into Space', {
    why: 'a link is space:// and where it leads, such as space://files/Photos',
    try: context.again('open space://files'),
  })
}

/** Undefined when these homes have no window. */
async function show(context: Context, wishes: WindowWishes): Promise<Shown | undefined> {
  const { powers, home } = context
  if (!(await powers.homes()).hasWindow) return undefined
  const already = await findDaemon(home, powers.env)
  if (already === undefined) await context.unlocking(() => spawnDaemon(context))
  await using daemon = already ?? (await findDaemon(home, powers.env))
  if (isForOthers(context)) return await daemon?.window(undefined, wishes)
  try {
    return await daemon?.window(surroundings(powers.env), wishes)
  } catch (error) {
    // Whose port is taken still wants to know where they are.
    if (!isSpaceError(error, 'in-use')) throw error
    return { shown: false, reason: `${error.message}: ${error.why ?? ''}` }
  }
}

/** What a browser needs of them, and nothing that may be a secret. */
function surroundings(env: NodeJS.ProcessEnv): Surroundings {
  const names = ['DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'HOME', 'LANG', 'PATH', 'SPACE_BROWSER']
  const more = ['USER', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'XDG_SESSION_TYPE']
  const given = [...names, ...more].map((name) => [name, env[name]] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

async function createIfMissing(context: Context): Promise<boolean> {
  const wanted = await wantedIfMissing(context)
  if (wanted === undefined) return false
  const { homes, ...home } = wanted
  await makeHome(context, homes, home)
  return true
}

async function wantedIfMissing(
  context: Context,
): Promise<({ homes: Homes } & Omit<CreateHome, 'dir'>) | undefined> {
  const { home, powers, mayAsk, signal } = context
  // Before anything is loaded: what is typed meanwhile may be the passphrase already.
  using _hush = mayAsk ? openHush(powers, signal) : undefined
  await using daemon = await findDaemon(home, powers.env)
  if (daemon !== undefined) return undefined
  const homes = await powers.homes()
  if (await homes.hasHome(home)) return undefined
  // Its first window, wherever that is opened, begins with the first run.
  const begin = homes.hasWindow ? ({ begin: 'welcome' } as const) : {}
  const protection = asksInWindow(context, homes)
    ? ({ kind: 'file' } as const)
    : await protectionOf(context)
  return { homes, name: homes.hasWindow ? deviceName() : personName(), protection, ...begin }
}

/** Where a window opens it asks all there is to ask, and nothing is asked here. */
function asksInWindow(context: Context, { hasWindow, windowProblem }: Homes): boolean {
  const isWanted = !isForOthers(context) && context.text('password-file') === undefined
  return hasWindow && isWanted && windowProblem(surroundings(context.powers.env)) === undefined
}
