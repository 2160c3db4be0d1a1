import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import type { NetReply } from '@space/sdk/calls'
import type { ActivityLine, ConsentRequest, ContactRow } from '@space/sdk/host'
import { appFacts, openHouse, type House } from './api.samples.ts'
import { isPublic, openFetching } from './fetching.ts'

function code(name: string) {
  return expect.objectContaining({ code: name })
}

const seen: { url: string; headers: IncomingMessage['headers']; method: string }[] = []
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => {
  response.end('sunny')
}
const server = createServer((request, response) => {
  seen.push({ url: request.url ?? '', headers: request.headers, method: request.method ?? '' })
  answer(request, response)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** All names lead to the test's server; what is private is judged as it really is, but for that. */
const fetching = openFetching({
  lookup: (name, _, done) =>
    done(null, [{ address: name.includes('evil') ? '10.0.0.1' : '127.0.0.1', family: 4 }]),
  isAllowed: (address) => address === '127.0.0.1' || isPublic(address),
})

const at = (host: string, path = '/'): string => `http://${host}:${port}${path}`

async function online(hosts: readonly string[] = ['api.example.com']): Promise<House> {
  const requests = hosts.map((host) => ({ type: 'host', host, reason: 'the weather' }) as const)
  const house = await openHouse({ fetching, apps: [appFacts('notes', { requests })] })
  for (const host of hosts) {
    const asked = house.app('notes').call('net.ask', { host, reason: 'the weather' })
    await house.answerNext(() => ({ kind: 'allowed', lasting: 'until-off' }))
    await asked
  }
  seen.length = 0
  answer = (_, response) => void response.end('sunny')
  return house
}

function get(house: House, url: string, more: object = {}): Promise<NetReply> {
  return house
    .app('notes')
    .call<NetReply>('net.fetch', { url, method: 'GET', headers: {}, ...more })
}

test('a host that was granted is fetched by the daemon, and the body read at a URL', async () => {
  const house = await online()
  const { status, url } = await get(house, at('api.example.com', '/today?x=1'))
  expect(status).toBe(200)
  expect(await house.urls.get('notes', url)).toBe('sunny')
  expect(seen).toMatchObject([{ url: '/today?x=1' }])
})

test('without a grant nothing is contacted, and the person sees how often it was tried', async () => {
  const house = await openHouse({ fetching })
  for (let i = 0; i < 3; i++)
    await expect(
      house.app('notes').call('net.fetch', { url: at('x.example'), method: 'GET', headers: {} }),
    ).rejects.toEqual(code('grant-denied'))
  expect(seen.filter(({ headers }) => headers.host?.startsWith('x.example'))).toEqual([])
  const [line] = await house.owner.call<ActivityLine[]>('activity.list', { app: 'notes' })
  expect(line).toMatchObject({ action: 'contact', name: 'x.example', count: 3, refused: true })
  const contacts = await house.owner.call<ContactRow[]>('activity.contacts', null)
  expect(contacts).toMatchObject([{ host: 'x.example', blocked: 3, allowed: 0 }])
})

test('the sheet says how often a host was tried before', async () => {
  const house = await openHouse({ fetching })
  const notes = house.app('notes')
  const url = at('api.example.com')
  await expect(notes.call('net.fetch', { url, method: 'GET' })).rejects.toEqual(
    code('grant-denied'),
  )
  const asked = notes.call('net.ask', { host: 'API.example.com', reason: 'the weather' })
  let shown: ConsentRequest | undefined
  await house.answerNext((request) => {
    shown = request
    return { kind: 'allowed', lasting: 'day' }
  })
  expect(shown).toMatchObject({ kind: 'host', host: 'api.example.com', blocked: 1 })
  expect(await asked).toMatchObject({ kind: 'host', name: 'api.example.com' })
})

test('a redirect to a host that was not granted is not followed', async () => {
  const house = await online()
  answer = (_, response) => {
    response.writeHead(302, { location: at('tracker.example', '/?secret=1') }).end()
  }
  await expect(get(house, at('api.example.com'))).rejects.toEqual(code('grant-denied'))
  expect(seen).toHaveLength(1)
})

test('a redirect to a granted host is followed, without what was for the first alone', async () => {
  const house = await online(['api.example.com', 'cdn.example.com'])
  answer = (request, response) => {
    if (request.headers.host?.startsWith('api.') === true)
      response.writeHead(303, { location: at('cdn.example.com', '/it') }).end()
    else response.end('from the cdn')
  }
  const headers = { authorization: 'token' }
  const { url } = await get(house, at('api.example.com'), { method: 'POST', body: 'x', headers })
  expect(await house.urls.get('notes', url)).toBe('from the cdn')
  expect(seen.map(({ method }) => method)).toEqual(['POST', 'GET'])
  expect(seen[0]?.headers['authorization']).toBe('token')
  expect(seen[1]?.headers['authorization']).toBeUndefined()
})

test('redirects in a circle end', async () => {
  const house = await online()
  answer = (_, response) => void response.writeHead(302, { location: '/again' }).end()
  await expect(get(house, at('api.example.com'))).rejects.toEqual(code('offline'))
  expect(seen).toHaveLength(6)
})

test('a name that leads into the person’s own network is not contacted', async () => {
  const house = await online(['evil.example'])
  await expect(get(house, at('evil.example'))).rejects.toEqual(code('grant-denied'))
})

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  'fe80::1',
  'fc00::1',
  'ff02::1',
  'localhost',
  '',
])('%s is not the public internet', (address) => {
  expect(isPublic(address)).toBe(false)
})

test.each(['1.1.1.1', '93.184.216.34', '2606:4700:4700::1111'])('%s is', (address) => {
  expect(isPublic(address)).toBe(true)
})

test('a public address of this machine, or of the network it is in, is not the public internet', () => {
  const one = (address: string, netmask: string, cidr: string, family: 'IPv4' | 'IPv6') => ({
    address,
    netmask,
    cidr,
    mac: '02:00:00:00:00:01',
    internal: false,
    ...(family === 'IPv4' ? { family } : { family, scopeid: 0 }),
  })
  const networks = {
    lan: [
      one('2606:4700:1:2::5', 'ffff:ffff:ffff:ffff::', '2606:4700:1:2::5/64', 'IPv6'),
      one('93.184.216.34', '255.255.255.0', '93.184.216.34/24', 'IPv4'),
    ],
    tunnel: [one('1.2.3.4', '0.0.0.0', '1.2.3.4/0', 'IPv4')],
  }
  const near = ['2606:4700:1:2::5', '2606:4700:1:2::99', '93.184.216.34', '93.184.216.1', '1.2.3.4']
  for (const address of near) expect(isPublic(address, networks), address).toBe(false)
  for (const address of ['2606:4700:1:3::5', '93.184.217.34', '1.1.1.1'])
    expect(isPublic(address, networks), address).toBe(true)
})

test.each([
  'http://127.0.0.2/',
  'http://2130706434/',
  'http://0x7f.0.0.2/',
  'http://0177.0.0.2/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.2]/',
  'http://169.254.169.254/latest/meta-data',
])('%s is refused as an address, even were its host granted', async (url) => {
  const { signal } = new AbortController()
  const request = { url: new URL(url), method: 'GET', headers: new Map(), body: undefined }
  const fetched = openFetching().fetch(request, () => undefined, signal)
  await expect(fetched).rejects.toEqual(code('grant-denied'))
})

test.each([25, 22, 6, 587])('port %i is not spoken to', async (number) => {
  const { signal } = new AbortController()
  const url = new URL(`http://one.example:${number}/`)
  const request = { url, method: 'GET', headers: new Map(), body: undefined }
  const fetched = openFetching().fetch(request, () => undefined, signal)
  await expect(fetched).rejects.toEqual(code('grant-denied'))
})

test.each([
  ['file:///etc/passwd', {}],
  ['ftp://api.example.com/', {}],
  ['http://user:pass@api.example.com/', {}],
  ['no url', {}],
  [at('api.example.com'), { method: 'CONNECT' }],
  [at('api.example.com'), { method: 'TRACE' }],
  [at('api.example.com'), { headers: { 'x\r\nhost': 'a' } }],
  [at('api.example.com'), { headers: { x: 'a\r\nhost: b' } }],
  [at('api.example.com'), { body: 'x' }],
])('%s with %o is bad input', async (url, more) => {
  const house = await online()
  await expect(get(house, url, more)).rejects.toEqual(code('bad-input'))
  expect(seen).toEqual([])
})

test('what would say who asks, or steer the connection, is not sent; cookies are not given', async () => {
  const house = await online()
  answer = (_, response) => {
    response.setHeader('set-cookie', 'id=person')
    response.setHeader('x-rain', 'none')
    response.end('sunny')
  }
  const headers = {
    Cookie: 'a=b',
    Host: 'bank.example',
    Origin: 'http://bank.example',
    Referer: 'http://bank.example',
    'Sec-Fetch-Site': 'same-origin',
    'X-Forwarded-For': '10.0.0.1',
    'Proxy-Authorization': 'x',
    Accept: 'text/plain',
  }
  const reply = await get(house, at('api.example.com'), { headers })
  expect(reply.headers).toMatchObject({ 'x-rain': 'none' })
  expect(reply.headers).not.toHaveProperty('set-cookie')
  expect(Object.keys(seen[0]?.headers ?? {}).toSorted()).toEqual([
    'accept',
    'accept-encoding',
    'connection',
    'host',
  ])
  expect(seen[0]?.headers.host).toBe(`api.example.com:${port}`)
})

test('an answer without an end is cut off', async () => {
  const house = await online()
  answer = (_, response) => {
    const more = (): void => {
      while (response.write(Buffer.alloc(2 ** 20)));
    }
    response.on('drain', more)
    more()
  }
  await expect(get(house, at('api.example.com'))).rejects.toEqual(code('too-large'))
})

test('a revoke ends a fetch that runs, and the body that came before', async () => {
  const house = await online()
  const { url } = await get(house, at('api.example.com'))
  const reached = new Promise<void>((resolve) => {
    answer = () => resolve()
  })
  const running = get(house, at('api.example.com'))
  await reached
  const [grant] = await house.owner.call<{ id: string }[]>('grants.list')
  await Promise.all([
    expect(running).rejects.toEqual(code('grant-revoked')),
    house.owner.call('grants.revoke', grant?.id),
  ])
  await expect(house.urls.get('notes', url)).rejects.toThrow('404')
})

test('not more than eight at once', async () => {
  const house = await online()
  const held: ServerResponse[] = []
  const all = new Promise<void>((resolve) => {
    answer = (_, response) => {
      held.push(response)
      if (held.length === 8) resolve()
    }
  })
  const running = Array.from({ length: 8 }, () => get(house, at('api.example.com')))
  await all
  await expect(get(house, at('api.example.com'))).rejects.toEqual(code('busy'))
  for (const response of held) response.end()
  await Promise.all(running)
})

test('large answers that come at once share the room of one app', async () => {
  const house = await online()
  const open = new Set<ServerResponse>()
  // neither is over before one of them was refused: they are there at once on any machine
  answer = (_, response) => {
    open.add(response)
    response.on('close', () => {
      open.delete(response)
      for (const other of open) other.end()
    })
    response.write(Buffer.alloc(40 * 2 ** 20))
  }
  const both = [get(house, at('api.example.com')), get(house, at('api.example.com'))]
  const ends = await Promise.allSettled(both)
  expect(ends.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { code: 'busy' } },
  ])
  answer = (_, response) => void response.end(Buffer.alloc(40 * 2 ** 20))
  await get(house, at('api.example.com'))
})
