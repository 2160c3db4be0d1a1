import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formsOf, found, searchFolder } from './needles.ts'

const SECRET = 'canary: 7f3 Zürich?'

test('a secret is found in every form it could leak in', () => {
  const needles = formsOf('content', SECRET)
  const wide = Buffer.from(SECRET, 'utf16le')
  const inside = (secret: Buffer): Buffer =>
    Buffer.concat([Buffer.from('ab'), secret, Buffer.from('c')])
  for (const hay of [
    inside(Buffer.from(SECRET)),
    inside(wide),
    inside(Buffer.from(wide).swap16()),
    Buffer.from(inside(Buffer.from(SECRET)).toString('hex')),
    Buffer.from(inside(Buffer.from(SECRET)).toString('hex').toUpperCase()),
    ...['', 'x', 'xy', 'xyz'].map((before) =>
      Buffer.from(Buffer.from(`${before}${SECRET}!`).toString('base64')),
    ),
    ...['', 'x', 'xy', 'xyz'].map((before) =>
      Buffer.from(Buffer.from(`${before}${SECRET}!`).toString('base64url')),
    ),
  ]) {
    expect(found(needles, hay)).not.toEqual([])
  }
})

test('nothing is found where nothing is', () => {
  const needles = formsOf('content', SECRET)
  expect(found(needles, Buffer.from('canary: 7f3 Zurich? and much else'))).toEqual([])
})

test('names and contents of files in folders are both looked at', () => {
  const dir = mkdtempSync(join(tmpdir(), 'needles-'))
  try {
    mkdirSync(join(dir, 'in'))
    writeFileSync(join(dir, 'in', 'a'), `x${SECRET}`)
    writeFileSync(join(dir, 'in', 'plain-canary'), '')
    expect(searchFolder(dir, formsOf('content', SECRET))).toEqual(['in/a: content'])
    expect(searchFolder(dir, formsOf('name', 'plain-canary'))).toEqual(['in/plain-canary: name'])
  } finally {
    rmSync(dir, { recursive: true })
  }
})
