/** The apps of this device and their files, sealed, in one SQLite file. */
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SpaceError } from '@space/sdk'
import type { Manifest } from '@space/sdk/manifest'
import { decode, encode, equal } from '../crypto/codec.ts'
import { hmac, sha256 } from '../crypto/hash.ts'
import { kdf } from '../crypto/keys.ts'
import { open, seal } from '../crypto/seal.ts'
import type { Bundle } from './bundle.ts'

/** What is kept of an app beside its files. */
export interface AppRecord {
  readonly label: string
  readonly manifest: Manifest
  readonly cid: string
  readonly bytes: number
  readonly files: number
  readonly icon: string | null
  readonly source: string
  /** ms since 1970. */
  readonly installedAt: number
  readonly openedAt: number | null
}

export interface Registry extends Disposable {
  /** In the order in which they were installed. */
  list(): readonly AppRecord[]
  get(label: string): AppRecord | undefined
  /** A file as it was installed; undefined when there is none, or it was changed from outside. */
  file(label: string, path: string): Uint8Array | undefined
  /** Whether it has such a file, without reading it. */
  has(label: string, path: string): boolean
  /**
   * Durable, whole or not at all; `replaced` goes in the same moment. What has the same label already
   * becomes this, and keeps its place in the list.
   */
  add(bundle: Bundle, at: number, replaced?: string): AppRecord
  opened(label: string, at: number): void
  remove(label: string): void
}

const TYPE = 'app'
const text = new TextEncoder()

/**
 * Open `apps.db` in the folder `dir`. Labels and paths are there as keyed hashes only.
 *
 * @param key 32 bytes, local to this device
 * @throws {SpaceError} `io`
 */
export function openRegistry({ dir, key }: { dir: string; key: Uint8Array }): Registry {
  const db = openDb(join(dir, 'apps.db'))
  const sealKey = kdf(key, 'apps')
  const nameKey = kdf(key, 'apps-names')
  const idOf = (...names: string[]): Uint8Array => hmac(nameKey, text.encode(names.join('\0')))
  const apps = new Map<string, AppRecord>()
  for (const row of db.prepare('select id, sealed from app').all()) {
    const [id, sealed] = [row['id'] as Uint8Array, row['sealed'] as Uint8Array]
    const value = opened(sealKey, id, sealed)
    if (value !== undefined) {
      const record = decode(value) as AppRecord
      apps.set(record.label, record)
    }
  }
  const putApp = db.prepare('insert or replace into app (id, sealed) values (?, ?)')
  const putFile = db.prepare('insert or replace into file (app, id, sealed) values (?, ?, ?)')
  const getFile = db.prepare('select sealed from file where app = ? and id = ?')
  const hasFile = db.prepare('select 1 from file where app = ? and id = ?')
  const dropApp = db.prepare('delete from app where id = ?')
  const dropFiles = db.prepare('delete from file where app = ?')

  const save = (record: AppRecord): void => {
    const id = idOf(record.label)
    putApp.run(id, seal(sealKey, TYPE, id, encode(record)))
  }
  const drop = (label: string): void => {
    dropApp.run(idOf(label))
    dropFiles.run(idOf(label))
  }

  return {
    list: () => [...apps.values()].toSorted((a, b) => a.installedAt - b.installedAt),
    get: (label) => apps.get(label),
    file(label, path) {
      if (!apps.has(label)) return undefined
      const id = idOf(label, path)
      const sealed = getFile.get(idOf(label), id)?.['sealed'] as Uint8Array | undefined
      const stored = sealed === undefined ? undefined : opened(sealKey, id, sealed)
      if (stored === undefined) return undefined
      const bytes = stored.subarray(32)
      return equal(sha256(bytes), stored.subarray(0, 32)) ? bytes : undefined
    },
    has: (label, path) =>
      apps.has(label) && hasFile.get(idOf(label), idOf(label, path)) !== undefined,
    add(bundle, at, replaced) {
      const { label, manifest, cid, bytes, icon, source } = bundle
      const files = bundle.files.size
      const about = { label, manifest, cid, bytes, icon, source, files }
      const { installedAt = at, openedAt = null } = apps.get(label) ?? {}
      const record: AppRecord = { ...about, installedAt, openedAt }
      whole(db, () => {
        if (replaced !== undefined) drop(replaced)
        drop(label)
        for (const [path, file] of bundle.files) {
          const id = idOf(label, path)
          const stored = Buffer.concat([file.sha256, file.bytes])
          putFile.run(idOf(label), id, seal(sealKey, TYPE, id, stored))
        }
        save(record)
      })
      if (replaced !== undefined) apps.delete(replaced)
      apps.set(label, record)
      return record
    },
    opened(label, at) {
      const record = apps.get(label)
      if (record === undefined) return
      const changed = { ...record, openedAt: at }
      whole(db, () => save(changed))
      apps.set(label, changed)
    },
    remove(label) {
      whole(db, () => drop(label))
      apps.delete(label)
    },
    [Symbol.dispose]: () => db.close(),
  }
}

function openDb(path: string): DatabaseSync {
  try {
    if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600))
    const db = new DatabaseSync(path, { timeout: 5000 })
    db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;
      create table if not exists app (id blob primary key, sealed blob not null) without rowid;
      create table if not exists file (app blob not null, id blob not null, sealed blob not null,
        primary key (app, id));`)
    return db
  } catch (error) {
    throw failed(error)
  }
}

function whole(db: DatabaseSync, work: () => void): void {
  try {
    db.exec('begin immediate')
    work()
    db.exec('commit')
  } catch (error) {
    if (db.isTransaction) db.exec('rollback')
    throw failed(error)
  }
}

function failed(cause: unknown): SpaceError {
  const code = cause instanceof Error ? Number(Reflect.get(cause, 'errcode')) & 0xff : 0
  if (code === 13)
    return new SpaceError('disk-full', 'The disk is full, so the app was not kept', { cause })
  return new SpaceError('io', 'The apps of this device cannot be read or written', {
    why: 'the file apps.db in the home is damaged or not writable',
    try: 'move it away and install your apps again; files and grants are not in it',
    cause,
  })
}

function opened(key: Uint8Array, id: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  try {
    return open(key, TYPE, id, sealed)
  } catch {
    // changed from outside: as good as absent, and never served
    return undefined
  }
}
