import type { SpaceDirectory, SpaceFile } from '@space/sdk'
import { createTestHost, type TestHost } from '@space/sdk/testing'
import { paint } from './colours.ts'
import { openDrafts } from './drafts.ts'
import type { Item, Series } from './item.ts'
import { tokensOf } from './markdown-tokens.ts'
import { pastActs } from './past-acts.ts'
import { createPreviewStore, type PreviewStore } from './preview-store.ts'
import type { Tools } from './tools.ts'

/** Long after everything that the host keeps. */
export const NOW = 1_800_100_000_000

export interface Stand {
  readonly host: TestHost
  readonly folder: SpaceDirectory
  readonly tools: Tools
  readonly store: PreviewStore
  readonly series: Series
  item(name: string): Promise<Item>
  file(name: string): Promise<SpaceFile>
  /** Looks at a file among its neighbours, in the order of their names. */
  show(name: string, size?: 'quick' | 'full'): Promise<void>
}

/** A folder of these files, given to Files to change. */
export async function openStand(
  files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
  mode: 'read' | 'change' = 'change',
): Promise<Stand> {
  const inBox = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`Box/${path}`, text]),
  )
  const host = createTestHost({ files: inBox, grants: [{ path: 'Box', mode }] })
  const space = await host.connect()
  const [grant] = await space.grants.list()
  if (grant === undefined) throw new Error('nothing was granted')
  const folder = (await space.grants.open(grant)) as SpaceDirectory
  const names = await Array.fromAsync(folder.keys())
  const item = async (name: string): Promise<Item> => {
    const [handle] = await folder.search({ text: name, limit: 1 })
    if (handle === undefined) throw new Error(`there is no ${name}`)
    return { ...(await handle.stat()), id: name, handle }
  }
  const series: Series = {
    total: names.length,
    async item(at) {
      const name = names[at]
      return name === undefined ? undefined : item(name)
    },
  }
  const store = createPreviewStore()
  return {
    host,
    folder,
    store,
    series,
    item,
    tools: {
      space,
      request: host.fetch,
      drafts: openDrafts(space),
      now: () => NOW,
      canChange: () => mode === 'change',
      past: pastActs(
        space,
        () => NOW,
        async () => folder,
      ),
    },
    file: (name) => folder.getFileHandle(name),
    show: (name, size = 'quick') => store.getState().show(series, names.indexOf(name), size),
  }
}

/** The workers of the app, on this thread. */
export class HereWorker extends EventTarget {
  readonly #answer: (question: unknown) => unknown
  constructor(url: URL) {
    super()
    this.#answer = url.pathname.includes('markdown')
      ? (text) => tokensOf(String(text))
      : (asked) => {
          const { text, ending } = asked as { text: string; ending: string }
          return paint(text, ending)
        }
  }
  postMessage(question: unknown): void {
    queueMicrotask(() => {
      try {
        this.dispatchEvent(new MessageEvent('message', { data: this.#answer(question) }))
      } catch {
        this.dispatchEvent(new Event('error'))
      }
    })
  }
  terminate(): void {
    // Nothing runs beside the test.
  }
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (char) => char.charCodeAt(0))

/** The head of a PNG that says this of itself. */
export function pngHead(width: number, height: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(64)
  head.set(bytesOf('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'))
  const view = new DataView(head.buffer)
  view.setUint32(16, width)
  view.setUint32(20, height)
  return head
}
