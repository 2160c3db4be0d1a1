import { isSpaceError, type SpaceError } from '@space/sdk'
import { callsOf, facetsOf, remoteSpace } from './facets.ts'
import { homeFolder } from './home/folder.ts'
import { lockHome } from './home/lock.ts'
import { openEndpoint } from '@space/sdk/wire'
import { openSeats } from './rpc/seats.ts'
import { dial, findSocket, listen, socketPath } from './rpc/socket.ts'
import type {
  Home,
  Homes,
  OpenSpace,
  OtherHome,
  Platform,
  Showing,
  Shown,
  Space,
  Surroundings,
  Unlock,
  WindowWishes,
} from './space.ts'

export { homeFolder, lockHome }

/** The one place where homes come from. */
export async function loadHomes(): Promise<Homes> {
  return import('./home/open.ts')
}

/** A home served to the other programs of this user, until `stopped`. */
export interface Daemon extends AsyncDisposable {
  readonly space: Space
  /** Undefined when these homes show nothing to browsers. */
  readonly platform: Platform | undefined
  /** Resolves when a program asked it to stop. */
  readonly stopped: Promise<void>
}

/**
 * Open the home under its lock and serve it on its socket.
 *
 * @throws {SpaceError} `in-use`, and whatever opening the home throws
 */
export async function openDaemon(
  homes: Homes,
  dir: string,
  unlock: Unlock,
  env: NodeJS.ProcessEnv,
): Promise<Daemon> {
  await using stack = new AsyncDisposableStack()
  stack.use(await lockHome(dir, 'space start'))
  const ended = Promise.withResolvers<void>()
  let home = await homes.openHome({ dir, unlock })
  stack.defer(() => home[Symbol.asyncDispose]())
  const command = env['SPACE_CALLED_AS'] || 'space'
  const show = async (how: Showing): Promise<Looks> => (homes.hasWindow ? showing(home, how) : {})
  let shown = await show({ command, recover })
  stack.defer(() => shown.platform?.[Symbol.asyncDispose]())
  let seats = openSeats()
  stack.defer(() => seats[Symbol.asyncDispose]())
  let facets = facetsOf(home, { ...shown, stop: ended.resolve })
  stack.use(
    await listen(socketPath(dir, env), (channel) => seats.take(openEndpoint(channel, facets))),
  )
  const open = stack.move()
  return {
    get space() {
      return home
    },
    get platform() {
      return shown.platform
    },
    stopped: ended.promise,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }

  async function recover(phrase: string): Promise<() => void> {
    const other = await home.prepareOther(phrase)
    return () => void moveTo(other).catch(ended.reject)
  }

  async function moveTo(other: OtherHome): Promise<void> {
    const { platform } = shown
    await seats[Symbol.asyncDispose]()
    await platform?.leave()
    const isNew = await home.isNew()
    await home[Symbol.asyncDispose]()
    // NOTE: looked at once more, now that nobody can do anything any more: a file may have come meanwhile.
    if (isNew) other.commit()
    home = await homes.openHome({ dir, unlock: other.unlock })
    shown = await show({
      command,
      recover,
      ...(platform === undefined ? {} : { front: platform.front }),
    })
    facets = facetsOf(home, { ...shown, stop: ended.resolve })
    seats = openSeats()
  }
}

interface Looks {
  readonly platform?: Platform
  readonly refusal?: SpaceError
}

/** A port that another program has keeps nobody from their files: only the window has to wait. */
async function showing(home: Home, how: Showing): Promise<Looks> {
  try {
    return { platform: await home.openPlatform(how) }
  } catch (error) {
    if (!isSpaceError(error, 'in-use')) throw error
    return { refusal: error }
  }
}

/** The daemon of a home as its clients see it. */
export interface RunningDaemon extends AsyncDisposable {
  readonly space: OpenSpace
  readonly pid: number
  /** Of its window, such as `http://space.localhost:7723`; undefined when it has none. */
  readonly address: string | undefined
  /** @throws {SpaceError} `not-found` when the daemon shows nothing to browsers */
  window(surroundings: Surroundings | undefined, wishes?: WindowWishes): Promise<Shown>
  stop(): Promise<void>
}

/** Undefined when no daemon serves the home. */
export async function findDaemon(
  dir: string,
  env: NodeJS.ProcessEnv,
): Promise<RunningDaemon | undefined> {
  const path = findSocket(dir, env)
  const channel = path === undefined ? undefined : await dial(path)
  if (channel === undefined) return undefined
  const endpoint = openEndpoint(channel)
  try {
    const { daemon } = callsOf(endpoint)
    const { drive, pid, address } = await daemon.hello()
    return {
      space: remoteSpace(endpoint, drive),
      pid,
      address,
      window: (surroundings, wishes = {}) => daemon.window(surroundings ?? null, wishes),
      async stop() {
        // It may be gone before its answer is: that is what was asked for.
        await daemon.stop().catch(() => undefined)
        await endpoint.closed
      },
      [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
    }
  } catch (error) {
    await endpoint[Symbol.asyncDispose]()
    throw error
  }
}

/**
 * Open a home in this process, under its lock.
 *
 * @throws {SpaceError} `in-use`, and whatever opening the home throws
 */
export async function openAlone(
  homes: Homes,
  dir: string,
  unlock: Unlock,
  command: string,
  signal?: AbortSignal,
): Promise<Space> {
  await using stack = new AsyncDisposableStack()
  stack.use(await lockHome(dir, command, { signal }))
  const space = stack.use(await homes.openHome({ dir, unlock }))
  const open = stack.move()
  return { ...space, [Symbol.asyncDispose]: () => open.disposeAsync() }
}
