import { join } from 'node:path'
import { openEndpoint } from '@space/sdk/wire'
import type { Drive } from '../drive/drive.ts'
import { facetsOf, remoteSpace } from '../facets.ts'
import { dial, listen } from '../rpc/socket.ts'
import type { OpenSpace, Space } from '../space.ts'
import { createHome, openHome } from './open.ts'

/**
 * A new home in the folder `dir`, and the same seen through the socket of a daemon.
 *
 * @param drive in place of the home's own
 */
export async function openServed(
  dir: string,
  drive?: Drive,
): Promise<
  AsyncDisposable & {
    space: Space
    served: OpenSpace
    call: (method: string, params: unknown) => Promise<unknown>
  }
> {
  await using stack = new AsyncDisposableStack()
  const home = join(dir, 'home')
  await createHome({ dir: home, name: 'Ada', protection: { kind: 'file' } })
  const opened = stack.use(await openHome({ dir: home, unlock: {} }))
  const space = drive === undefined ? opened : { ...opened, drive }
  const path = join(dir, 's')
  const facets = facetsOf(space, { stop: () => undefined })
  stack.use(await listen(path, (channel) => void openEndpoint(channel, facets)))
  const channel = await dial(path)
  if (channel === undefined) throw new Error('nobody listens')
  const endpoint = stack.use(openEndpoint(channel))
  const open = stack.move()
  return {
    space,
    served: remoteSpace(endpoint, space.drive.id),
    call: (method, params) => endpoint.call(method, params),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
