// What is quoted for a shell is a path, whatever it says.
const QUOTED = /(\$?'[^']*')/

/**
 * Writes hints as this person can copy them: rooms write `space ls`, people may start it as `npx space`.
 *
 * @param commands their names, of one or two words
 */
export function openHints(commands: readonly string[], called: string): (hint: string) => string {
  const first = new Set(['help', ...commands.map((name) => name.replace(/ .*/, ''))])
  const command = new RegExp(`(?<![\\w/.-])space (?=(?:${[...first].join('|')})(?![\\w-]))`, 'g')
  return (hint) => {
    const parts = hint.split(QUOTED)
    return parts.map((part, i) => (i % 2 ? part : part.replace(command, `${called} `))).join('')
  }
}

/** How this person starts Space; the launcher knows. */
export function calledAs(env: NodeJS.ProcessEnv): string {
  return env['SPACE_CALLED_AS'] || 'space'
}
