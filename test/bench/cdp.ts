/** A Chromium driven by nothing but the calls that are needed: what watches a page's network also holds its bodies. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'

export interface Plain extends AsyncDisposable {
  /** Open a page in which `script` runs before any other. */
  open(url: string, script: string): Promise<void>
  /** Evaluate in the frame whose address holds `part`, as if the person had just clicked; waits for promises. */
  evaluate<T>(part: string, expression: string): Promise<T>
  /** Chooses files of this machine, or one folder with all in it, in the input that `expression` is. */
  choose(part: string, expression: string, paths: readonly string[]): Promise<void>
}

export async function openPlainBrowser(
  program: string,
  switches: readonly string[],
): Promise<Plain> {
  const profile = mkdtempSync(join(tmpdir(), 'space-plain-'))
  const own = [
    '--headless',
    '--no-sandbox',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ]
  const child = spawn(program, [...own, ...switches], { stdio: ['ignore', 'ignore', 'pipe'] })
  const closed = once(child, 'close')
  const address = await new Promise<string>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (said: string) => {
      const found = /ws:\/\/\S+/.exec(said)
      if (found !== null) resolve(found[0])
    })
  })
  const socket = new WebSocket(address, { perMessageDeflate: false })
  await once(socket, 'open')
  const waiting = new Map<number, (answer: Answer) => void>()
  socket.on('message', (bytes: Buffer) => {
    const answer = JSON.parse(bytes.toString()) as Answer
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })
  let last = 0
  const call = async (method: string, params: object, sessionId?: string): Promise<Result> => {
    last += 1
    const id = last
    const { promise, resolve } = Promise.withResolvers<Answer>()
    waiting.set(id, resolve)
    socket.send(JSON.stringify({ id, method, params, sessionId }))
    const { result, error } = await promise
    waiting.delete(id)
    if (result === undefined) throw new Error(`${method}: ${error?.message}`)
    return result
  }
  const attach = async (targetId: unknown): Promise<string> => {
    const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true })
    return String(sessionId)
  }
  /** Waits for it: frames come when they come. */
  const find = async (part: string): Promise<Target> => {
    for (;;) {
      const { targetInfos } = await call('Target.getTargets', {})
      const target = (targetInfos as Target[]).find((one) => one.url.includes(part))
      if (target !== undefined) return target
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return {
    async open(url, script) {
      const { targetId } = await call('Target.createTarget', { url: 'about:blank' })
      const session = await attach(targetId)
      await call('Page.enable', {}, session)
      await call('Page.addScriptToEvaluateOnNewDocument', { source: script }, session)
      await call('Page.navigate', { url }, session)
    },
    async evaluate<T>(part: string, expression: string) {
      const target = await find(part)
      const session = await attach(target.targetId)
      const wanted = { expression, awaitPromise: true, returnByValue: true, userGesture: true }
      const { result, exceptionDetails } = await call('Runtime.evaluate', wanted, session)
      await call('Target.detachFromTarget', { sessionId: session })
      if (exceptionDetails !== undefined)
        throw new Error(JSON.stringify(exceptionDetails).slice(0, 500))
      return (result as { value: T }).value
    },
    async choose(part, expression, files) {
      const target = await find(part)
      const session = await attach(target.targetId)
      const { result } = await call('Runtime.evaluate', { expression }, session)
      const { objectId } = result as { objectId: string }
      await call('DOM.setFileInputFiles', { files, objectId }, session)
      await call('Target.detachFromTarget', { sessionId: session })
    },
    async [Symbol.asyncDispose]() {
      await call('Browser.close', {}).catch(() => undefined)
      await closed
      socket.terminate()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

type Result = Readonly<Record<string, unknown>>
interface Answer {
  readonly id?: number
  readonly result?: Result
  readonly error?: { readonly message: string }
}
interface Target {
  readonly targetId: string
  readonly url: string
}
