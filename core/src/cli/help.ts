import { type Command, GLOBAL_OPTIONS, type Option } from './command.ts'
import { COMMANDS } from './table.ts'

const WORDS = [
  ['daemon', 'the program in the background that keeps a space open, so that commands share it'],
  ['keyring', 'the file with the keys of this device, locked with your passphrase'],
  ['DID', 'the public name of your identity, made from a key and not from an account'],
  ['sweep', 'to free, for good, the room of what is no longer kept'],
] as const

/** Help for one command, for the commands that begin with a word, or for all. */
export function helpText(topic: Command | string | undefined, called: string): string {
  if (topic === undefined) return overview(called)
  if (typeof topic === 'string') {
    const group = COMMANDS.filter(({ name }) => name.startsWith(`${topic} `))
    return [rowsOf(group), `\`${called} help ${topic} COMMAND\` says more.`].join('\n\n')
  }
  return commandHelp(topic)
}

function overview(called: string): string {
  const groups = [...new Set(COMMANDS.map(({ group }) => group))]
  const lists = groups.map((group) => {
    return `${group}\n${rowsOf(COMMANDS.filter((command) => command.group === group))}`
  })
  return [
    'space: a private, durable drive of your own',
    'Examples\n  space init --name Ada\n  space add -r photos --to /archive\n  space ls /archive',
    ...lists,
    `Everywhere\n${optionRows(GLOBAL_OPTIONS)}`,
    `Words\n${WORDS.map(([word, meaning]) => `  ${word.padEnd(8)}  ${meaning}`).join('\n')}`,
    `\`${called} help COMMAND\` says more.`,
    ...(called === 'space' ? [] : [`You start it as: ${called}`]),
  ].join('\n\n')
}

function rowsOf(commands: readonly Command[]): string {
  const wide = Math.max(...COMMANDS.map(({ name }) => name.length))
  return commands.map(({ name, summary }) => `  ${name.padEnd(wide)}  ${summary}`).join('\n')
}

function commandHelp(command: Command): string {
  const examples = command.examples.map(([line, why]) => `  ${line}\n      ${why}`)
  const own = Object.keys(command.options).length > 0
  return [
    command.summary,
    `Examples\n${examples.join('\n')}`,
    `Usage\n  ${command.usage}`,
    ...(own ? [`Options\n${optionRows(command.options)}`] : []),
    `Everywhere\n${optionRows(GLOBAL_OPTIONS)}`,
  ].join('\n\n')
}

function optionRows(options: Readonly<Record<string, Option>>): string {
  const rows = Object.entries(options).map(([name, { short, value, help }]) => {
    const left = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
    return [left, help] as const
  })
  const wide = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, help]) => `  ${left.padEnd(wide)}  ${help}`).join('\n')
}
