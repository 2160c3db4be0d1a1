/** What an app may be called, so that nobody takes it for another one; pure. */
import { SpaceError } from '@space/sdk'

/** What the window itself says of itself. */
const RESERVED: ReadonlySet<string> = new Set([
  'activity',
  'apps',
  'files',
  'home',
  'settings',
  'space',
  'trash',
])
/** Alphabets with letters that look like those of another one. */
const SIMILAR = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic', 'Lisu']
/** Letters of those, and digits, by the Latin letter that they look like. */
const LOOKS: Readonly<Record<string, string>> = {
  ...looks('a', 'аα'),
  ...looks('c', 'сϲ'),
  ...looks('e', 'еє'),
  ...looks('h', 'һн'),
  ...looks('i', 'іι1l|ӏ'),
  ...looks('m', 'м'),
  ...looks('o', 'оο0'),
  ...looks('p', 'рρ'),
  ...looks('s', 'ѕ5'),
  ...looks('t', 'тτ'),
  ...looks('v', 'νѵ'),
  ...looks('y', 'у'),
}

/**
 * @param own names of the apps that came with Space
 * @throws {SpaceError} `bad-input` for a name that looks like one of Space's own
 */
export function checkAppName(name: string, own: readonly string[] = []): void {
  const seen = skeleton(name)
  if (![...RESERVED, ...own].some((reserved) => skeleton(reserved) === seen)) return
  throw new SpaceError('bad-input', `An app cannot be called ${JSON.stringify(name)}`, {
    why: 'a person would take it for Space itself',
    try: 'give it a name of its own in the manifest',
    facts: { at: 'name' },
  })
}

/** Whether it mixes alphabets whose letters look alike. */
export function isMixed(name: string): boolean {
  const used = SIMILAR.filter((script) => new RegExp(`\\p{Script=${script}}`, 'u').test(name))
  return used.length > 1
}

/** The same for names that look the same; good for nothing else. */
function skeleton(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}|]/gu, '')
  return Array.from(letters, (letter) => LOOKS[letter] ?? letter).join('')
}

function looks(like: string, letters: string): Record<string, string> {
  return Object.fromEntries(Array.from(letters, (letter) => [letter, like]))
}
