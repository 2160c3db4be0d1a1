import type {
  ActivityLine,
  AppRef,
  ContactRow,
  EntryRow,
  Grant,
  InspectedApp,
  InstalledApp,
  TransferRow,
  Trial,
  TrialChange,
  UndoLine,
} from '@space/sdk/host'

/** A moment in the life of a person, for screenshots and tests: 22 November 2026, 12:00 in UTC. */
export const NOW = Date.UTC(2026, 10, 22, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const LEDGER: InstalledApp = app('ledger', 'Ledger', {
  version: '2.4.1',
  description: 'Adds up receipts and invoices in a folder.',
  openedAt: NOW - 12 * MINUTE,
  requests: [
    { type: 'directory', mode: 'change', reason: 'to read your receipts and add up the totals' },
    { type: 'host', host: 'rates.ecb.europa.eu', reason: 'exchange rates' },
  ],
})
export const ATLAS: InstalledApp = app('atlas', 'Atlas', {
  version: '0.9.3',
  description: 'Your photos on a map that is here.',
  openedAt: NOW - 41 * DAY,
})
export const READER: InstalledApp = app('reader', 'Reader', {
  version: '1.6.0',
  description: 'Books, one page at a time.',
  handlers: [{ mime: 'application/pdf', action: 'open' }],
  publisher: null,
  openedAt: NOW - 2 * DAY,
})

export const FILES: InstalledApp = app('files', 'Files', {
  id: 'files',
  isBuiltIn: true,
  publisher: null,
  openedAt: NOW - 3 * MINUTE,
})

export const PAPERSCAN: InspectedApp = {
  ...app('paperscan', 'Paperscan', {
    version: '1.3.0',
    description: 'Photograph a page, get a straight PDF.',
    publisher: null,
    requests: [{ type: 'directory', mode: 'add', reason: 'to put your scans in' }],
  }),
  source: '/home/mira/paperscan',
  replaces: null,
  warnings: ['Nobody signed this app. Whoever can write to its folder decides what it does.'],
}

/** Everything that the person has. */
export const ROOT: EntryRow = {
  id: '0'.repeat(32),
  name: '',
  path: '/',
  kind: 'folder',
  size: 0,
  mtime: NOW,
}

/** Folders from the root, `/`-separated, and files with their sizes. */
export const ENTRIES: readonly EntryRow[] = [
  folder('House and money'),
  folder('House and money/Insurance'),
  folder('House and money/Invoices 2026'),
  folder('House and money/Receipts 2026'),
  folder('House and money/Renovation quotes'),
  folder('House and money/Salary'),
  folder('House and money/Tax return 2025'),
  folder('House and money/Warranties'),
  folder('Photos'),
  folder('Travel'),
  folder('Travel/Lisbon 2026'),
  folder('Writing'),
  ...Array.from({ length: 84 }, (_, at) =>
    file(`House and money/Receipts 2026/Receipt ${String(at + 1).padStart(3, '0')}.pdf`, 1_900_000),
  ),
  ...Array.from({ length: 42 }, (_, at) =>
    file(`House and money/Receipts 2026/Scan ${String(at + 1).padStart(3, '0')}.jpg`, 1_250_000),
  ),
  file('House and money/Invoices 2026/Invoice 2026-117.pdf', 210_000),
  file('House and money/Invoices 2026/Invoice 2026-118.pdf', 198_000),
  file('Photos/Miradouro at dusk.jpg', 6_200_000),
  file('Travel/Lisbon 2026/Itinerary.md', 14_000),
  file('Travel/Lisbon 2026/Budget Lisbon.xlsx', 48_000),
  file('Writing/Letter to Ana.md', 3100),
]

export function entry(path: string): EntryRow {
  const found = ENTRIES.find((one) => one.path === path)
  if (found === undefined) throw new Error(`no ${path} in the fake drive`)
  return found
}

export const GRANTS: readonly Grant[] = [
  grant('g1', LEDGER, 'House and money/Receipts 2026', { usedAt: NOW - 12 * MINUTE }),
  grant('g2', LEDGER, 'House and money/Invoices 2026', {
    mode: 'change',
    until: NOW + 20 * HOUR,
    usedAt: NOW - 3 * HOUR,
  }),
  {
    ...grant('g3', LEDGER, 'Photos', { usedAt: NOW - 4 * HOUR }),
    resource: { kind: 'host', host: 'rates.ecb.europa.eu' },
  },
  grant('g4', ATLAS, 'Photos', { usedAt: NOW - 41 * DAY }),
  grant('g5', READER, 'House and money/Receipts 2026', {
    until: 'session',
    usedAt: NOW,
    mode: 'add',
  }),
]

export const ACTIVITY: readonly ActivityLine[] = [
  act('a1', LEDGER, 'read', 'House and money/Receipts 2026/Receipt 004.pdf', NOW - 14 * MINUTE, 4),
  act('a2', LEDGER, 'list', 'House and money/Receipts 2026', NOW - 14 * MINUTE),
  act('a3', LEDGER, 'write', 'House and money/Invoices 2026/Invoice 2026-118.pdf', NOW - 3 * HOUR),
  {
    ...act('a4', LEDGER, 'contact', 'Photos', NOW - 4 * HOUR),
    entry: null,
    name: 'rates.ecb.europa.eu',
  },
  {
    ...act('a5', READER, 'contact', 'Photos', NOW - 4.1 * HOUR, 3),
    entry: null,
    name: 'fonts.example',
    refused: true,
  },
  act('a6', ATLAS, 'read', 'Photos/Miradouro at dusk.jpg', NOW - DAY - 2 * HOUR, 10_204),
]

export const CONTACTS: readonly ContactRow[] = [
  {
    app: ref(LEDGER),
    host: 'rates.ecb.europa.eu',
    allowed: 12,
    blocked: 0,
    lastAt: NOW - 4 * HOUR,
  },
  { app: ref(READER), host: 'fonts.example', allowed: 0, blocked: 3, lastAt: NOW - 4.1 * HOUR },
]

export const UNDO: readonly UndoLine[] = [
  {
    entry: entry('House and money/Invoices 2026/Invoice 2026-118.pdf'),
    change: 'changed',
    undo: 'back to the version of 08:58',
    keptBecause: null,
  },
  {
    entry: entry('House and money/Receipts 2026/Receipt 004.pdf'),
    change: 'added',
    undo: 'goes to the trash',
    keptBecause: null,
  },
  {
    entry: entry('House and money/Invoices 2026/Invoice 2026-117.pdf'),
    change: 'changed',
    undo: '',
    keptBecause: 'you changed it since',
  },
]

export const TRIALS: readonly Trial[] = [
  {
    id: 't1',
    app: ref(LEDGER),
    folder: entry('House and money/Salary'),
    copy: entry('House and money/Salary'),
    madeAt: NOW - 2 * HOUR,
    changes: 3,
  },
]

export const TRIAL_CHANGES: readonly TrialChange[] = [
  change('2026/November.pdf', 'changed', 84_000, 91_000),
  { ...change('2026/October.pdf', 'changed', 82_000, 82_400), conflict: true },
  change('Totals 2026.csv', 'added', null, 4200),
]

export const TRANSFERS: readonly TransferRow[] = [
  {
    id: 'x1',
    name: 'Fado at Mesa de Frades.m4a',
    direction: 'in',
    state: 'running',
    doneBytes: 41_000_000,
    totalBytes: 64_000_000,
    app: ref(LEDGER),
    startedAt: NOW - MINUTE,
    problem: null,
  },
  {
    id: 'x2',
    name: 'Tram 28 timelapse.mp4',
    direction: 'in',
    state: 'failed',
    doneBytes: 12_000_000,
    totalBytes: 418_000_000,
    app: null,
    startedAt: NOW - 5 * MINUTE,
    problem: 'The disk is full. What came so far is safe.',
  },
  {
    id: 'x3',
    name: 'Sintra',
    direction: 'in',
    state: 'paused',
    doneBytes: 90_000_000,
    totalBytes: 310_000_000,
    doneFiles: 22,
    totalFiles: 86,
    app: ref(FILES),
    startedAt: NOW - 6 * MINUTE,
    problem: null,
  },
  {
    id: 'x4',
    name: 'Old laptop',
    direction: 'in',
    state: 'stopped',
    doneBytes: 2_400_000_000,
    totalBytes: 61_000_000_000,
    doneFiles: 1200,
    totalFiles: 30_000,
    app: ref(FILES),
    startedAt: NOW - 60 * MINUTE,
    problem: null,
  },
]

export function ref({ label, name, icon, hue, isBuiltIn }: AppRef): AppRef {
  return { label, name, icon, hue, isBuiltIn }
}

function app(label: string, name: string, more: Partial<InstalledApp>): InstalledApp {
  return {
    label,
    name,
    icon: null,
    hue: (Array.from(label, (char) => char.charCodeAt(0)).reduce((a, b) => a + b) * 47) % 360,
    isBuiltIn: false,
    id: `org.example.${label}`,
    version: '1.0.0',
    description: '',
    publisher: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    cid: 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
    bytes: 1_200_000,
    files: 14,
    origin: `http://app-${label}.localhost:7723`,
    entry: '/index.html',
    requests: [],
    handlers: [],
    source: `/home/mira/${label}`,
    installedAt: NOW - 60 * DAY,
    openedAt: null,
    ...more,
  }
}

function grant(id: string, by: InstalledApp, path: string, more: Partial<Grant>): Grant {
  return {
    id,
    app: ref(by),
    resource: { kind: 'entry', entry: entry(path) },
    mode: 'read',
    until: null,
    trial: null,
    label: 'to read your receipts and add up the totals',
    madeAt: NOW - 50 * DAY,
    usedAt: null,
    isPrivate: false,
    ...more,
  }
}

function act(
  id: string,
  by: InstalledApp,
  action: ActivityLine['action'],
  path: string,
  lastAt: number,
  count = 1,
): ActivityLine {
  const done = entry(path)
  return {
    id,
    app: ref(by),
    action,
    entry: done,
    name: done.name,
    firstAt: lastAt - MINUTE,
    lastAt,
    count,
    refused: false,
  }
}

function change(
  path: string,
  kind: TrialChange['kind'],
  bytesBefore: number | null,
  bytesAfter: number | null,
): TrialChange {
  return { path, kind, entryKind: 'file', bytesBefore, bytesAfter, conflict: false, version: kind }
}

function folder(path: string): EntryRow {
  return row(path, 'folder', 0)
}

function file(path: string, size: number): EntryRow {
  return row(path, 'file', size)
}

function row(path: string, kind: EntryRow['kind'], size: number): EntryRow {
  const hash = Array.from(path).reduce(
    (sum, char) => (sum * 33 + (char.codePointAt(0) ?? 0)) % 2 ** 40,
    5381,
  )
  return {
    id: hash.toString(16).padStart(32, '0'),
    name: path.split('/').at(-1) ?? '',
    path,
    kind,
    size,
    mtime: NOW - (hash % 40) * DAY,
  }
}
