/** One change of a drive, as it is logged before it is begun and once more when it is acknowledged. */
export type Op =
  | { readonly kind: 'write'; readonly path: string; readonly sha: string }
  | { readonly kind: 'import'; readonly to: string; readonly files: readonly Named[] }
  | { readonly kind: 'move'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'untrash'; readonly path: string }
  | { readonly kind: 'forever'; readonly path: string }
  | { readonly kind: 'back'; readonly path: string; readonly sha: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'sweep' }

/** A file by its whole path in the drive. */
export interface Named {
  readonly path: string
  /** SHA-256 of its bytes in hex. */
  readonly sha: string
}

/** What a drive must hold: of each file the hashes of its versions, oldest first. */
export interface State {
  readonly files: ReadonlyMap<string, readonly string[]>
  /** By the path where it was. */
  readonly trash: ReadonlyMap<string, readonly string[]>
}

/** What a drive was seen to hold. */
export interface Seen {
  /** Path to the hash of what it reads. */
  readonly files: ReadonlyMap<string, string>
  readonly trash: ReadonlySet<string>
}

export const EMPTY: State = { files: new Map(), trash: new Map() }

/** The state after `op`. */
export function apply(state: State, op: Op): State {
  const files = new Map(state.files)
  const trash = new Map(state.trash)
  switch (op.kind) {
    case 'write':
    case 'back':
      files.set(op.path, [...(files.get(op.path) ?? []), op.sha])
      break
    case 'import':
      for (const { path, sha } of op.files) files.set(path, [sha])
      break
    case 'move':
      files.set(op.to, files.get(op.from) ?? [])
      files.delete(op.from)
      break
    case 'remove':
      trash.set(op.path, files.get(op.path) ?? [])
      files.delete(op.path)
      break
    case 'untrash':
      files.set(op.path, trash.get(op.path) ?? [])
      trash.delete(op.path)
      break
    case 'forever':
      files.delete(op.path)
      break
    case 'empty':
      trash.clear()
      break
    case 'sweep':
      break
  }
  return { files, trash }
}

export type Verdict = { readonly state: State } | { readonly lost: readonly string[] }

/**
 * Judges what was seen after a crash: everything acknowledged must be there, and of the one op that
 * was `pending` all or nothing (of an import or emptying any part). Returns the state to go on with.
 */
export function judge(state: State, pending: Op | undefined, seen: Seen): Verdict {
  const lost = differences(state, seen)
  if (lost.length === 0) return { state }
  if (pending === undefined) return { lost }
  const done = apply(state, pending)
  if (differences(done, seen).length === 0) return { state: done }
  const part = partly(state, pending, seen)
  if (part !== undefined && differences(part, seen).length === 0) return { state: part }
  return { lost: [`with ${JSON.stringify(pending)} pending`, ...lost] }
}

/** In words, what `seen` has otherwise than `state`. */
export function differences(state: State, seen: Seen): string[] {
  const found: string[] = []
  for (const [path, shas] of state.files) {
    const sha = seen.files.get(path)
    if (sha === undefined) found.push(`${path} is gone`)
    else if (sha !== shas.at(-1)) {
      found.push(`${path} ${shas.includes(sha) ? 'is an older version' : 'has other bytes'}`)
    }
  }
  for (const path of seen.files.keys()) if (!state.files.has(path)) found.push(`${path} is new`)
  for (const path of state.trash.keys()) {
    if (!seen.trash.has(path)) found.push(`${path} is gone from the trash`)
  }
  for (const path of seen.trash) {
    if (!state.trash.has(path)) found.push(`${path} is new in the trash`)
  }
  return found
}

/** A state as one line of JSON, and back. */
export function toText(state: State): string {
  return JSON.stringify({ files: [...state.files], trash: [...state.trash] })
}

export function fromText(text: string): State {
  const { files, trash } = JSON.parse(text) as {
    files: [string, string[]][]
    trash: [string, string[]][]
  }
  return { files: new Map(files), trash: new Map(trash) }
}

function partly(state: State, pending: Op, seen: Seen): State | undefined {
  if (pending.kind === 'import') {
    const came = pending.files.filter(({ path }) => seen.files.has(path))
    return apply(state, { ...pending, files: came })
  }
  if (pending.kind === 'empty') {
    return { ...state, trash: new Map([...state.trash].filter(([path]) => seen.trash.has(path))) }
  }
  return undefined
}
