import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newFolder, newPlace, save, text } from './drive.samples.ts'

test('while it is written nobody else can look into what comes out, at any depth', async () => {
  await using home = await newPlace().open()
  const { drive } = home
  await save(drive, '/open/deep/f', 'secret')
  const to = newFolder()
  const modes = new Map<string, string>()
  const before = process.umask(0)
  try {
    await drive.export(['/open'], to, {
      onProgress() {
        for (const one of fs.readdirSync(to, { recursive: true, encoding: 'utf8' })) {
          const stat = fs.lstatSync(join(to, one))
          const path = one.replace(/^[^/]*/u, 'draft')
          if (stat.isDirectory()) modes.set(path, (stat.mode & 0o777).toString(8))
        }
      },
    })
  } finally {
    process.umask(before)
  }
  expect(Object.fromEntries(modes)).toEqual({
    draft: '700',
    'draft/open': '700',
    'draft/open/deep': '700',
  })
  expect(fs.statSync(join(to, 'open/deep')).mode & 0o777).toBe(0o755)
})

test('nothing is saved behind a link, where nobody would see it', async () => {
  await using home = await newPlace().open()
  const { drive } = home
  const folder = newFolder()
  fs.symlinkSync('elsewhere', join(folder, 'link'))
  await drive.import([join(folder, 'link')], '/')
  const saved = drive.write('/link', [Buffer.from('lost')])
  await expect(saved).rejects.toMatchObject({ code: 'exists', facts: { path: '/link' } })
  const { kind, target } = await drive.stat('/link')
  expect({ kind, target }).toEqual({ kind: 'symlink', target: 'elsewhere' })
  await save(drive, '/file', 'kept')
  expect(await text(drive, '/file')).toBe('kept')
})
