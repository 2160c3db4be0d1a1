/** Choosing is granting: an app asks, the person chooses, and the choice is what it may do. */
import type { HandleRef } from '@space/sdk/calls'
import type { FileType } from '@space/sdk'
import type { Running } from '@space/sdk/wire'
import type { Entry } from '../drive/drive.ts'
import { allows, type Grant } from '../grants/capability.ts'
import type { Choice, Wish } from '../grants/consent.ts'
import { eitherOf } from '../grants/guard.ts'
import { giveEntry } from './granting.ts'
import { handleOf } from './handles.ts'
import { plainName, plainWords } from './names.ts'
import { MODES, choice, fields, list, maybe, text, texts, wrong } from './params.ts'
import { declared, type Session } from './session.ts'
import { untilOf } from './until.ts'

type PickWish = Extract<Wish, { kind: 'pick' }>

const LABEL_CHARS = 80
const TYPES = 20
const ENDINGS = 40

export function pickFacet(session: Session) {
  const { app, powers, budget, entries } = session
  return {
    async open(params: unknown, { signal }: Running): Promise<HandleRef[]> {
      budget.spend()
      const wish = wishOf(list(params)[0])
      demandDeclared(session, wish)
      const either = eitherOf(signal, session.signal)
      try {
        const chosen = await powers.consent.ask(app.label, wish, either.signal)
        return await grant(wish, chosen)
      } finally {
        either.forget()
      }
    },
  }

  async function grant(wish: PickWish, chosen: Choice): Promise<HandleRef[]> {
    const [first] = chosen.entries
    if (first !== undefined) remember(wish, first)
    if (wish.open === 'save') {
      const file = await newFile(first ?? entries.root, chosen.name ?? wish.suggestedName)
      return [handleOf(file, granted(file.id, wish, chosen))]
    }
    if (chosen.trial && first !== undefined) {
      const { id, copy } = await powers.trials.begin(app, first)
      const onCopy = granted(copy, wish, chosen, id)
      endDirect(first)
      return [handleOf(entries.entry(copy), onCopy)]
    }
    return chosen.entries.map((id) => handleOf(entries.entry(id), granted(id, wish, chosen)))
  }

  function granted(entry: string, { label }: PickWish, chosen: Choice, trial?: string): Grant {
    const { actions, lasting } = chosen
    const until = untilOf(lasting, powers.clock.now())
    return giveEntry(powers, { app: app.label, entry, actions, until, label, trial })
  }

  /** Beside a copy to try on, nothing lets the app change the folder itself, or what is in it. */
  function endDirect(folder: string): void {
    for (const { id, resource, actions, isPrivate } of powers.grants.list(app.label)) {
      if (resource.kind !== 'entry' || actions === 'read' || isPrivate === true) continue
      const { entry } = resource
      if (!entries.isWithin(folder, entry) && !entries.isWithin(entry, folder)) continue
      const name = entries.nameOf(entry)
      powers.audit.note({ app: app.label, action: 'revoked', target: entry, name, changed: true })
      powers.grants.revoke(id)
    }
  }

  /** The file that the person named; what bears the name already is what they chose to write over. */
  async function newFile(folder: string, name: string): Promise<Entry> {
    const there = entries.child(folder, name)
    if (there?.kind === 'file') return there
    const author = { by: app.label, check: () => undefined }
    return entries.edit(author).write({ parent: folder, name }, [], { ifVersion: null })
  }

  function remember(wish: PickWish, entry: string): void {
    if (wish.purpose === '') return
    const isFolder = entries.kindOf(entry) === 'folder'
    const above = entries.parentOf(entry) ?? entries.root
    powers.places.chosen(app.label, wish.purpose, isFolder ? entry : above)
  }
}

function wishOf(value: unknown): PickWish {
  const wanted = fields(value)
  const open = choice(wanted.get('open'), ['directory', 'file', 'files', 'save'])
  const mode = choice(wanted.get('mode') ?? (open === 'save' ? 'change' : undefined), MODES)
  if (mode === 'add' && open !== 'directory') throw wrong('a folder to add to')
  const label = plainWords(text(wanted.get('label'), 300), LABEL_CHARS)
  if (label === '') throw wrong('a label that says what it is for')
  const suggested = maybe(wanted.get('suggestedName'), (name) => text(name, 255))
  return {
    kind: 'pick',
    open,
    mode: open === 'save' ? 'change' : mode,
    label,
    purpose: maybe(wanted.get('id'), (id) => text(id, 64)) ?? '',
    types: maybe(wanted.get('types'), typesOf) ?? [],
    suggestedName: suggested === undefined ? '' : plainName(suggested, 120),
  }
}

function typesOf(value: unknown): FileType[] {
  if (!Array.isArray(value) || value.length > TYPES) throw wrong(`at most ${TYPES} types`)
  return (value as unknown[]).map((one) => {
    const type = fields(one)
    const description = maybe(type.get('description'), (words) => plainWords(text(words, 300), 60))
    const accept = fields(type.get('accept'))
    if (accept.size > TYPES) throw wrong(`at most ${TYPES} types`)
    return {
      ...(description === undefined ? {} : { description }),
      accept: Object.fromEntries(
        [...accept].map(([mime, endings]) => [text(mime, 100), texts(endings, ENDINGS, 20)]),
      ),
    }
  })
}

/** @throws {SpaceError} `not-asked` for what the manifest does not list, or not as wide */
function demandDeclared(session: Session, { open, mode }: PickWish): void {
  if (open === 'save') return declared(session, 'save')
  const type = open === 'directory' ? 'directory' : 'file'
  declared(session, type, (request) => allows(request.mode, mode))
}
