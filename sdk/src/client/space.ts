import type { PickRequest } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { AppRelay } from '../relay.ts'
import type { SpaceFile } from '../handles.ts'
import type { AppCommand, Launch, Space } from '../space.ts'
import { ask } from './bytes.ts'
import { editsOf } from './edits.ts'
import { openDirectory, openFile, openHandle } from './handles.ts'
import { lasting } from './lasting.ts'
import { bring } from './bringing/bring.ts'
import { openLine } from './line.ts'
import { watchLives } from './lives.ts'
import { refOf } from './refs.ts'
import type { Tools } from './tools.ts'

/** What the browser gives; tests give something else. */
export interface Surroundings {
  readonly request: Tools['request']
  readonly wait: Tools['wait']
}

/** All of Space over what the shell exposes. */
export async function openSpace(relay: AppRelay, { request, wait }: Surroundings): Promise<Space> {
  const line = openLine(relay, wait)
  const app = await line.call('app.info', [])
  const tools: Tools = { line, lives: watchLives(line, wait), request, wait }
  return Object.freeze({
    app,
    pick: pickerOf(tools),
    edits: editsOf(tools),
    data: Object.freeze({
      directory: async () => openDirectory(tools, await line.call('data.directory', [])),
      usage: () => line.call('data.usage', []),
    }),
    identity: Object.freeze({
      did: async () => (await line.call('identity.did', [])).did,
      isReal: async () => (await line.call('identity.did', [])).real,
      ask: async ({ reason }: { reason: string }) =>
        (await line.call('identity.ask', [{ reason }])).did,
    }),
    net: netOf(tools),
    grants: Object.freeze({
      list: () => line.call('grants.list', []),
      open: async ({ id }) => openHandle(tools, await line.call('grants.open', [id])),
      watch: ({ signal } = {}) =>
        lasting(tools.wait, () => line.stream('grants.watch', [], signal), signal),
      async release({ id }) {
        await line.call('grants.release', [id])
      },
    } satisfies Space['grants']),
    recent: Object.freeze({
      async list(options: { limit?: number } = {}) {
        const files = await line.call('recent.list', [options])
        return files.map(({ file, usedAt }) => ({ file: openHandle(tools, file), usedAt }))
      },
    }),
    launches: ({ signal }: { signal?: AbortSignal } = {}) => launchesOf(tools, signal),
    transfers: Object.freeze({
      list: () => line.call('transfers.list', []),
      watch: ({ signal } = {}) =>
        lasting(tools.wait, () => line.stream('transfers.watch', [], signal), signal),
      bring: (items, folder, options) => bring(tools, items, folder, refOf(folder), options),
      async pause(id) {
        await line.call('transfers.pause', [id])
      },
      async resume(id) {
        await line.call('transfers.resume', [id])
      },
      async cancel(id) {
        await line.call('transfers.cancel', [id])
      },
      async forget(id) {
        await line.call('transfers.forget', [id])
      },
    } satisfies Space['transfers']),
    address: Object.freeze({
      get: () => line.call('address.get', []),
      async set(path, options = {}) {
        await line.call('address.set', [path, options])
      },
      watch: ({ signal } = {}) =>
        lasting(tools.wait, () => line.stream('address.watch', [], signal), signal),
    } satisfies Space['address']),
    commands: commandsOf(tools),
    theme: Object.freeze({
      get: () => line.call('theme.get', []),
      watch: ({ signal } = {}) =>
        lasting(tools.wait, () => line.stream('theme.watch', [], signal), signal),
    } satisfies Space['theme']),
    ui: uiOf(tools),
  })
}

async function* launchesOf(
  tools: Tools,
  signal: AbortSignal | undefined,
): AsyncGenerator<Launch<SpaceFile>> {
  const { wait, line } = tools
  const come = lasting(wait, () => line.stream('launches.watch', [], signal), signal)
  for await (const { file, action } of come) yield { file: openFile(tools, file), action }
}

function pickerOf(tools: Tools): Space['pick'] {
  const pick = (request: PickRequest) => tools.line.call('pick.open', [request])
  const one = async (request: PickRequest) => {
    const [picked] = await pick(request)
    if (picked === undefined) throw new SpaceError('internal', 'Space gave nothing')
    return picked
  }
  return Object.freeze({
    directory: async (options) =>
      openDirectory(tools, await one({ open: 'directory', ...options })),
    file: async (options) => openFile(tools, await one({ open: 'file', ...options })),
    async files(options) {
      const picked = await pick({ open: 'files', ...options })
      return picked.map((ref) => openFile(tools, ref))
    },
    save: async (options) =>
      openFile(tools, await one({ open: 'save', mode: 'change', ...options })),
  } satisfies Space['pick'])
}

function netOf(tools: Tools): Space['net'] {
  const { line } = tools
  return Object.freeze({
    ask: (request) => line.call('net.ask', [request]),
    async fetch(url, { method = 'GET', headers, body, signal } = {}) {
      const request = {
        url: String(url),
        method,
        headers: Object.fromEntries(new Headers(headers)),
        ...(body === undefined ? {} : { body }),
      }
      const reply = await line.call('net.fetch', [request], signal)
      const content = await ask(tools, reply.url, { signal: signal ?? null })
      const isBare = [101, 204, 205, 304].includes(reply.status)
      return new Response(isBare ? null : content.body, {
        status: reply.status,
        headers: reply.headers,
      })
    },
  } satisfies Space['net'])
}

function commandsOf(tools: Tools): Space['commands'] {
  const { line } = tools
  const runs = new Map<string, () => void>()
  let isListening = false
  const listen = async (): Promise<void> => {
    const chosen = lasting(tools.wait, () => line.stream('commands.watch', []))
    for await (const id of chosen) runs.get(id)?.()
  }
  return Object.freeze({
    async set(commands: readonly AppCommand[]) {
      runs.clear()
      for (const { id, run } of commands) runs.set(id, run)
      const shown = commands.map(({ id, title, keys }) => ({
        id,
        title,
        ...(keys === undefined ? {} : { keys }),
      }))
      await line.call('commands.set', [shown])
      if (isListening) return
      isListening = true
      listen().catch(() => {
        isListening = false
      })
    },
  })
}

function uiOf({ line }: Tools): Space['ui'] {
  return Object.freeze({
    async openFile(file) {
      await line.call('ui.openFile', [refOf(file)])
    },
    async openOutside(file) {
      await line.call('ui.openOutside', [refOf(file)])
    },
    async saveAs(entries) {
      await line.call('ui.saveAs', [[entries].flat().map(refOf)])
    },
    erase: (folder, trashed) => line.call('ui.erase', [refOf(folder), trashed]),
    async openLink(url) {
      await line.call('ui.openLink', [String(url)])
    },
    async toast(text, { undo } = {}) {
      const answer = await line.call('ui.toast', [{ text, undo: undo !== undefined }])
      if (answer === 'undo') await undo?.()
    },
    async title(title) {
      await line.call('ui.title', [title])
    },
  } satisfies Space['ui'])
}
