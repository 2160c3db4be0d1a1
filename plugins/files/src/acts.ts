import type { MenuEntry } from '@space/ui'
import type { About, Act, Files } from './files.ts'
import { shownKeys } from './keys.ts'

const GROUPS: readonly Act['group'][] = [
  'open',
  'look',
  'new',
  'bring',
  'move',
  'mark',
  'view',
  'end',
]

/** The lines of a menu, with a line between groups. */
export function entriesOf(files: Files, about: About): readonly MenuEntry[] {
  const possible = files.acts.filter(
    (act) => act.about === about && act.isHidden !== true && act.isPossible(files),
  )
  return GROUPS.map((group) => possible.filter((act) => act.group === group))
    .filter((acts) => acts.length > 0)
    .flatMap((acts, index): MenuEntry[] => [
      ...(index === 0 ? [] : [{ id: `line-${acts[0]?.group}`, line: true } as const]),
      ...acts.map((act) => entryOf(files, act)),
    ])
}

function entryOf(files: Files, act: Act): MenuEntry {
  const [keys] = act.keys ?? []
  return {
    id: act.id,
    title: act.title(files),
    icon: act.icon,
    ...(keys === undefined ? {} : { keys: shownKeys(keys) }),
    ...(act.isDangerous === true ? { isDangerous: true } : {}),
    onChoose: () => run(files, act),
  }
}

/** Does it; what goes wrong is told. */
export function run(files: Files, act: Act): void {
  const work = async (): Promise<void> => act.run(files)
  work().catch((error: unknown) => files.tell(error))
}

/** The act of these keys, if it is possible now. */
export function actOf(files: Files, chord: string): Act | undefined {
  return files.acts.find((act) => act.keys?.includes(chord) === true && act.isPossible(files))
}
