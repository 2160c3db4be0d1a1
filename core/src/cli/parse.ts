import { parseArgs } from 'node:util'
import { SpaceError } from '@space/sdk'
import { nearest } from './near.ts'
import { type Command, GLOBAL_OPTIONS, type Option } from './command.ts'
import { COMMANDS } from './table.ts'

/** What a command line asks for. */
export type Parsed =
  | { readonly kind: 'help'; readonly topic: Command | string | undefined }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly words: readonly string[]
      readonly values: Values
    }

export type Values = Readonly<Record<string, string | boolean | undefined>>

/** @throws {SpaceError} `bad-usage` with the nearest word in `try` */
export function parseCommandLine(argv: readonly string[]): Parsed {
  const [first = ''] = argv
  if (first === '' || first === '-h' || first === '--help')
    return { kind: 'help', topic: undefined }
  if (first === '--version' || first === '-V') return { kind: 'version' }
  if (first === 'help') return { kind: 'help', topic: topicOf(argv.slice(1)) }
  const command = commandOf(argv)
  if (command === undefined) {
    // `space trash` and `space trash --help` show what there is.
    if (isGroup(first) && (argv[1] === undefined || argv[1] === '-h' || argv[1] === '--help')) {
      return { kind: 'help', topic: first }
    }
    throw unknownCommand(argv)
  }
  const rest = argv.slice(command.name.split(' ').length)
  const { values, positionals } = parseOptions(command, rest)
  if (values['help'] === true) return { kind: 'help', topic: command }
  const [least, most] = command.words
  if (positionals.length < least || positionals.length > most) {
    const problem = positionals.length < least ? 'needs more words' : 'was given too many words'
    throw usage(command, `space ${command.name} ${problem}`)
  }
  return { kind: 'run', command, words: positionals, values }
}

function parseOptions(
  command: Command,
  args: readonly string[],
): { values: Values; positionals: string[] } {
  const options: Record<string, Option> = { ...GLOBAL_OPTIONS, ...command.options }
  try {
    return parseArgs({
      args: [...args],
      options: Object.fromEntries(
        Object.entries(options).map(([name, { type, short }]) => [
          name,
          { type, ...(short === undefined ? {} : { short }) },
        ]),
      ),
      allowPositionals: true,
      strict: true,
    })
  } catch (cause) {
    const letter = unknownLetter(args, options)
    if (letter !== undefined)
      throw usage(command, `space ${command.name} has no option -${letter}`, undefined, cause)
    const bad = args.find((arg) => /^--[^=]/.test(arg) && !(optionName(arg) in options))
    const near = bad === undefined ? undefined : nearest(optionName(bad), Object.keys(options))
    const message =
      bad === undefined
        ? firstSentence(cause)
        : `space ${command.name} has no option --${optionName(bad)}`
    throw usage(command, message, near === undefined ? undefined : `--${near}`, cause)
  }
}

/** The first of the letters behind one dash that no option has. */
function unknownLetter(
  args: readonly string[],
  options: Readonly<Record<string, Option>>,
): string | undefined {
  const known = new Map(Object.values(options).map(({ short, type }) => [short, type]))
  for (const arg of args) {
    if (arg === '--') return undefined
    if (!/^-[^-]/.test(arg)) continue
    for (const letter of arg.slice(1)) {
      if (!known.has(letter)) return letter
      // The rest is its value.
      if (known.get(letter) === 'string') break
    }
  }
  return undefined
}

function optionName(arg: string): string {
  return arg.slice(2).split('=', 1)[0] ?? ''
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split(/\.\s|\n/, 1)[0] ?? text
}

function commandOf(words: readonly string[]): Command | undefined {
  const two = words.slice(0, 2).join(' ')
  return COMMANDS.find(({ name }) => name === two) ?? COMMANDS.find(({ name }) => name === words[0])
}

function topicOf(words: readonly string[]): Command | string | undefined {
  if (words.length === 0) return undefined
  const command = commandOf(words)
  if (command !== undefined) return command
  if (words[0] !== undefined && isGroup(words[0])) return words[0]
  throw unknownCommand(words)
}

function isGroup(word: string): boolean {
  return COMMANDS.some(({ name }) => name.startsWith(`${word} `))
}

function unknownCommand(words: readonly string[]): SpaceError {
  const [first = '', second = ''] = words
  const names = COMMANDS.map(({ name }) => name)
  const typed = isGroup(first) ? `${first} ${second}` : first
  const groups = names.flatMap((name) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : []))
  const near = isGroup(first)
    ? nearest(
        typed,
        names.filter((name) => name.startsWith(`${first} `)),
      )
    : nearest(typed, [...names, ...groups, 'help'])
  return new SpaceError('bad-usage', `"${typed}" is not a command of space`, {
    ...(near === undefined ? {} : { why: `did you mean "${near}"?` }),
    try: near === undefined ? 'space help' : `space ${near}`,
  })
}

function usage(command: Command, message: string, near?: string, cause?: unknown): SpaceError {
  return new SpaceError('bad-usage', message, {
    why: near === undefined ? `usage: ${command.usage}` : `did you mean ${near}?`,
    try: `space help ${command.name}`,
    ...(cause === undefined ? {} : { cause }),
  })
}
