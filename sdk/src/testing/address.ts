import { SpaceError } from '../errors.ts'
import { openFeed } from './feed.ts'

/** Where the app is, and the steps of the person through it. */
export interface TestAddress {
  get(): readonly string[]
  set(path: readonly string[], options?: { replace?: boolean }): null
  watch(signal: AbortSignal): AsyncIterable<readonly string[]>
  /** The person goes back, or types an address. */
  back(): void
  go(path: readonly string[]): void
  fail(error: Error): void
}

export function openAddress(): TestAddress {
  const feed = openFeed<readonly string[]>()
  const steps: (readonly string[])[] = [[]]
  const get = (): readonly string[] => steps.at(-1) ?? []
  const set = (path: readonly string[], { replace = false } = {}): null => {
    const isFit = (name: unknown): boolean =>
      typeof name === 'string' && name !== '' && new TextEncoder().encode(name).length <= 255
    if (!Array.isArray(path) || path.length > 200 || !path.every(isFit)) {
      throw new SpaceError('bad-input', 'An address is at most 200 names of 1 to 255 bytes')
    }
    if (replace) steps.pop()
    steps.push(path)
    feed.push(path)
    return null
  }
  return {
    get,
    set,
    watch: (signal) => feed.listen(signal, get()),
    back() {
      if (steps.length > 1) steps.pop()
      feed.push(get())
    },
    go: (path) => void set(path),
    fail: feed.fail,
  }
}
