import { CircleHelp, Lock, Package, type LucideIcon } from 'lucide-react'
import type { Grant, Hello, InstalledApp } from '@space/sdk/host'
import { i18n, msg } from '@space/ui'

/** What the chip in the address bar says. Its words are Space's own, never an app's. */
export interface Trust {
  readonly kind: 'private' | 'app' | 'partial'
  readonly icon: LucideIcon
  /** Messages; see {@link wordOf}. */
  readonly word: string
  readonly sentence: string
  /** Of addresses that it may reach. */
  readonly count?: number
}

export const PRIVATE: Trust = {
  kind: 'private',
  icon: Lock,
  word: msg('Private'),
  sentence: msg('A page of Space itself. Nothing on it leaves this computer.'),
}

/** A place that leads to no app that is here. */
export const NOWHERE: Trust = {
  kind: 'partial',
  icon: CircleHelp,
  word: msg('Not here'),
  sentence: msg('There is no app of this name on this computer.'),
}

/**
 * NOTE: "Offline app" is promised only where nothing at all leads out: a browser that Space launched,
 * and an app that was given no address.
 */
export function trustOf(
  app: InstalledApp,
  grants: readonly Grant[],
  isolation: Hello['isolation'] | undefined,
): Trust {
  const hosts = grants.filter(
    ({ app: by, resource }) => by.label === app.label && resource.kind === 'host',
  )
  if (hosts.length > 0) {
    return {
      kind: 'app',
      icon: Package,
      word: msg('{count, plural, =1 {One address} other {# addresses}}'),
      count: hosts.length,
      sentence: msg(
        'It cannot reach the network by itself. Space fetches the addresses you allowed.',
      ),
    }
  }
  if (isolation !== 'full') {
    return {
      kind: 'partial',
      icon: CircleHelp,
      word: msg('Isolated in part'),
      sentence: msg(
        'It has no network. This browser was not started by Space, so one way out, video calls, is closed less tightly.',
      ),
    }
  }
  return {
    kind: 'app',
    icon: Package,
    word: msg('Offline app'),
    sentence: msg('It has no network, and it sees only what you choose for it.'),
  }
}

/** What the chip says. */
export function wordOf({ word, count }: Trust): string {
  return i18n.t(word, { count })
}

/** Who published an app, in words. */
export function publisherOf({
  publisher,
  isBuiltIn,
}: Pick<InstalledApp, 'publisher' | 'isBuiltIn'>): string {
  if (isBuiltIn) return i18n.t('comes with Space')
  return publisher === null
    ? i18n.t('not signed by anyone')
    : i18n.t('by {publisher}', { publisher: short(publisher) })
}

/** A DID or CID with its middle left out. */
export function short(name: string): string {
  const bare = name.replace(/^did:key:/, '')
  return bare.length <= 20 ? bare : `${bare.slice(0, 8)}…${bare.slice(-8)}`
}
