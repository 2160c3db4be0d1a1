import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { peakMB } from './measure.ts'
import type { Answer, Reply, Request } from './requests.ts'

/** Our drive in a warm process of its own, so that its memory is its own and nothing else's. */
export interface Ours extends AsyncDisposable {
  readonly home: string
  /** How opening went. */
  readonly opened: Answer
  ask(request: Request): Promise<Answer>
  /** Largest resident size of the whole process so far, MB. */
  peakMB(): number
}

/** Opens the space in `home`, or makes one there. */
export async function startOurs(home: string): Promise<Ours> {
  const child = fork(join(import.meta.dirname, 'ours-process.ts'), [home], {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    // compiled code is kept, as the launcher has it for the product
    env: { ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, '../../.runtime/cache') },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const opened = await ask(child, { op: 'open' })
  return {
    home,
    opened,
    ask: (request) => ask(child, request),
    peakMB: () => peakMB(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      await ask(child, { op: 'close' })
      await gone
    },
  }
}

/** A fresh space that already did one small add, so that its threads and tables are there. */
export async function startWarm(home: string, small: string): Promise<Ours> {
  const ours = await startOurs(home)
  await ours.ask({ op: 'import', sources: [small], to: '/' })
  return ours
}

function ask(child: ChildProcess, request: Request): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const gone = (code: number | null): void =>
    reject(new Error(`the process of our drive ended (${String(code)}) at ${request.op}`))
  child.once('exit', gone)
  child.once('message', (reply: Reply) => {
    child.off('exit', gone)
    if ('error' in reply) reject(new Error(`${request.op}: ${reply.error}`))
    else resolve(reply.answer)
  })
  child.send(request)
  return promise
}
