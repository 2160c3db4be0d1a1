/** Which versions of a file are shown, and how: the one at its name, and those beside it. */
import type { Content } from './content/content.ts'
import { MAX_VERSIONS } from './log/ops.ts'
import { currentVersions, type Registers, type VersionRegister } from './tree/registers.ts'

/** So many of one file are shown; a hostile device could make any number. */
const MOST_COPIES = 100
/** Field of a copy's registers that holds the id of its file; no op of this Space sets it. */
export const COPY_OF = '\0of'

/** The versions to be shown beside the first one: those that differ from it, and from each other. */
export function copiesOf(registers: Registers): VersionRegister[] {
  const [shown, ...others] = currentVersions(registers)
  const copies: VersionRegister[] = []
  if (shown === undefined) return copies
  for (const other of others) {
    if ([shown, ...copies].some((one) => isSame(one, other))) continue
    copies.push(other)
    if (copies.length === MOST_COPIES) break
  }
  return copies
}

/** What the registers of a copy are: its one version, where its file is. */
export function copyRegisters(
  id: Uint8Array,
  registers: Registers,
  version: VersionRegister,
): Registers {
  const { stamp } = version
  const mode = registers.fields.get('mode')
  const fields = new Map([[COPY_OF, { stamp, value: id as unknown }]])
  if (mode !== undefined) fields.set('mode', mode)
  return { kind: 'file', moves: registers.moves.slice(0, 1), fields, versions: [version] }
}

/** The versions a new one follows on: what is shown, and what equals it. What else stands, stands on. */
export function shownVersions(registers: Registers): VersionRegister[] {
  const heads = currentVersions(registers)
  const [shown] = heads
  return shown === undefined
    ? []
    : heads.filter((head) => isSame(shown, head)).slice(0, MAX_VERSIONS)
}

/** Whether both are the same bytes; those that were let go of are nobody's equal. */
export function isSame(a: VersionRegister, b: VersionRegister): boolean {
  return a === b || (a.content !== null && hasSameBytes(a.content, b.content))
}

export function hasSameBytes(a: Content | null, b: Content | null): boolean {
  if (a === null || b === null) return a === b
  if (a.size !== b.size) return false
  if (a.ref === null || b.ref === null) return a.ref === b.ref
  return Buffer.compare(a.ref[4], b.ref[4]) === 0
}
