import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { encode } from '../crypto/codec.ts'
import { sha256 } from '../crypto/hash.ts'
import { hexOf } from '../crypto/text.ts'
import type { Drive } from '../drive/drive.ts'
import { newPhrase } from '../identity/phrase.ts'
import { createHome, hasHome, openHome } from './open.ts'

const top = fs.mkdtempSync(join(tmpdir(), 'space-homes-'))
afterAll(() => fs.rmSync(top, { recursive: true, force: true }))
let folders = 0

/** A place for a home; nothing is there yet. */
function newDir(): string {
  return join(top, String(folders++), 'home')
}

async function make(dir: string, phrase?: string) {
  const plain = { dir, name: 'test', protection: { kind: 'file' as const } }
  return createHome(phrase === undefined ? plain : { ...plain, phrase })
}

function open(dir: string) {
  return openHome({ dir, unlock: {} })
}

async function text(drive: Drive, path: string): Promise<string> {
  return String(Buffer.concat(await Array.fromAsync(drive.read(path))))
}

function save(drive: Drive, path: string, content: string) {
  return drive.write(path, [Buffer.from(content)])
}

function copyOf(dir: string): string {
  const copy = newDir()
  fs.cpSync(dir, copy, { recursive: true })
  return copy
}

/** Every file with a hash of what is in it. */
function filesOf(dir: string): string[] {
  const names = fs.readdirSync(dir, { recursive: true }).map(String).sort()
  return names.flatMap((name) => {
    const path = join(dir, name)
    return fs.statSync(path).isFile() ? [`${name} ${hexOf(sha256(fs.readFileSync(path)))}`] : []
  })
}

function segmentsOf(dir: string): string[] {
  const segments = join(dir, 'blocks/segments')
  return fs.readdirSync(segments).map((name) => join(segments, name))
}

describe('a home', () => {
  test('is made once, readable by its owner only, and opened again and again', async () => {
    const dir = newDir()
    expect(await hasHome(dir)).toBe(false)
    await expect(open(dir)).rejects.toMatchObject({ code: 'not-initialized' })
    const { did, phrase } = await make(dir)
    expect(did).toMatch(/^did:key:z6Mk/)
    expect(phrase?.split(' ')).toHaveLength(24)
    expect(await hasHome(dir)).toBe(true)
    await expect(make(dir)).rejects.toMatchObject({ code: 'exists' })
    await expect(make(dir, newPhrase())).rejects.toMatchObject({ code: 'exists' })
    expect(fs.statSync(dir).mode & 0o777).toBe(0o700)
    expect(fs.statSync(join(dir, 'keyring')).mode & 0o777).toBe(0o600)
    let drive = ''
    for (const content of ['1', '2']) {
      await using space = await open(dir)
      expect(await space.status()).toMatchObject({
        did,
        home: dir,
        files: content === '1' ? 0 : 1,
        keyring: 'file',
        phraseKept: true,
        daemon: null,
      })
      expect(await space.identityShow()).toMatchObject({
        did,
        name: 'test',
        devices: [{ name: 'test', here: true }],
      })
      if (drive !== '') expect(space.drive.id).toBe(drive)
      drive = space.drive.id
      await save(space.drive, '/f', content)
      expect(await text(space.drive, '/f')).toBe(content)
    }
  })

  test('under a passphrase opens with it alone', async () => {
    const dir = newDir()
    const passphrase = 'correct horse'
    await createHome({ dir, name: 'test', protection: { kind: 'passphrase', passphrase } })
    await expect(open(dir)).rejects.toMatchObject({ code: 'denied' })
    const wrong = openHome({ dir, unlock: { passphrase: async () => 'battery staple' } })
    await expect(wrong).rejects.toMatchObject({ code: 'wrong-key' })
    await using space = await openHome({ dir, unlock: { passphrase: async () => passphrase } })
    expect(await space.status()).toMatchObject({ keyring: 'passphrase', phraseKept: true })
  })

  test('says of itself what is not as it should be', async () => {
    const dir = newDir()
    await make(dir)
    fs.chmodSync(dir, 0o755)
    fs.chmodSync(join(dir, 'keyring'), 0o644)
    await using space = await open(dir)
    const checks = await space.doctor()
    const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]))
    expect(states).toMatchObject({
      program: 'ok',
      home: 'warning',
      keyring: 'warning',
      'recovery kit': 'warning',
      blocks: 'ok',
      log: 'ok',
    })
    expect(checks.find(({ name }) => name === 'home')?.try).toContain('chmod 700')
  })
})

describe('the phrase', () => {
  test('is kept until the recovery test is passed, then it is gone for good', async () => {
    const dir = newDir()
    const { did, phrase = '' } = await make(dir)
    {
      await using space = await open(dir)
      expect(await space.revealPhrase({})).toBe(phrase)
      const other = space.recoveryTest(newPhrase())
      await expect(other).rejects.toMatchObject({ code: 'wrong-phrase' })
      const mistyped = space.recoveryTest(phrase.replace(/^\w+/u, 'xyzzy'))
      await expect(mistyped).rejects.toMatchObject({ code: 'wrong-phrase' })
      expect(await space.status()).toMatchObject({ phraseKept: true })
      const typed = ` ${phrase.toUpperCase().replaceAll(' ', '  ')}\n`
      expect(await space.recoveryTest(typed)).toEqual({ did })
      expect(await space.status()).toMatchObject({ phraseKept: false })
      await expect(space.revealPhrase({})).rejects.toMatchObject({ code: 'not-found' })
    }
    await using space = await open(dir)
    expect(await space.status()).toMatchObject({ phraseKept: false })
    await expect(space.revealPhrase({})).rejects.toMatchObject({ code: 'not-found' })
    expect(await space.recoveryTest(phrase)).toEqual({ did })
    expect(fs.readdirSync(dir).filter((name) => name.startsWith('keyring'))).toEqual(['keyring'])
  })

  test('alone brings back the identity, with an empty drive', async () => {
    const { did, phrase = '' } = await make(newDir())
    const dir = newDir()
    expect(await make(dir, phrase)).toEqual({ did })
    await using space = await open(dir)
    expect(await space.status()).toMatchObject({ did, files: 0, phraseKept: false })
    await save(space.drive, '/f', 'x')
    expect(await text(space.drive, '/f')).toBe('x')
  })

  test('that is wrong makes nothing', async () => {
    const dir = newDir()
    const words = newPhrase().split(' ')
    for (const wrong of ['', 'abc', words.slice(1).join(' '), words.toSorted().join(' ')])
      await expect(make(dir, wrong)).rejects.toMatchObject({ code: 'wrong-phrase' })
    expect(fs.existsSync(dir)).toBe(false)
  })
})

describe('a copied home that lost its keyring', () => {
  test('gives all files back to the phrase, with their past and the trash', async () => {
    const first = newDir()
    const { did, phrase = '' } = await make(first)
    let before: unknown
    {
      await using space = await open(first)
      const { drive } = space
      await save(drive, '/a/f', '1')
      await save(drive, '/a/f', '2')
      await save(drive, '/gone', 'x')
      await drive.remove(['/gone'])
      before = [drive.id, await drive.list('/a'), await drive.versions('/a/f'), await drive.trash()]
    }
    const dir = copyOf(first)
    fs.rmSync(join(dir, 'keyring'))
    expect(await hasHome(dir)).toBe(false)
    await expect(open(dir)).rejects.toMatchObject({ code: 'not-initialized' })
    // neither a new identity nor that of another person takes it over
    await expect(make(dir)).rejects.toMatchObject({
      code: 'exists',
      try: expect.stringContaining('space init --recover'),
    })
    const untouched = filesOf(dir)
    await expect(make(dir, newPhrase())).rejects.toMatchObject({
      code: 'wrong-phrase',
      message: 'these words do not belong to the files that are here',
      why: `${dir} holds the store of another identity; nothing was changed`,
      try: 'enter the words of its owner, or set SPACE_HOME to another folder',
    })
    expect(await hasHome(dir)).toBe(false)
    expect(filesOf(dir)).toEqual(untouched)
    expect(await make(dir, phrase)).toEqual({ did })
    for (const content of ['3', '4']) {
      await using space = await open(dir)
      const { drive } = space
      if (content === '3')
        expect([
          drive.id,
          await drive.list('/a'),
          await drive.versions('/a/f'),
          await drive.trash(),
        ]).toEqual(before)
      await save(drive, '/a/f', content)
      expect(await text(drive, '/a/f')).toBe(content)
      expect((await drive.verify()).problems).toEqual([])
      await drive.sweep()
    }
    await using space = await open(dir)
    expect(await space.drive.versions('/a/f')).toHaveLength(4)
  })

  test('is opened as it is when it has its keyring', async () => {
    const first = newDir()
    await make(first)
    {
      await using space = await open(first)
      await save(space.drive, '/f', 'x')
    }
    await using space = await open(copyOf(first))
    expect(await text(space.drive, '/f')).toBe('x')
  })
})

/** How a file is called while it is written. */
const DRAFT = '.0123456789abcdef.draft'

describe('a making that was killed', () => {
  test('before the keyring is made anew', async () => {
    const whole = newDir()
    await make(whole)
    const prefixes = [[], [`root${DRAFT}`], ['root'], ['root', `keyring${DRAFT}`]]
    for (const names of prefixes) {
      const dir = newDir()
      fs.mkdirSync(dir, { recursive: true })
      for (const name of names)
        fs.copyFileSync(join(whole, name.replace(DRAFT, '')), join(dir, name))
      expect(await hasHome(dir)).toBe(false)
      await expect(open(dir)).rejects.toMatchObject({ code: 'not-initialized' })
      const { did } = await make(dir)
      expect(fs.readdirSync(dir).filter((name) => name.endsWith(DRAFT))).toEqual([])
      await using space = await open(dir)
      expect((await space.status()).did).toBe(did)
    }
  })

  test('after the keyring is made good by the next opening, wherever the log ends', async () => {
    const whole = newDir()
    const { did, phrase = '' } = await make(whole)
    const segments = segmentsOf(whole)
    expect(segments).toHaveLength(1)
    const { size } = fs.statSync(segments[0] ?? '')
    for (let part = 0; part <= 12; part++) {
      const dir = copyOf(whole)
      for (const ending of ['', '-wal', '-shm'])
        fs.rmSync(join(dir, `blocks/index.db${ending}`), { force: true })
      fs.truncateSync(segmentsOf(dir)[0] ?? '', Math.floor((size * part) / 12))
      await expect(make(dir)).rejects.toMatchObject({ code: 'exists' })
      {
        await using space = await open(dir)
        expect((await space.status()).did).toBe(did)
        // the phrase was not shown to anybody yet
        expect(await space.revealPhrase({})).toBe(phrase)
        await save(space.drive, '/f', 'x')
      }
      await using space = await open(dir)
      expect(await text(space.drive, '/f')).toBe('x')
    }
  })

  test('without any block is made good as well', async () => {
    const dir = newDir()
    await make(dir)
    fs.rmSync(join(dir, 'blocks'), { recursive: true })
    {
      await using space = await open(dir)
      await save(space.drive, '/f', 'x')
    }
    await using space = await open(dir)
    expect(await text(space.drive, '/f')).toBe('x')
  })
})

const READ_ONLY = `
import fs from 'node:fs'
const [url, dir] = process.argv.slice(1)
const { createHome, openHome } = await import(url)
// permissions do not stop root
if (process.getuid() === 0) {
  process.setgid(65534)
  process.setuid(65534)
}
const open = async () => {
  await using space = await openHome({ dir, unlock: {} })
  return (await Array.fromAsync(space.drive.read('/f'))).join()
}
const make = (dir) => createHome({ dir, name: 'test', protection: { kind: 'file' } })
await make(dir)
{
  await using space = await openHome({ dir, unlock: {} })
  await space.drive.write('/f', [Buffer.from('1')])
}
const paths = [dir, ...fs.readdirSync(dir, { recursive: true }).map((name) => dir + '/' + name)]
for (const path of paths) fs.chmodSync(path, fs.statSync(path).isDirectory() ? 0o500 : 0o400)
const codes = [await open().catch((error) => error.code)]
codes.push(await make(dir + '/new').catch((error) => error.code))
for (const path of paths) fs.chmodSync(path, 0o700)
codes.push(await open())
process.stdout.write(codes.join(' '))
`

test('a home that cannot be written to is left alone, and said to be', () => {
  const dir = newDir()
  const parent = join(dir, '..')
  fs.mkdirSync(parent)
  if (process.getuid?.() === 0) {
    fs.chmodSync(top, 0o711)
    fs.chownSync(parent, 65534, 65534)
  }
  const url = new URL('./open.ts', import.meta.url).href
  const args = ['--input-type=module', '-e', READ_ONLY, url, dir]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: '/' })
  expect([stdout, stderr]).toEqual(['read-only read-only 1', ''])
})

describe('files that this Space cannot use', () => {
  test.each(['root', 'keyring'])('a newer "%s" asks for a newer Space', async (name) => {
    const dir = newDir()
    await make(dir)
    fs.writeFileSync(join(dir, name), encode({ v: 2, more: 'of a later time' }))
    await expect(open(dir)).rejects.toMatchObject({ code: 'newer-version' })
  })

  test('a "root" that is missing, of another home, or garbage', async () => {
    const dir = newDir()
    const other = newDir()
    await make(dir)
    await make(other)
    const root = join(dir, 'root')
    fs.copyFileSync(join(other, 'root'), root)
    await expect(open(dir)).rejects.toMatchObject({ code: 'wrong-key' })
    fs.writeFileSync(root, 'garbage')
    await expect(open(dir)).rejects.toMatchObject({ code: 'bad-input' })
    fs.rmSync(root)
    await expect(open(dir)).rejects.toMatchObject({
      code: 'not-initialized',
      try: expect.stringContaining('--recover'),
    })
  })

  test('a keyring that is damaged is said to be, and not replaced', async () => {
    const dir = newDir()
    await make(dir)
    const path = join(dir, 'keyring')
    const bytes = fs.readFileSync(path).subarray(0, 100)
    fs.writeFileSync(path, bytes)
    await expect(open(dir)).rejects.toMatchObject({ code: 'unreadable' })
    await expect(make(dir)).rejects.toMatchObject({ code: 'exists' })
    expect(fs.readFileSync(path)).toEqual(bytes)
  })

  test.each(['deleted', 'garbage'])(
    'an index that is %s is made again from the log',
    async (how) => {
      const dir = newDir()
      await make(dir)
      {
        await using space = await open(dir)
        await save(space.drive, '/a/f', 'x')
      }
      for (const ending of ['', '-wal', '-shm'])
        fs.rmSync(join(dir, `blocks/index.db${ending}`), { force: true })
      if (how === 'garbage') fs.writeFileSync(join(dir, 'blocks/index.db'), Buffer.alloc(9000, 1))
      await using space = await open(dir)
      expect(await text(space.drive, '/a/f')).toBe('x')
      expect((await space.drive.verify()).problems).toEqual([])
    },
  )
})
