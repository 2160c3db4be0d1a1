import { isSpaceError } from '@space/sdk'

/** Where Space is found unless another program had that port first. */
export const FIRST_PORT = 7723
const TRIES = 100

/**
 * Open what listens on the port that was kept, or choose one and keep it.
 *
 * Origins, and with them what browsers keep for an app, hang on the port: once chosen it stays.
 *
 * @throws {SpaceError} `in-use` when the kept one is taken, or none is free
 */
export async function onKeptPort<T extends AsyncDisposable>(
  kept: { get(): unknown; set(port: number): void },
  open: (port: number) => Promise<T>,
): Promise<T> {
  const port = kept.get()
  if (typeof port === 'number') return open(port)
  for (let next = FIRST_PORT; ; next += 1) {
    try {
      await using stack = new AsyncDisposableStack()
      const opened = stack.use(await open(next))
      // What listens on a port that was not kept would hold its process for ever.
      kept.set(next)
      stack.move()
      return opened
    } catch (error) {
      if (!isSpaceError(error, 'in-use') || next >= FIRST_PORT + TRIES) throw error
    }
  }
}
