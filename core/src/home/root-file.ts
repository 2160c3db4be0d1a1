/** The file `root` of a home: which drive is the person's root, and what this device is called. */
import { join } from 'node:path'
import { isSpaceError, SpaceError } from '@space/sdk'
import { blob, bytes, encode, parse, structure, textOf } from '../crypto/codec.ts'
import { open, seal } from '../crypto/seal.ts'
import { readSmall } from '../identity/read-small.ts'
import { writeDurably } from '../identity/write-durably.ts'

export interface RootFile {
  /** Id of the root drive, 16 bytes. It comes from the phrase, which is not kept. */
  readonly root: Uint8Array
  /** Name of this device, for people. */
  readonly name: string
}

const NAME = 'The file "root"'
const FILE_BYTES = 2 ** 17
const outer = structure({ ct: blob({ max: 2 ** 16 }) })
const inner = structure({ root: bytes(16), name: textOf({ max: 256 }) })

/** @throws {SpaceError} `disk-full`, `io` */
export async function writeRoot(
  dir: string,
  storageKey: Uint8Array,
  file: RootFile,
): Promise<void> {
  const plain = encode({ v: 1, root: file.root, name: file.name })
  const ct = seal(storageKey, 'root-file', new Uint8Array(0), plain)
  await writeDurably(join(dir, 'root'), encode({ v: 1, ct }), NAME)
}

/** @throws {SpaceError} `newer-version`, `wrong-key`, `unreadable`, `not-initialized` when it is missing */
export function readRoot(dir: string, storageKey: Uint8Array): RootFile {
  let read: Uint8Array
  try {
    read = readSmall(join(dir, 'root'), FILE_BYTES, NAME)
  } catch (cause) {
    if (isSpaceError(cause)) throw cause
    throw new SpaceError('not-initialized', `the file "root" of ${dir} is missing`, {
      why: 'it says which drive is yours',
      try: 'bring it back from a copy of the home, or use space init --recover in a copy without "keyring"',
      cause,
    })
  }
  const { ct } = parse('root file', outer, read)
  const { root, name } = parse(
    'root file',
    inner,
    open(storageKey, 'root-file', new Uint8Array(0), ct),
  )
  return { root, name }
}
