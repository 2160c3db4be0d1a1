// The first words of all commands; the table itself imports what prints hints.
const COMMAND =
  /(?<![\w/.-])space (?=(?:add|cat|cp|doctor|du|get|help|identity|init|keep|ls|mkdir|mv|open|restore|rm|search|start|status|stop|sweep|trash|tree|verify|versions)\b)/g
// What is quoted for a shell is a path, whatever it says.
const QUOTED = /(\$?'[^']*')/

/** A hint as this person can copy it: rooms write `space ls`, people may start it as `npx space`. */
export function asCalled(hint: string, called: string): string {
  const parts = hint.split(QUOTED)
  return parts.map((part, i) => (i % 2 ? part : part.replace(COMMAND, `${called} `))).join('')
}

/** How this person starts Space; the launcher knows. */
export function calledAs(env: NodeJS.ProcessEnv): string {
  return env['SPACE_CALLED_AS'] || 'space'
}
