import type { Command, Option } from './command.ts'

export const PHRASE_FILE: Option = {
  type: 'string',
  value: 'FILE',
  help: 'Read the 24 words from a file, or - for stdin',
}

/** The commands that begin and end a space. */
export const START_COMMANDS: readonly Command[] = [
  {
    name: 'init',
    usage: 'space init [--name NAME] [--recover [--phrase-file FILE]] [--show-phrase]',
    summary: 'Make a new identity and drive, or bring an identity back',
    group: 'Start',
    examples: [
      ['space init --name Ada', 'Make a new identity'],
      ['space init --recover', 'Bring an identity back with its 24 words'],
      ['space init --no-input --json --show-phrase', 'From a script'],
    ],
    options: {
      name: { type: 'string', value: 'NAME', help: 'How you want to be called' },
      recover: { type: 'boolean', help: 'Bring an identity back with its 24 words' },
      'phrase-file': PHRASE_FILE,
      'show-phrase': { type: 'boolean', help: 'Print the new 24 words' },
    },
    words: [0, 0],
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'open',
    usage: 'space open [LINK] [--headless | --hosted]',
    summary: 'Make or open the space, show its window and say what to try next',
    group: 'Start',
    examples: [
      ['space open', 'Show the window, or the address that opens it'],
      ['space open space://files/Photos', 'Show the window there'],
    ],
    options: {
      headless: { type: 'boolean', help: 'Print the address of the window, open nothing' },
      hosted: {
        type: 'boolean',
        help: 'The same for a program that shows the window itself, with the proxy it must use',
      },
    },
    words: [0, 1],
    load: () => import('./commands/open.ts'),
  },
  {
    name: 'start',
    usage: 'space start [--foreground] [--welcome]',
    summary: 'Start the daemon that commands then share',
    group: 'Start',
    examples: [['space start', 'Keep the space open in the background']],
    options: {
      foreground: { type: 'boolean', help: 'Stay in this terminal' },
      welcome: {
        type: 'boolean',
        help: 'Make a space where there is none; its window asks the rest',
      },
    },
    words: [0, 0],
    load: () => import('./commands/start.ts'),
  },
  {
    name: 'stop',
    usage: 'space stop',
    summary: 'Stop the daemon',
    group: 'Start',
    examples: [['space stop', 'Close the space']],
    options: {},
    words: [0, 0],
    load: () => import('./commands/stop.ts'),
  },
  {
    name: 'status',
    usage: 'space status',
    summary: 'Show identity, home, drive and daemon',
    group: 'Start',
    examples: [['space status', 'See where everything lies']],
    options: {},
    words: [0, 0],
    load: () => import('./commands/status.ts'),
  },
]
