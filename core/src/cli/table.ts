import type { Context } from './context.ts'

export interface Option {
  readonly type: 'boolean' | 'string'
  readonly short?: string
  /** What stands for the value in help, such as `DIR`. */
  readonly value?: string
  readonly help: string
}

export interface Command {
  /** One or two words. */
  readonly name: string
  readonly usage: string
  /** What it does, in one line. */
  readonly summary: string
  readonly group: 'Start' | 'Files' | 'History' | 'Look' | 'Care'
  /** Command line and what it is for; each runs in a test. */
  readonly examples: readonly (readonly [line: string, why: string])[]
  readonly options: Readonly<Record<string, Option>>
  /** How many words may follow: least and most. */
  readonly words: readonly [least: number, most: number]
  /** The command's own file, loaded only when it runs. */
  load(): Promise<{ run(context: Context): Promise<number> }>
}

/** Understood by every command. */
export const GLOBAL_OPTIONS: Readonly<Record<string, Option>> = {
  help: { type: 'boolean', short: 'h', help: 'Show help for the command' },
  json: { type: 'boolean', help: 'Print JSON, errors too' },
  quiet: { type: 'boolean', short: 'q', help: 'Print only data and errors' },
  'no-input': { type: 'boolean', help: 'Never ask' },
  'password-file': {
    type: 'string',
    value: 'FILE',
    help: 'Read the passphrase from a file, or - for stdin',
  },
}

const MANY = Infinity

/** Every command, in the order of help. Help, did-you-mean and tests derive from this table. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'init',
    usage: 'space init [--name NAME] [--recover]',
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
      'phrase-file': {
        type: 'string',
        value: 'FILE',
        help: 'Read the 24 words from a file, or - for stdin',
      },
      'show-phrase': { type: 'boolean', help: 'Print the new 24 words' },
    },
    words: [0, 0],
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'open',
    usage: 'space open',
    summary: 'Make or open the space and say what to try next',
    group: 'Start',
    examples: [['space open', 'See where you are']],
    options: {},
    words: [0, 0],
    load: () => import('./commands/open.ts'),
  },
  {
    name: 'start',
    usage: 'space start [--foreground]',
    summary: 'Start the daemon that commands then share',
    group: 'Start',
    examples: [['space start', 'Keep the space open in the background']],
    options: { foreground: { type: 'boolean', help: 'Stay in this terminal' } },
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
  {
    name: 'add',
    usage: 'space add [-r] PATH… [--to DIR]',
    summary: 'Bring files and folders of this machine into the drive',
    group: 'Files',
    examples: [
      ['space add notes.txt', 'Makes /notes.txt'],
      ['space add -r photos --to /archive', 'Makes /archive/photos'],
    ],
    options: {
      recursive: { type: 'boolean', short: 'r', help: 'Bring folders with all that is in them' },
      to: { type: 'string', value: 'DIR', help: 'Folder of the drive (default /)' },
    },
    words: [1, MANY],
    load: () => import('./commands/add.ts'),
  },
  {
    name: 'get',
    usage: 'space get PATH… [--to DIR] [--replace]',
    summary: 'Copy files and folders out of the drive',
    group: 'Files',
    examples: [
      ['space get /notes.txt', 'Makes ./notes.txt'],
      ['space get / --to backup --replace', 'Everything into ./backup'],
    ],
    options: {
      to: { type: 'string', value: 'DIR', help: 'Folder of this machine (default .)' },
      replace: { type: 'boolean', help: 'Overwrite what is there' },
      version: { type: 'string', value: 'VERSION', help: 'An older version of one file' },
    },
    words: [1, MANY],
    load: () => import('./commands/get.ts'),
  },
  {
    name: 'cat',
    usage: 'space cat PATH…',
    summary: 'Print files',
    group: 'Files',
    examples: [['space cat /notes.txt', 'Print a file']],
    options: {
      version: { type: 'string', value: 'VERSION', help: 'An older version of one file' },
    },
    words: [1, MANY],
    load: () => import('./commands/cat.ts'),
  },
  {
    name: 'cp',
    usage: 'space cp PATH… TO',
    summary: 'Copy inside the drive; takes no room',
    group: 'Files',
    examples: [['space cp /notes.txt /old.txt', 'Copy a file']],
    options: {},
    words: [2, MANY],
    load: () => import('./commands/cp.ts'),
  },
  {
    name: 'mv',
    usage: 'space mv PATH… TO',
    summary: 'Move or rename inside the drive',
    group: 'Files',
    examples: [['space mv /notes.txt /diary.txt', 'Rename a file']],
    options: {},
    words: [2, MANY],
    load: () => import('./commands/mv.ts'),
  },
  {
    name: 'mkdir',
    usage: 'space mkdir [-p] PATH…',
    summary: 'Make folders',
    group: 'Files',
    examples: [['space mkdir -p /trips/2026', 'With the folders above it']],
    options: {
      parents: { type: 'boolean', short: 'p', help: 'Also make the folders above' },
    },
    words: [1, MANY],
    load: () => import('./commands/mkdir.ts'),
  },
  {
    name: 'rm',
    usage: 'space rm PATH… [--forever]',
    summary: 'Put files and folders into the trash',
    group: 'Files',
    examples: [
      ['space rm /notes.txt', 'Into the trash; `space trash restore` brings it back'],
      ['space rm --forever --yes /notes.txt', 'For good'],
    ],
    options: {
      forever: { type: 'boolean', help: 'For good, after asking' },
      yes: { type: 'boolean', short: 'y', help: 'Do not ask' },
    },
    words: [1, MANY],
    load: () => import('./commands/rm.ts'),
  },
  {
    name: 'ls',
    usage: 'space ls [-l] [PATH…]',
    summary: 'List a folder',
    group: 'Look',
    examples: [
      ['space ls', 'The whole drive, one level'],
      ['space ls --long /', 'With mode, size and time'],
    ],
    options: {
      long: { type: 'boolean', short: 'l', help: 'With mode, size and time' },
    },
    words: [0, MANY],
    load: () => import('./commands/ls.ts'),
  },
  {
    name: 'tree',
    usage: 'space tree [--depth N] [PATH]',
    summary: 'Draw a folder and all below it',
    group: 'Look',
    examples: [['space tree --depth 2', 'Two levels']],
    options: {
      depth: { type: 'string', value: 'N', help: 'So many levels (default 8)' },
    },
    words: [0, 1],
    load: () => import('./commands/tree.ts'),
  },
  {
    name: 'search',
    usage:
      'space search [TEXT] [--kind KIND] [--min SIZE] [--max SIZE] [--after TIME] [--before TIME]',
    summary: 'Find by name, kind, size and time',
    group: 'Look',
    examples: [
      ['space search report', 'Names with "report"'],
      ['space search --kind file --min 1GB', 'Large files'],
    ],
    options: {
      kind: { type: 'string', value: 'KIND', help: 'file, folder, symlink or mount' },
      min: { type: 'string', value: 'SIZE', help: 'At least so large, such as 10MB' },
      max: { type: 'string', value: 'SIZE', help: 'At most so large' },
      after: { type: 'string', value: 'TIME', help: 'Changed after, such as 2026-01-31 or 7d' },
      before: { type: 'string', value: 'TIME', help: 'Changed before' },
      limit: { type: 'string', value: 'N', help: 'At most so many (default 1000)' },
    },
    words: [0, MANY],
    load: () => import('./commands/search.ts'),
  },
  {
    name: 'du',
    usage: 'space du [PATH…]',
    summary: 'Show how much room folders take',
    group: 'Look',
    examples: [['space du /', 'The whole drive']],
    options: {},
    words: [0, MANY],
    load: () => import('./commands/du.ts'),
  },
  {
    name: 'versions',
    usage: 'space versions PATH',
    summary: 'List the versions of a file',
    group: 'History',
    examples: [['space versions /notes.txt', 'Newest first']],
    options: {},
    words: [1, 1],
    load: () => import('./commands/versions.ts'),
  },
  {
    name: 'restore',
    usage: 'space restore PATH --version V | --at TIME',
    summary: 'Bring a file or folder back to what it was',
    group: 'History',
    examples: [['space restore / --at 2h', 'Everything as it was two hours ago']],
    options: {
      version: { type: 'string', value: 'V', help: 'A version from `space versions`' },
      at: { type: 'string', value: 'TIME', help: 'A time, such as 2026-01-31T12:00 or 2h' },
    },
    words: [1, 1],
    load: () => import('./commands/restore.ts'),
  },
  {
    name: 'keep',
    usage:
      'space keep [--all | --all-days DAYS --daily-days DAYS --weekly-days DAYS] [--trash-days DAYS]',
    summary: 'Show or set how long versions and the trash are kept',
    group: 'History',
    examples: [
      ['space keep', 'Show what is kept'],
      ['space keep --all', 'Every version, for ever'],
      ['space keep --all-days 7 --daily-days 30 --weekly-days 365', 'Fewer the older they are'],
      ['space keep --trash-days 30', 'What is in the trash goes after 30 days'],
    ],
    options: {
      all: { type: 'boolean', help: 'Keep every version' },
      'all-days': { type: 'string', value: 'DAYS', help: 'Every version that is younger' },
      'daily-days': { type: 'string', value: 'DAYS', help: 'Up to this age one of each day' },
      'weekly-days': { type: 'string', value: 'DAYS', help: 'Then one a week; or: forever' },
      'trash-days': { type: 'string', value: 'DAYS', help: 'How long the trash keeps things' },
    },
    words: [0, 0],
    load: () => import('./commands/keep.ts'),
  },
  {
    name: 'trash ls',
    usage: 'space trash ls',
    summary: 'List the trash, with days left',
    group: 'History',
    examples: [['space trash ls', 'What can come back']],
    options: {},
    words: [0, 0],
    load: () => import('./commands/trash-ls.ts'),
  },
  {
    name: 'trash restore',
    usage: 'space trash restore PATH… [--to PATH]',
    summary: 'Bring something back from the trash',
    group: 'History',
    examples: [['space trash restore /notes.txt', 'To where it was']],
    options: {
      to: { type: 'string', value: 'PATH', help: 'To another place; for one PATH' },
    },
    words: [1, MANY],
    load: () => import('./commands/trash-restore.ts'),
  },
  {
    name: 'trash empty',
    usage: 'space trash empty [--older-than DAYS] [--yes]',
    summary: 'Remove for good what is in the trash',
    group: 'History',
    examples: [['space trash empty --older-than 7 --yes', 'Only what lies there for a week']],
    options: {
      'older-than': { type: 'string', value: 'DAYS', help: 'Only what lies there longer' },
      yes: { type: 'boolean', short: 'y', help: 'Do not ask' },
    },
    words: [0, 0],
    load: () => import('./commands/trash-empty.ts'),
  },
  {
    name: 'verify',
    usage: 'space verify [PATH]',
    summary: 'Check every block and name damaged files',
    group: 'Care',
    examples: [['space verify', 'The whole drive']],
    options: {},
    words: [0, 1],
    load: () => import('./commands/verify.ts'),
  },
  {
    name: 'sweep',
    usage: 'space sweep [--forget-damage]',
    summary: 'Let go of what `space keep` no longer keeps, and free its room',
    group: 'Care',
    examples: [['space sweep', 'After emptying the trash']],
    options: {
      'forget-damage': { type: 'boolean', help: 'Give up, for good, what cannot be read' },
      yes: { type: 'boolean', short: 'y', help: 'Do not ask' },
    },
    words: [0, 0],
    load: () => import('./commands/sweep.ts'),
  },
  {
    name: 'identity show',
    usage: 'space identity show [--phrase]',
    summary: 'Show who you are',
    group: 'Care',
    examples: [['space identity show', 'Your DID and devices']],
    options: {
      phrase: { type: 'boolean', help: 'Also print the 24 words, on a terminal only' },
    },
    words: [0, 0],
    load: () => import('./commands/identity-show.ts'),
  },
  {
    name: 'identity recovery-test',
    usage: 'space identity recovery-test [--phrase-file FILE]',
    summary: 'Prove that your 24 words bring you back; then only your paper has them',
    group: 'Care',
    examples: [['space identity recovery-test --phrase-file words.txt', 'From a file']],
    options: {
      'phrase-file': {
        type: 'string',
        value: 'FILE',
        help: 'Read the 24 words from a file, or - for stdin',
      },
    },
    words: [0, 0],
    load: () => import('./commands/recovery-test.ts'),
  },
  {
    name: 'doctor',
    usage: 'space doctor',
    summary: 'Check that all is well and say what to do',
    group: 'Care',
    examples: [['space doctor', 'When something seems wrong']],
    options: {},
    words: [0, 0],
    load: () => import('./commands/doctor.ts'),
  },
]
