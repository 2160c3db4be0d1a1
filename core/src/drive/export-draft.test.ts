import fs from 'node:fs'
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'
import { describe, expect, test } from 'vitest'
import { newFolder, newPlace, save } from './drive.samples.ts'
import { refusal } from './export-draft.ts'

const DRAFT = /^\.space-[0-9a-f]{12}-[0-9a-f]{12}\.part$/u

function draftsIn(folder: string): string[] {
  return fs.readdirSync(folder).filter((name) => DRAFT.test(name))
}

describe('the draft of an export that was killed', () => {
  test('goes with the next export of its home into that folder, and nothing else does', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a', 'a')
    await save(drive, '/b', 'b')
    const to = newFolder()
    let dead = ''
    await drive.export(['/a'], to, {
      onProgress() {
        const [draft = ''] = draftsIn(to)
        dead = `${draft.slice(0, 20)}${'0'.repeat(12)}.part`
      },
    })
    expect(dead).toMatch(DRAFT)
    expect(draftsIn(to)).toEqual([])
    fs.mkdirSync(join(to, dead, 'shut'), { recursive: true })
    fs.writeFileSync(join(to, dead, 'shut', 'half'), 'half of')
    fs.symlinkSync(newFolder(), join(to, dead, 'link'))
    fs.chmodSync(join(to, dead, 'shut'), 0o500)
    const others = [
      `.space-${'a'.repeat(12)}-${'b'.repeat(12)}.part`,
      `${dead}.bak`,
      dead.replace('0.part', 'x.part'),
      dead.replace(/-0+\.part/u, ''),
    ]
    for (const name of others) fs.mkdirSync(join(to, name))
    fs.writeFileSync(join(to, dead.replace('00.part', '11.part')), 'a file is no draft')
    await drive.export(['/b'], to)
    expect(fs.readdirSync(to).sort()).toEqual(
      ['a', 'b', dead.replace('00.part', '11.part'), ...others].sort(),
    )
  })

  test('is never taken for one that is still written to', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a', 'a')
    await save(drive, '/b', 'b')
    const to = newFolder()
    let inside: Promise<unknown> | undefined
    let during: string[] = []
    await drive.export(['/a'], to, {
      onProgress() {
        inside ??= drive.export(['/b'], to)
        during = draftsIn(to)
      },
    })
    await inside
    expect(during.length).toBeGreaterThan(0)
    expect(fs.readdirSync(to).sort()).toEqual(['a', 'b'])
    expect(fs.readFileSync(join(to, 'a'), 'utf8')).toBe('a')
  })
})

describe('what the system refuses', () => {
  test('is told with its path, what is safe, and a way on', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await save(drive, '/a', 'a')
    for (const [to, code] of [
      ['/sys', 'denied'],
      ['/proc', 'io'],
    ] as const) {
      const failed = await drive.export(['/a'], to).catch((error: unknown) => error)
      expect(failed).toMatchObject({
        code,
        why: expect.stringContaining('the drive is as it was'),
        try: expect.stringContaining('--to'),
        facts: { path: expect.stringMatching(new RegExp(`^${to}`, 'u')) },
      })
      expect(failed).toBeInstanceOf(SpaceError)
    }
  })

  test('names the place and not the draft, and what is there already', () => {
    const refused = (code: string, path: string, inPlace: string[] = []): unknown =>
      refusal(Object.assign(new Error(code), { code, syscall: 'mkdir', path }), {
        to: '/media/stick/',
        draft: '/media/stick/.space-0-0.part',
        inPlace,
      })
    expect(refused('ENOSPC', '/media/stick/.space-0-0.part/a/b')).toMatchObject({
      code: 'disk-full',
      why: expect.stringContaining('nothing was put in place'),
      try: expect.stringContaining('make room'),
      facts: { path: '/media/stick/a/b' },
    })
    expect(refused('EROFS', '/media/stick/.space-0-0.part')).toMatchObject({ code: 'read-only' })
    expect(refused('EXDEV', '/media/stick/a', ['one', 'two'])).toMatchObject({
      code: 'io',
      message: '/media/stick/a cannot be written (EXDEV)',
      why: expect.stringContaining('"one", "two" came out whole'),
    })
    const ours = new SpaceError('exists', 'it is there')
    expect(refusal(ours, { to: '/x', draft: undefined, inPlace: [] })).toBe(ours)
  })
})
