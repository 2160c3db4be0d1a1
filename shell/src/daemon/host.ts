import type {
  ActivityFacet,
  AppsFacet,
  ConsentFacet,
  DaemonFacet,
  ErasingFacet,
  FilesFacet,
  GrantsFacet,
  HealthFacet,
  HomeFacet,
  Host,
  OpeningsFacet,
  OutsideFacet,
  PrivacyFacet,
  SavesFacet,
  SettingsFacet,
  TransfersFacet,
  TrialsFacet,
} from '@space/sdk/host'
import type { Endpoint } from '@space/sdk/wire'

/** What speaks: one connection, or whichever one is alive. */
export type Line = Pick<Endpoint, 'call' | 'stream'>

/** The owner's interface over a wire: `facet.function`, parameters as a list. */
export function hostOver(line: Line): Host {
  const facet = <Facet>(
    name: keyof Host,
    calls: readonly (keyof Facet & string)[],
    streams: readonly (keyof Facet & string)[] = [],
  ): Facet => {
    const functions: Record<string, unknown> = {}
    for (const call of calls) {
      functions[call] = (...params: unknown[]) => line.call(`${name}.${call}`, params)
    }
    for (const stream of streams) {
      functions[stream] = (...all: unknown[]) =>
        line.stream(`${name}.${stream}`, all.slice(0, -1), { signal: all.at(-1) as AbortSignal })
    }
    return Object.freeze(functions) as Facet
  }
  return Object.freeze({
    daemon: facet<DaemonFacet>('daemon', ['hello']),
    apps: facet<AppsFacet>(
      'apps',
      ['list', 'inspect', 'install', 'uninstall', 'open', 'close'],
      ['watch'],
    ),
    grants: facet<GrantsFacet>(
      'grants',
      ['list', 'narrow', 'revoke', 'reinstate', 'preview', 'give'],
      ['watch'],
    ),
    consent: facet<ConsentFacet>('consent', ['answer', 'blocked', 'unblock'], ['requests']),
    activity: facet<ActivityFacet>(
      'activity',
      ['list', 'contacts', 'undoPreview', 'undo'],
      ['watch'],
    ),
    trials: facet<TrialsFacet>('trials', ['list', 'review', 'apply', 'discard']),
    files: facet<FilesFacet>('files', ['list', 'stat', 'makeFolder', 'usage', 'search']),
    transfers: facet<TransfersFacet>(
      'transfers',
      ['pause', 'resume', 'cancel', 'forget'],
      ['watch'],
    ),
    openings: facet<OpeningsFacet>('openings', ['look', 'open', 'usual', 'forget']),
    saves: facet<SavesFacet>('saves', ['look', 'begin']),
    erasing: facet<ErasingFacet>('erasing', ['look', 'erase']),
    outside: facet<OutsideFacet>('outside', ['look', 'open', 'done'], ['watch']),
    settings: facet<SettingsFacet>('settings', ['get', 'set']),
    home: facet<HomeFacet>(
      'home',
      [
        'goTo',
        'call',
        'lock',
        'words',
        'choosePlaces',
        'confirm',
        'remindLater',
        'wordList',
        'readWords',
        'recover',
        'keeping',
        'keep',
      ],
      ['watch'],
    ),
    health: facet<HealthFacet>('health', ['beginCheck', 'stopCheck'], ['watch']),
    privacy: facet<PrivacyFacet>('privacy', [], ['watch']),
  })
}
