/** The SQLite file of the small pictures: a cache, sealed, that may be lost at any time. */
import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { hmac } from '../crypto/hash.ts'
import { kdf } from '../crypto/keys.ts'
import { open, seal } from '../crypto/seal.ts'

export interface Store extends Disposable {
  /** Empty bytes for what is known to have no picture; undefined for what was never made. */
  get(name: string): Uint8Array | undefined
  put(name: string, picture: Uint8Array): void
}

const TYPE = 'thumbnail'
/** How many rows go at once when there is no room. */
const GO = 200
const text = new TextEncoder()

/**
 * Open `thumbs.db` in `dir`; one that cannot be read is made anew.
 *
 * @param key 32 bytes, local to this device
 * @param mostBytes of sealed pictures; the ones that were not looked at for longest go first
 */
export function openStore(dir: string, key: Uint8Array, mostBytes: number): Store {
  const sealKey = kdf(key, 'thumbs')
  const nameKey = kdf(key, 'thumbs-names')
  const db = opened(join(dir, 'thumbs.db'))
  // On a full disk pictures are made anew each time.
  if (db === undefined) return NOWHERE
  const find = db.prepare('select sealed from thumb where id = ?')
  const look = db.prepare('update thumb set looked = ? where id = ?')
  const add = db.prepare('insert or replace into thumb (id, looked, sealed) values (?, ?, ?)')
  const sum = db.prepare('select coalesce(sum(length(sealed)), 0) as bytes from thumb')
  const drop = db.prepare(
    `delete from thumb where id in (select id from thumb order by looked limit ${GO})`,
  )
  const last = db.prepare('select coalesce(max(looked), 0) as looked from thumb')
  let bytes = Number(sum.get()?.['bytes'])
  let turn = Number(last.get()?.['looked'])

  /** What a full or broken disk does to a cache is nothing that anybody has to know. */
  const quietly = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch {
      return undefined
    }
  }

  return {
    get(name) {
      const id = hmac(nameKey, text.encode(name))
      const sealed = quietly(() => find.get(id)?.['sealed'] as Uint8Array | undefined)
      if (sealed === undefined) return undefined
      turn += 1
      quietly(() => look.run(turn, id))
      return quietly(() => open(sealKey, TYPE, id, sealed))
    },
    put(name, picture) {
      const id = hmac(nameKey, text.encode(name))
      const sealed = seal(sealKey, TYPE, id, picture)
      turn += 1
      quietly(() => {
        add.run(id, turn, sealed)
        bytes += sealed.length
        while (bytes > mostBytes) {
          drop.run()
          bytes = Number(sum.get()?.['bytes'])
        }
      })
    },
    [Symbol.dispose]() {
      if (db.isOpen) db.close()
    },
  }
}

const NOWHERE: Store = {
  get: () => undefined,
  put: () => undefined,
  [Symbol.dispose]: () => undefined,
}

function opened(path: string): DatabaseSync | undefined {
  try {
    return openDb(path)
  } catch {
    try {
      for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
      return openDb(path)
    } catch {
      return undefined
    }
  }
}

function openDb(path: string): DatabaseSync {
  // NOTE: made by us, so that nobody else may read how many there are
  if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600))
  const db = new DatabaseSync(path, { timeout: 5000 })
  try {
    db.exec(`pragma journal_mode = wal; pragma synchronous = normal; pragma secure_delete = on;
      create table if not exists thumb (id blob primary key, looked integer not null,
        sealed blob not null) without rowid;
      create index if not exists thumb_looked on thumb (looked);`)
    if (db.prepare('pragma quick_check(1)').get()?.['quick_check'] !== 'ok') {
      throw new Error('the pictures are damaged')
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
