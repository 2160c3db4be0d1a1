/** Opening a file of one app with another one. */
import { SpaceError } from '@space/sdk'
import type { Opening, OpeningChoice } from '@space/sdk/host'
import { mediaType } from '@space/sdk/media'
import type { Running } from '@space/sdk/wire'
import type { Apps } from '../../apps/install.ts'
import { allows, type Grant } from '../../grants/capability.ts'
import type { Kept } from '../../grants/ports.ts'
import { giveEntry } from '../granting.ts'
import { handleOf } from '../handles.ts'
import { choice, fields, flag, list, maybe, text } from '../params.ts'
import type { Powers } from '../powers.ts'
import type { Sessions } from './apps.ts'
import { withHeld } from './hand.ts'
import { appRef, entryRow } from './rows.ts'

type Action = OpeningChoice['action']

const ACTIONS = ['open', 'edit', 'preview'] as const
/** Types that are opened without asking. */
const MOST_USUAL = 500
/** What is remembered for files of no known type. */
const UNKNOWN = ''

export function ownerOpenings(
  powers: Powers,
  { apps, sessions, kept }: { apps: Apps; sessions: Sessions; kept: Kept },
) {
  return {
    async look(params: unknown, { signal }: Running): Promise<Opening> {
      const [from, handle] = list(params)
      return held(text(from, 64), handle, signal, (file, type, choices) => {
        const usual = usualOf(type)
        return {
          file,
          type,
          choices: choices.map(shownChoice),
          usual: choices.filter((one) => isSame(one, usual)).map(shownChoice)[0] ?? null,
        }
      })
    },

    async open(params: unknown, { signal }: Running): Promise<null> {
      const [given, handle, to] = list(params)
      const from = text(given, 64)
      const wanted = fields(to)
      const label = text(wanted.get('app'), 64)
      const action = choice(wanted.get('action'), ACTIONS)
      const isAlways = maybe(wanted.get('always'), flag) ?? false
      await held(from, handle, signal, (file, type, choices) => {
        if (!choices.some((one) => isSame(one, { label, action })))
          throw new SpaceError('denied', 'This app does not open such files')
        sessions.openApp(label)
        const grant = giveEntry(powers, {
          app: label,
          entry: file.id,
          actions: action === 'edit' ? 'change' : 'read',
          until: 'session',
          label: `Opened from ${powers.appOf(from)?.name ?? 'an app'}`,
        })
        const opened = handleOf(powers.entries.entry(file.id), grant)
        powers.launches.put(label, { file: opened, action })
        if (isAlways) remember(type, { label, action })
      })
      return null
    },

    async usual(): Promise<(OpeningChoice & { type: string })[]> {
      return usuals()
        .filter(({ label }) => apps.get(label) !== undefined)
        .map((one) => ({ ...shownChoice(one), type: one.type }))
    },

    async forget(params: unknown): Promise<null> {
      const type = text(list(params)[0], 100)
      kept.set(usuals().filter((one) => one.type !== type))
      return null
    },
  }

  /** What `from` shows: one file, that it may read at this moment. */
  function held<T>(
    from: string,
    handle: unknown,
    signal: AbortSignal,
    act: (file: ReturnType<typeof entryRow>, type: string, choices: Choice[]) => T,
  ): Promise<T> {
    return withHeld(powers, from, handle, { need: 'read', signal }, (entry, { grant }) => {
      if (entry.kind !== 'file')
        throw new SpaceError('is-folder', 'Only a file can be opened with an app')
      const type = mediaType(entry.name)
      return act(entryRow(entry), type, choicesOf(from, type, grant))
    })
  }

  /** Of the other apps; to change only what the asking app may change itself. */
  function choicesOf(from: string, type: string, { actions }: Grant): Choice[] {
    return apps
      .list()
      .filter(({ label }) => label !== from)
      .flatMap(({ label, handlers }) => {
        const can = new Set(
          handlers.filter(({ mime }) => isOf(type, mime)).map(({ action }) => action),
        )
        if (!allows(actions, 'change')) can.delete('edit')
        // who looks at it in one way needs no second line for the other
        if (can.has('open')) can.delete('preview')
        return ACTIONS.filter((action) => can.has(action)).map((action) => ({ label, action }))
      })
  }

  function shownChoice({ label, action }: Choice): OpeningChoice {
    return { app: appRef(powers, label), action }
  }

  function usualOf(type: string): Choice | undefined {
    return usuals().find((one) => one.type === type)
  }

  function usuals(): (Choice & { type: string })[] {
    const before = kept.get()
    return (Array.isArray(before) ? (before as unknown[]) : []).flatMap((one) => {
      const { type, label, action } = (one ?? {}) as Record<string, unknown>
      const known = ACTIONS.find((name) => name === action)
      const isWhole = typeof type === 'string' && typeof label === 'string' && known !== undefined
      return isWhole ? [{ type, label, action: known }] : []
    })
  }

  function remember(type: string, { label, action }: Choice): void {
    if (type === UNKNOWN) return
    const others = usuals().filter((one) => one.type !== type)
    kept.set([...others, { type, label, action }].slice(-MOST_USUAL))
  }
}

interface Choice {
  readonly label: string
  readonly action: Action
}

function isSame(one: Choice, other: Choice | undefined): boolean {
  return one.label === other?.label && one.action === other.action
}

/** Whether a file of `type` is one of `mime`, such as `image/png` of `image/*`. */
function isOf(type: string, mime: string): boolean {
  return type !== UNKNOWN && (mime === type || mime === `${type.split('/')[0] ?? ''}/*`)
}
