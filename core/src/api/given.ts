/** What an app was given, as it may see it. */
import { type GivenGrant, SpaceError } from '@space/sdk'
import type { HandleRef } from '@space/sdk/calls'
import type { Running } from '@space/sdk/wire'
import type { Grant } from '../grants/capability.ts'
import { handleOf, shown } from './handles.ts'
import { list, text } from './params.ts'
import type { Session } from './session.ts'

export function givenFacet(session: Session) {
  const { app, powers, budget } = session

  const all = (grants: readonly Grant[]): GivenGrant[] =>
    grants.filter(({ app: whose }) => whose === app.label).map((grant) => givenOf(session, grant))

  return {
    async list(): Promise<GivenGrant[]> {
      budget.spend()
      return all(powers.grants.list(app.label))
    },
    async *watch(_: unknown, { signal }: Running): AsyncGenerator<GivenGrant[]> {
      budget.spend()
      using _seat = budget.take('stream')
      let before = ''
      for await (const grants of powers.grants.watch(signal)) {
        const now = all(grants)
        const written = JSON.stringify(now)
        // what others were given is nothing to it, not even that something happened
        if (written !== before) yield now
        before = written
      }
    },
    /** The handle of a file or folder that was given before, such as before the page was loaded anew. */
    async open(params: unknown): Promise<HandleRef> {
      budget.spend()
      const grant = powers.grants.held(app.label, text(list(params)[0], 64))
      if (grant.resource.kind !== 'entry') {
        throw new SpaceError('bad-input', 'This is no grant of a file or folder')
      }
      return handleOf(shown(session.entries.entry(grant.resource.entry)), grant)
    },
    async release(params: unknown): Promise<null> {
      budget.spend()
      const { id, isPrivate } = powers.grants.held(app.label, text(list(params)[0], 64))
      // NOTE: a new one would be made in its place, with all its room free again
      if (isPrivate === true)
        throw new SpaceError('bad-input', "An app's own folder cannot be given back", {
          try: 'remove what is in it',
        })
      powers.grants.revoke(id)
      return null
    },
  }
}

export function givenOf({ entries }: Session, grant: Grant): GivenGrant {
  const { id, resource, actions, label, until, trial, madeAt } = grant
  const seen =
    resource.kind === 'entry'
      ? {
          kind: entries.kindOf(resource.entry) === 'folder' ? 'directory' : 'file',
          name: entries.nameOf(resource.entry),
        }
      : { kind: resource.kind, name: resource.kind === 'host' ? resource.host : '' }
  const kind = seen.kind as GivenGrant['kind']
  return {
    id,
    ...seen,
    kind,
    mode: actions,
    label,
    until,
    trial: trial !== undefined,
    isPrivate: grant.isPrivate === true,
    madeAt,
  }
}
