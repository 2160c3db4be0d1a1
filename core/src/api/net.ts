/** The network: hosts that the person granted, fetched by the daemon. */
import type { NetReply } from '@space/sdk/calls'
import type { GivenGrant } from '@space/sdk'
import { SpaceError } from '@space/sdk'
import type { Running } from '@space/sdk/wire'
import type { Grant } from '../grants/capability.ts'
import { eitherOf, untilAborted } from '../grants/guard.ts'
import { notFound } from '../grants/words.ts'
import { givenOf } from './given.ts'
import { plainWords } from './names.ts'
import { fields, list, maybe, text, wrong } from './params.ts'
import { declared, type Session } from './session.ts'
import { untilOf } from './until.ts'

const BODY_CHARS = 2 ** 20
const HEADERS = 64
/** Answers that come, or wait to be read, in bytes for one app; of the latter the oldest go. */
const HELD_BYTES = 128 * 2 ** 20
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

export function netFacet(session: Session) {
  const { app, powers, budget } = session
  const held = new Map<string, Uint8Array>()
  let comingBytes = 0

  const grantOf = (host: string): Grant | undefined =>
    powers.grants
      .list(app.label)
      .find(({ resource }) => resource.kind === 'host' && resource.host === host)

  const note = (host: string, refused = false): void =>
    budget.work(() =>
      powers.audit.note({ app: app.label, action: 'contact', target: host, name: host, refused }),
    )

  /** @throws {SpaceError} `grant-denied`, and it is noted that the app tried */
  const demand = (url: URL): Grant => {
    const host = hostOf(url)
    const grant = grantOf(host)
    note(host, grant === undefined)
    if (grant !== undefined) {
      powers.grants.used(grant.id)
      return grant
    }
    throw new SpaceError('grant-denied', `${app.name} may not speak to ${host}`, {
      try: 'ask the person with space.net.ask',
    })
  }

  return {
    async ask(params: unknown, { signal }: Running): Promise<GivenGrant> {
      budget.spend()
      const wanted = fields(list(params)[0])
      const host = plainHost(text(wanted.get('host'), 253))
      const label = plainWords(text(wanted.get('reason'), 300))
      declared(session, 'host', (request) => request.host.toLowerCase() === host)
      const before = grantOf(host)
      if (before !== undefined) return givenOf(session, before)
      const either = eitherOf(signal, session.signal)
      try {
        const wish = { kind: 'host', host, label } as const
        const { lasting } = await powers.consent.ask(app.label, wish, either.signal)
        const until = untilOf(lasting, powers.clock.now())
        const resource = { kind: 'host', host } as const
        const grant = powers.grants.make({
          app: app.label,
          resource,
          actions: 'read',
          until,
          label,
        })
        return givenOf(session, grant)
      } finally {
        either.forget()
      }
    },

    async fetch(params: unknown, { signal }: Running): Promise<NetReply> {
      budget.spend()
      using _seat = budget.take('fetch')
      const request = requestOf(list(params)[0])
      const grant = demand(request.url)
      const alive = session.alive(grant.id, 'read')
      const either = eitherOf(signal, alive)
      let isFirst = true
      let ownBytes = 0
      try {
        const work = powers.fetching.fetch(
          request,
          (url) => {
            // the first contact was noted above
            if (!isFirst) demand(url)
            isFirst = false
          },
          either.signal,
          (bytes) => {
            makeRoom(bytes)
            comingBytes += bytes
            ownBytes += bytes
          },
        )
        const { status, headers, body } = await untilAborted(work, either.signal)
        comingBytes -= ownBytes
        ownBytes = 0
        return { status, headers, url: hold(body, alive) }
      } finally {
        comingBytes -= ownBytes
        ownBytes = 0
        either.forget()
      }
    },
  }

  /** @throws {SpaceError} `busy` when what is coming already takes all there is */
  function makeRoom(bytes: number): void {
    let all = [...held.values()].reduce((sum, { length }) => sum + length, comingBytes + bytes)
    for (const [oldest, { length }] of held) {
      if (all <= HELD_BYTES) return
      held.delete(oldest)
      all -= length
    }
    if (all > HELD_BYTES)
      throw new SpaceError('busy', 'Too much is being fetched at once', {
        why: `${HELD_BYTES} bytes for one app are enough`,
        try: 'fetch one after the other',
      })
  }

  function hold(body: Uint8Array, alive: AbortSignal): string {
    const id = powers.newId()
    makeRoom(body.length)
    held.set(id, body)
    return powers.urls.forReading(app.label, alive, async () => {
      const found = held.get(id)
      if (found === undefined) throw notFound()
      return {
        size: found.length,
        version: id,
        // NOTE: without an ending: what a host sends is bytes, not a page on the app's origin
        name: 'answer',
        async *read({ start, end }: { start: number; end: number }) {
          yield found.subarray(start, end)
          // read once to its end it is not needed any more
          if (end === found.length) held.delete(id)
        },
      }
    })
  }
}

function requestOf(value: unknown) {
  const wanted = fields(value)
  const given = text(wanted.get('url'), 8192)
  if (!URL.canParse(given)) throw wrong('a URL')
  const url = new URL(given)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong('an http or https URL')
  if (url.username !== '' || url.password !== '') throw wrong('a URL without a password')
  const method = (maybe(wanted.get('method'), (name) => text(name, 16)) ?? 'GET').toUpperCase()
  if (!METHODS.has(method)) throw wrong(`a method such as ${[...METHODS].join(', ')}`)
  const body = maybe(wanted.get('body'), (sent) => text(sent, BODY_CHARS))
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) throw wrong('no body')
  return { url, method, body, headers: headersOf(wanted.get('headers')) }
}

/** Only what says something about the request itself: never who sends it, or by which way. */
function headersOf(value: unknown): Map<string, string> {
  const given = fields(value)
  if (given.size > HEADERS) throw wrong(`at most ${HEADERS} headers`)
  const headers = new Map<string, string>()
  for (const [key, sent] of given) {
    const name = key.toLowerCase()
    const content = text(sent, 8192)
    if (!/^[\w!#$%&'*+.^`|~-]+$/u.test(name) || /[^\t\x20-\x7e\x80-\xff]/u.test(content))
      throw wrong('headers of plain characters')
    if (!FORBIDDEN.test(name)) headers.set(name, content)
  }
  return headers
}

const FORBIDDEN =
  /^(?:accept-charset|accept-encoding|connection|content-length|cookie2?|date|dnt|expect|forwarded|host|keep-alive|origin|referer|te|trailer|transfer-encoding|upgrade|user-agent|via|x-real-ip|(?:access-control|proxy|sec|x-forwarded)-.*)$/u

/** As a URL has it: lower case, in ASCII, without a dot behind. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/\.$/u, '')
}

function plainHost(host: string): string {
  const url = `https://${host}/`
  if (!/[/@:?#\\\s]/u.test(host) && URL.canParse(url)) return hostOf(new URL(url))
  throw wrong('the name of a host, such as api.example.com')
}
