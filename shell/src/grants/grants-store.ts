import type { Grant, GrantsFacet } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { shownName, i18n } from '@space/ui'

/** What apps were given, subscribed to. */
export interface GrantsState {
  readonly grants: readonly Grant[]
  readonly status: 'loading' | 'ready'
  take(grants: readonly Grant[]): void
  /** Shown as gone at once; when the daemon refuses they are back and the error is thrown. */
  revoke(ids: readonly string[]): Promise<void>
  /** Undo of revoke. */
  reinstate(ids: readonly string[]): Promise<void>
  narrow(id: string, to: Parameters<GrantsFacet['narrow']>[1]): Promise<void>
}

export function createGrantsStore(port: GrantsFacet): StoreApi<GrantsState> {
  return createStore<GrantsState>()((set, get) => {
    const replace = (grant: Grant): void => {
      const others = get().grants.filter(({ id }) => id !== grant.id)
      set({ grants: [...others, grant] })
    }
    return {
      grants: [],
      status: 'loading',
      take: (grants) => set({ grants, status: 'ready' }),
      async revoke(ids) {
        const before = get().grants
        set({ grants: before.filter(({ id }) => !ids.includes(id)) })
        const ends = await Promise.allSettled(ids.map((id) => port.revoke(id)))
        const refused = ends.findIndex(({ status }) => status === 'rejected')
        if (refused < 0) return
        const kept = new Set(ids.filter((_, at) => ends[at]?.status === 'rejected'))
        const back = before.filter(({ id }) => kept.has(id))
        set({ grants: [...get().grants.filter(({ id }) => !kept.has(id)), ...back] })
        const end = ends[refused]
        if (end?.status === 'rejected') throw end.reason
      },
      async reinstate(ids) {
        for (const id of ids) replace(await port.reinstate(id))
      },
      async narrow(id, to) {
        replace(await port.narrow(id, to))
      },
    }
  })
}

/** Grants of one app or of one folder, as a page shows them. */
export interface GrantGroup {
  readonly key: string
  readonly grants: readonly Grant[]
}

/** By app, in the order of names. */
export function byApp(grants: readonly Grant[]): readonly GrantGroup[] {
  return grouped(
    grants,
    ({ app }) => app.label,
    ({ app }) => app.name,
  )
}

/** By what was given, folders and files first. */
export function byResource(grants: readonly Grant[]): readonly GrantGroup[] {
  return grouped(
    grants,
    ({ resource }) => {
      if (resource.kind === 'entry') return `entry ${resource.entry.id}`
      return `${resource.kind} ${nameOf(resource)}`
    },
    ({ resource }) => `${resource.kind === 'entry' ? 0 : 1} ${nameOf(resource)}`,
  )
}

/** Whether it is the folder that all others are in. */
export function isEverything(resource: Grant['resource']): boolean {
  return resource.kind === 'entry' && resource.entry.path === '/'
}

/** What a person would call it. */
export function nameOf(resource: Grant['resource']): string {
  if (isEverything(resource)) return i18n.t('Everything in your space')
  if (resource.kind === 'entry') return shownName(resource.entry.name)
  if (resource.kind === 'gone') return shownName(resource.name)
  return resource.kind === 'host' ? resource.host : i18n.t('Who you are')
}

/** The same inside of a sentence. */
export function phraseOf(resource: Grant['resource']): string {
  if (isEverything(resource)) return i18n.t('everything in your space')
  return resource.kind === 'identity' ? i18n.t('who you are') : nameOf(resource)
}

function grouped(
  grants: readonly Grant[],
  keyOf: (grant: Grant) => string,
  orderOf: (grant: Grant) => string,
): readonly GrantGroup[] {
  const sorted = grants.toSorted(
    (one, other) =>
      orderOf(one).localeCompare(orderOf(other)) ||
      Number(other.isPrivate) - Number(one.isPrivate) ||
      nameOf(one.resource).localeCompare(nameOf(other.resource)),
  )
  return [...Map.groupBy(sorted, keyOf)].map(([key, members]) => ({ key, grants: members }))
}
