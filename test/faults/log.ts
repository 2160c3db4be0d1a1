import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { EMPTY, apply, fromText, type Op, type State, toText } from './model.ts'

/**
 * What one process after another did to a space, in a folder outside of it.
 *
 * `state` is what the last one found when it began, and which round that was; `round-N` what it did
 * after that: a line when an op began, another when it was acknowledged.
 */
export interface Log {
  begun(op: Op): void
  done(): void
  close(): void
}

/** What was acknowledged so far, and the op that was under way when its process died. */
export interface Past {
  readonly state: State
  readonly pending: Op | undefined
  readonly acknowledged: number
}

/** @param dir folder of the logs */
export function readPast(dir: string): Past {
  const path = join(dir, 'state')
  if (!existsSync(path)) return { state: EMPTY, pending: undefined, acknowledged: 0 }
  const [round = '', text = ''] = readFileSync(path, 'utf8').split('\n')
  const log = join(dir, `round-${round}`)
  // A line that is not whole was never begun: the log is written before the op.
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []
  let state = fromText(text)
  let pending: Op | undefined
  let acknowledged = 0
  for (const line of lines) {
    if (line === 'done') {
      if (pending !== undefined) state = apply(state, pending)
      pending = undefined
      acknowledged += 1
    } else pending = JSON.parse(line) as Op
  }
  return { state, pending, acknowledged }
}

/** Goes on from `state`, which was found in the space; what was logged before it counts no more. */
export function startLog(dir: string, round: number, state: State): Log {
  const fd = openSync(join(dir, `round-${round}`), 'w')
  writeFileSync(join(dir, 'state.new'), `${round}\n${toText(state)}\n`)
  renameSync(join(dir, 'state.new'), join(dir, 'state'))
  return {
    begun: (op) => void writeSync(fd, `${JSON.stringify(op)}\n`),
    done: () => void writeSync(fd, 'done\n'),
    close: () => closeSync(fd),
  }
}
