/** The questions of apps, as the shell shows and answers them. */
import { SpaceError } from '@space/sdk'
import type { ConsentRequest } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import { allows } from '../../grants/capability.ts'
import type { Choice, Question } from '../../grants/consent.ts'
import { isShown } from '../handles.ts'
import {
  LASTING,
  MODES,
  choice,
  entryId,
  fields,
  flag,
  list,
  maybe,
  text,
  wrong,
} from '../params.ts'
import type { Powers } from '../powers.ts'
import { appRef, findRow } from './rows.ts'

const MOST_FILES = 1000

export function ownerConsent(powers: Powers) {
  const { consent, entries } = powers

  return {
    async *requests(_: unknown, { signal }: Running): AsyncGenerator<ConsentRequest | null> {
      for await (const question of consent.questions(signal))
        yield question === null ? null : shownTo(question)
    },
    async answer(params: unknown): Promise<null> {
      const [given, answer] = list(params)
      const question = consent.open(text(given, 64))
      consent.answer(question.id, choiceOf(question, fields(answer)))
      return null
    },
    blocked: async () => consent.blocked().map(({ app, at }) => ({ app: appRef(powers, app), at })),
    async unblock(params: unknown): Promise<null> {
      consent.unblock(text(list(params)[0], 64))
      return null
    },
  }

  function shownTo({ id, app, wish, askedAt }: Question): ConsentRequest {
    const asked = { id, app: appRef(powers, app), askedAt }
    if (wish.kind === 'host') {
      const { host, label } = wish
      return { ...asked, kind: 'host', host, reason: label, blocked: blockedOf(app, host) }
    }
    if (wish.kind === 'identity') {
      const { own, ofApp } = powers.dids
      return { ...asked, kind: 'identity', reason: wish.label, did: own, appDid: ofApp(app) }
    }
    const { open, mode, label, types, suggestedName, purpose } = wish
    const last = powers.places.last(app, purpose)
    return {
      ...asked,
      kind: 'pick',
      open,
      mode,
      label,
      types,
      suggestedName: suggestedName === '' ? null : suggestedName,
      startIn: last === undefined ? null : (findRow(powers, last) ?? null),
    }
  }

  function blockedOf(app: string, host: string): number {
    const where = (line: { app: string; target: string; refused: boolean }): boolean =>
      line.refused && line.app === app && line.target === host
    const { lines } = powers.audit.list({ where, limit: 100 })
    return lines.reduce((all, { count }) => all + count, 0)
  }

  /** Undefined is "not now". @throws {SpaceError} `bad-input` for what is wider than the question */
  function choiceOf(
    { app, wish }: Question,
    answer: ReadonlyMap<string, unknown>,
  ): Choice | undefined {
    const kind = choice(answer.get('kind'), ['refused', 'picked', 'allowed'])
    if (kind === 'refused') return undefined
    const lasting = choice(answer.get('lasting'), LASTING)
    const nothing = { entries: [], actions: 'read', lasting, trial: false } as const
    if (wish.kind !== 'pick') {
      if (kind !== 'allowed') throw wrong('yes or no')
      return nothing
    }
    if (kind !== 'picked') throw wrong('what was chosen')
    const actions = choice(answer.get('mode'), MODES)
    if (!allows(wish.mode, actions)) throw tooWide('the app did not ask to do as much')
    const trial = maybe(answer.get('trial'), flag) ?? false
    if (trial && wish.open !== 'directory') throw tooWide('only a folder can be tried on')
    const name = maybe(answer.get('name'), (value) => text(value, 255))
    if (wish.open === 'save' && name === undefined) throw wrong('a name for the new file')
    const chosen = chosenOf(wish.open, answer.get('entries'))
    const isAll = wish.open === 'directory' && chosen.includes(entries.root)
    if (isAll && powers.appOf(app)?.isBuiltIn !== true)
      throw tooWide('only what came with Space may be given everything')
    return { entries: chosen, actions, lasting, trial, ...(name === undefined ? {} : { name }) }
  }

  function chosenOf(open: 'directory' | 'file' | 'files' | 'save', given: unknown): string[] {
    const most = open === 'files' ? MOST_FILES : 1
    if (!Array.isArray(given) || given.length === 0 || given.length > most)
      throw wrong(most === 1 ? 'one thing that was chosen' : 'some files that were chosen')
    const wanted = open === 'directory' || open === 'save' ? 'folder' : 'file'
    const ids = [...new Set((given as unknown[]).map(entryId))]
    for (const id of ids) {
      const entry = entries.entry(id)
      if (!isShown(entry) || (entry.kind === 'folder') !== (wanted === 'folder'))
        throw tooWide(`the app asked for a ${wanted}`)
    }
    return ids
  }
}

function tooWide(why: string): SpaceError {
  return new SpaceError('bad-input', 'This is not what was asked for', { why })
}
