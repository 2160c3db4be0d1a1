import { SpaceError } from '@space/sdk'
import type { Electron } from './electron.ts'

/** One small file of this user alone. */
export interface SealedFile {
  read(): Promise<Uint8Array | undefined>
  /** Durable when it resolves. */
  write(bytes: Uint8Array): Promise<void>
  remove(): Promise<void>
}

/** Keeps the passphrase of the keyring with the keychain of this system, when the person wants that. */
export interface Keychain {
  /** Why nothing can be kept here, in words; undefined when it can. */
  problem(): SpaceError | undefined
  /** Undefined when none is kept, or what is kept cannot be opened any more. */
  passphrase(): Promise<string | undefined>
  /** @throws {SpaceError} `denied` where the system has no keychain that keeps anything */
  keep(passphrase: string): Promise<void>
  forget(): Promise<void>
}

/** Backends of Linux that hide nothing: the key of `basic_text` stands in the source of Chromium. */
const OPEN_BACKENDS: ReadonlySet<string> = new Set(['basic_text', 'unknown'])

export function openKeychain(
  { safeStorage }: Pick<Electron, 'safeStorage'>,
  platform: NodeJS.Platform,
  file: SealedFile,
): Keychain {
  const problem = (): SpaceError | undefined => {
    const isOpen =
      platform === 'linux' && OPEN_BACKENDS.has(safeStorage.getSelectedStorageBackend())
    if (!isOpen && safeStorage.isEncryptionAvailable()) return undefined
    return new SpaceError('denied', 'This computer cannot keep the passphrase for you', {
      why: isOpen
        ? 'it has no keyring such as GNOME Keyring or KWallet, and without one the passphrase would lie open on the disk'
        : 'its keychain is locked or not there',
      try: 'type the passphrase when Space starts, or set up a keyring of the system',
    })
  }
  return {
    problem,
    async passphrase() {
      if (problem() !== undefined) return undefined
      const sealed = await file.read()
      if (sealed === undefined) return undefined
      try {
        return safeStorage.decryptString(Buffer.from(sealed))
      } catch {
        // Of another user or system, such as a home that was copied: the person is asked again.
        return undefined
      }
    },
    async keep(passphrase) {
      const refused = problem()
      if (refused !== undefined) throw refused
      await file.write(safeStorage.encryptString(passphrase))
    },
    forget: () => file.remove(),
  }
}
