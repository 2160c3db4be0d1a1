import { expect, test } from 'vitest'
import type { HostBridge } from './host-bridge.ts'

/** A bridge in a pretended window, and what came of it there. */
export interface BridgeStage {
  readonly bridge: HostBridge
  /** What the host was asked to do, as `open https://…`, `copy …`, `save /path`, `print`. */
  readonly done: () => readonly string[]
  /** Have the person choose. */
  choose(query: RegExp, matches: boolean): void
}

export function testHostBridge(name: string, stage: () => BridgeStage): void {
  test(`${name}: opens a link outside, once`, async () => {
    const { bridge, done } = stage()
    bridge.openLink('https://example.org/a?b#c')
    await expect.poll(done).toEqual(['open https://example.org/a?b#c'])
  })

  test(`${name}: saves what is at a path of its own origin`, () => {
    const { bridge, done } = stage()
    bridge.download('/~save/abc')
    expect(done()).toEqual(['save /~save/abc'])
  })

  test(`${name}: copies and prints`, async () => {
    const { bridge, done } = stage()
    await bridge.copyText('words')
    bridge.print()
    expect(done()).toEqual(['copy words', 'print'])
  })

  test(`${name}: says when text could not be copied`, async () => {
    const { bridge } = stage()
    await expect(bridge.copyText('refused')).rejects.toThrow()
  })

  test(`${name}: tells how the person wants their screen, and of each change until it is over`, async () => {
    const { bridge, choose } = stage()
    expect(bridge.look()).toEqual({ isDark: false, reducedMotion: false, highContrast: false })
    const stop = new AbortController()
    const looks = bridge.watchLook(stop.signal)[Symbol.asyncIterator]()
    const next = looks.next()
    choose(/dark/, true)
    expect((await next).value).toEqual({ isDark: true, reducedMotion: false, highContrast: false })
    const last = looks.next()
    stop.abort()
    expect((await last).done).toBe(true)
  })
}
