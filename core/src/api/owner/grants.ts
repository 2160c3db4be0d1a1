/** What the person gave to apps, for them to see and to take back. */
import { type FileKind, SpaceError } from '@space/sdk'
import type { Grant as GrantRow, GrantPreview } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import type { Entry } from '../../drive/drive.ts'
import type { Grant } from '../../grants/capability.ts'
import { giveEntry } from '../granting.ts'
import { isShown, shown } from '../handles.ts'
import { fileKind } from '@space/sdk/media'
import { LASTING, MODES, choice, entryId, fields, list, maybe, text } from '../params.ts'
import type { Powers } from '../powers.ts'
import { untilOf } from '../until.ts'
import { appRef, entryRow, grantRow } from './rows.ts'

const SAMPLE = 8
/** Instead of the words of an app that asked. */
const GIVEN = 'Given without asking'
/** A preview looks at so many files; of a larger folder it shows the count and the kinds of these. */
const LOOKED_AT = 20_000

export function ownerGrants(powers: Powers) {
  const { grants, entries, audit, clock } = powers

  const note = (action: 'granted' | 'revoked', { resource, app }: Grant): void => {
    const [target, name] =
      resource.kind === 'entry'
        ? [resource.entry, entries.lastNameOf(resource.entry)]
        : resource.kind === 'host'
          ? [resource.host, resource.host]
          : ['', powers.dids.own]
    audit.note({ app, action, target, name, changed: true })
  }

  return {
    list: async (): Promise<GrantRow[]> => grants.list().map((grant) => grantRow(powers, grant)),

    async narrow(params: unknown): Promise<GrantRow> {
      const [given, to] = list(params)
      const id = text(given, 64)
      const change = fields(to)
      const actions = maybe(change.get('mode'), (mode) => choice(mode, MODES))
      const lasting = maybe(change.get('lasting'), (value) => choice(value, LASTING))
      demandNotPrivate(id)
      const narrowed = grants.narrow(id, {
        ...(actions === undefined ? {} : { actions }),
        ...(lasting === undefined ? {} : { until: untilOf(lasting, clock.now()) }),
      })
      return grantRow(powers, narrowed)
    },

    async revoke(params: unknown): Promise<null> {
      const id = text(list(params)[0], 64)
      demandNotPrivate(id)
      const before = grants.list().find((one) => one.id === id)
      // first it is over, then it is written down
      grants.revoke(id)
      if (before !== undefined) note('revoked', before)
      return null
    },

    async reinstate(params: unknown): Promise<GrantRow> {
      const back = grants.reinstate(text(list(params)[0], 64))
      note('granted', back)
      return grantRow(powers, back)
    },

    async *watch(_: unknown, { signal }: Running): AsyncGenerator<GrantRow[]> {
      for await (const all of grants.watch(signal)) yield all.map((one) => grantRow(powers, one))
    },

    async give(params: unknown): Promise<GrantRow> {
      const gift = fields(list(params)[0])
      const app = powers.appOf(text(gift.get('app'), 64))
      if (app === undefined) throw new SpaceError('not-found', 'This app is not installed')
      if (!app.isBuiltIn)
        throw new SpaceError('denied', `${app.name} has to ask for what it wants to see`, {
          why: 'only what came with Space is given something without asking',
        })
      const entry = entries.entry(maybe(gift.get('entry'), entryId) ?? entries.root)
      const given = giveEntry(powers, {
        app: app.label,
        entry: shown(entry).id,
        actions: choice(gift.get('mode'), MODES),
        until: untilOf(choice(gift.get('lasting'), LASTING), clock.now()),
        label: GIVEN,
      })
      return grantRow(powers, given)
    },

    async preview(params: unknown): Promise<GrantPreview> {
      const entry = entries.entry(entryId(list(params)[0]))
      const usage = entries.usage(entry.id)
      const files = newestBelow(entry)
      const kinds = new Map<FileKind, number>()
      for (const { name } of files) {
        const kind = fileKind(name)
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      }
      const sharing = grants
        .list()
        .filter(({ resource }) => resource.kind === 'entry')
        .filter(({ resource: r }) => r.kind === 'entry' && entries.isWithin(entry.id, r.entry))
      return {
        entry: entryRow(entry),
        files: usage.files,
        folders: usage.folders,
        bytes: usage.bytes,
        kinds: [...kinds]
          .map(([kind, count]) => ({ kind, files: count }))
          .toSorted((a, b) => b.files - a.files),
        sample: files
          .toSorted((a, b) => b.mtime - a.mtime)
          .slice(0, SAMPLE)
          .map(entryRow),
        sharedWith: [...new Set(sharing.map(({ app }) => app))].map((app) => appRef(powers, app)),
      }
    },
  }

  /** An app is never without its own folder. */
  function demandNotPrivate(id: string): void {
    if (grants.list().find((one) => one.id === id)?.isPrivate !== true) return
    throw new SpaceError('bad-input', "An app's own folder cannot be taken from it", {
      try: 'uninstall the app, and remove its folder if you like',
    })
  }

  function newestBelow(top: Entry): Entry[] {
    if (top.kind !== 'folder') return [top]
    const found: Entry[] = []
    const folders = [top.id]
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
      for (const entry of entries.list(folder)) {
        if (!isShown(entry) || found.length >= LOOKED_AT) continue
        if (entry.kind === 'folder') folders.push(entry.id)
        else found.push(entry)
      }
    return found
  }
}
