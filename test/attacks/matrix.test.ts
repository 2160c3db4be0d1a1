/**
 * Whatever a page or a program sends to the port of Space without the bearer of the person's own
 * window: nothing is done, and nothing that is anybody's is told.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Endpoint } from '@space/sdk/wire'
import { expect, test } from 'vitest'
import type { Answer, Question } from '../../core/src/gateway/gateway.samples.ts'
import { type House, openHouse } from '../system/platform.ts'

const SECRET = 'needle-of-a-person'
const STRANGER = 'app-z2z3z4z5z6z7z2z3z4z5.localhost'

test('hosts × origins × methods × types: no effect, and no word of the inside', async () => {
  await using house = await openHouse()
  const { owner, cells, app, read, write } = await furnished(house)
  const hosts = [
    'space.localhost',
    app,
    STRANGER,
    'localhost',
    '127.0.0.1',
    '[::1]',
    'evil.example',
  ]
  const own = (host: string): string => `http://${host}:${house.port}`
  const origins = [undefined, 'null', 'http://evil.example', own('space.localhost'), own(app)]
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']
  const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded']
  const before = await stateOf(house.dir, owner)
  for (const host of hosts)
    for (const origin of origins)
      for (const method of methods)
        for (const type of types)
          for (const path of pathsFor(method, { host, app, origin, own: own(app), read, write })) {
            const headers = {
              'Content-Type': type,
              ...(origin === undefined ? {} : { Origin: origin }),
            }
            const body =
              method === 'GET' || method === 'HEAD' ? '' : '{"code":"AAAAAAAAAAAAAAAAAAAAAA"}'
            const answer = await house.ask({ host, method, path, headers, body })
            cells.push({ host, origin, method, type, path, status: answer.status })
            expectHarmless({ host, method, path, headers }, answer)
          }
  expect(await stateOf(house.dir, owner)).toEqual(before)
  expect(cells.length).toBeGreaterThanOrEqual(400)
  expect(new Set(cells.map(({ status }) => status))).toEqual(new Set([403, 404, 405, 415, 421]))
  // It did not refuse because it was broken: with the right origin the same URLs work.
  expect((await house.ask({ host: app, path: read })).body.toString()).toBe(SECRET)
  expect((await house.ask({ host: app, method: 'HEAD', path: write })).status).toBe(204)
})

test('no bearer, whatever it looks like and wherever it is put, opens anything', async () => {
  await using house = await openHouse()
  const { owner, app, bearer } = await furnished(house)
  const before = await stateOf(house.dir, owner)
  for (const host of ['space.localhost', app])
    for (const headers of [
      { Authorization: `Bearer ${bearer}` },
      { Cookie: `bearer=${bearer}; token=${bearer}` },
      { 'X-Bearer': bearer },
      { 'Sec-WebSocket-Protocol': bearer },
    ])
      for (const path of [`/rpc?bearer=${bearer}`, `/rpc/${bearer}`, '/rpc', `/~cap/${bearer}`]) {
        const answer = await house.ask({ host, path, headers })
        expect([404, 405]).toContain(answer.status)
        expect(answer.body.toString()).not.toContain(bearer)
      }
  expect(await stateOf(house.dir, owner)).toEqual(before)
})

test.each([
  ['another app', STRANGER],
  ['the shell', 'space.localhost'],
  ['a name that leads here', 'evil.example'],
  ['the bare address', '127.0.0.1'],
])('a URL of an app gives and takes nothing on %s', async (_name, host) => {
  await using house = await openHouse()
  const { owner, read, write } = await furnished(house)
  const before = await stateOf(house.dir, owner)
  const range = { 'Content-Range': 'bytes 0-2/3', 'Content-Length': '3' }
  for (const question of [
    { path: read },
    { path: read, method: 'HEAD' },
    { path: write, method: 'HEAD' },
    { path: write, method: 'PUT', headers: range, body: 'abc' },
  ]) {
    const answer = await house.ask({ host, ...question })
    expect([404, 405, 421]).toContain(answer.status)
    expect(answer.headers['upload-offset']).toBeUndefined()
    expect(answer.body.toString()).not.toContain(SECRET)
  }
  expect(await stateOf(house.dir, owner)).toEqual(before)
})

interface Cell {
  readonly host: string
  readonly origin: string | undefined
  readonly method: string
  readonly type: string
  readonly path: string
  readonly status: number
}

/** A house with an app that has a file, a URL to read it and one to write another. */
async function furnished(house: House) {
  const bearer = await house.bearer()
  const owner = await house.connect(bearer)
  const { label, host } = await house.install({ 'app.js': '1' }, owner)
  const app = await house.connect(bearer, label)
  const parent = await app.call('data.directory', [])
  const upload = async (name: string): Promise<{ url: string; upload: string }> =>
    (await app.call('files.upload', [{ parent, name }, { size: SECRET.length }])) as {
      url: string
      upload: string
    }
  const first = await upload('a.txt')
  const range = `bytes 0-${SECRET.length - 1}/${SECRET.length}`
  const headers = { 'Content-Range': range, 'Content-Length': String(SECRET.length) }
  await house.ask({ host, method: 'PUT', path: first.url, headers, body: SECRET })
  const file = await app.call('files.commit', [first.upload])
  const { url } = (await app.call('files.url', [file, {}])) as { url: string }
  const second = await upload('b.txt')
  const cells: Cell[] = []
  return { bearer, owner, app: host, read: url, write: second.url, cells }
}

/** Where this is tried; what the app itself may do with its own URLs is no attack. */
function pathsFor(
  method: string,
  its: {
    host: string
    app: string
    origin: string | undefined
    own: string
    read: string
    write: string
  },
): string[] {
  const isApp = its.host === its.app && (its.origin === undefined || its.origin === its.own)
  const isRead = method === 'GET' || method === 'HEAD'
  return [
    method === 'POST' ? '/auth' : '/rpc',
    ...(isApp && isRead ? [] : [its.read]),
    ...(isApp && (method === 'HEAD' || method === 'PUT') ? [] : [its.write]),
  ]
}

function expectHarmless(question: Question, { status, headers, body }: Answer): void {
  const words = `${JSON.stringify(question)} → ${status}`
  const text = body.toString()
  expect(status, words).toBeGreaterThanOrEqual(400)
  expect(text, words).not.toContain(SECRET)
  expect(text, words).not.toContain('bearer')
  expect(headers['set-cookie'], words).toBeUndefined()
  expect(headers.location, words).toBeUndefined()
  for (const name of Object.keys(headers)) expect(name, words).not.toMatch(/^access-control-/)
  expect(headers['content-security-policy'], words).toContain("default-src 'none'")
  expect(headers['x-content-type-options'], words).toBe('nosniff')
  expect(headers['cache-control'], words).toBe('no-store')
}

/**
 * The bytes of every file of the home, and what the person is told of grants and of what apps did. That
 * log is written a moment after, so its file says too little and changes by itself.
 */
async function stateOf(dir: string, owner: Endpoint): Promise<unknown> {
  const names = (readdirSync(dir, { recursive: true }) as string[]).filter(
    (name) => !name.endsWith('-shm') && !name.startsWith('settings.db'),
  )
  const files = names
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')])
  const grants = await owner.call('grants.list', [])
  const activity = await owner.call('activity.list', [{}])
  return { files, grants, activity }
}
