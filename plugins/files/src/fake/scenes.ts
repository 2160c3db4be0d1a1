import type { TestHostOptions } from '@space/sdk/testing'

const WHOLE: TestHostOptions['grants'] = [{ path: '', mode: 'change' }]

/** A drive as a person may have one. */
const FULL: NonNullable<TestHostOptions['files']> = {
  'Choir/': '',
  'House/Plan.pdf': '%PDF-1.4',
  'Travel/Lisbon 2026/Apartment/Keys.txt': 'Under the mat',
  'Travel/Lisbon 2026/Flights and trains/TP551.pdf': '%PDF-1.4',
  'Travel/Lisbon 2026/Photos from Ana/1.jpg': 'x',
  'Travel/Lisbon 2026/Itinerary.md': '# Lisbon\n',
  'Travel/Lisbon 2026/Budget Lisbon.xlsx': 'x'.repeat(48_000),
  'Travel/Lisbon 2026/Boarding passes TP551.pdf': 'x'.repeat(312_000),
  'Travel/Lisbon 2026/Miradouro at dusk.jpg': 'x'.repeat(62_000),
  'Travel/Lisbon 2026/Fado at Mesa de Frades.m4a': 'x'.repeat(64_000),
  'Travel/Lisbon 2026/Rental agreement, signed.pdf': 'x'.repeat(11_000),
  'Travel/Lisbon 2026/Tram 28 timelapse.mp4': 'x'.repeat(41_800),
  'Travel/Lisbon 2026/Azulejo pattern, Rua das Flores.png': 'x'.repeat(3_900),
  'Travel/Lisbon 2026/Packing list.md': '- socks\n',
  'Travel/Lisbon 2026/Alfama walk.gpx': '<gpx/>',
  'Readme.txt': 'Hello',
}

/** Names that must break neither a layout nor a page. */
const ODD: NonNullable<TestHostOptions['files']> = {
  '<img src=x onerror=alert(1)>.txt': 'x',
  '\u202Egpj.exe': 'x',
  'two\nlines.txt': 'x',
  'space   inside .txt': 'x',
  '#%?&.txt': 'x',
  '👩‍👩‍👧‍👦 family.jpg': 'x',
  'مرحبا بالعالم.pdf': 'x',
  '.profile': 'x',
  [`${'w'.repeat(250)}.txt`]: 'x',
  'no ending': 'x',
  ':trash/': '',
}

export const SCENES: Readonly<Record<string, TestHostOptions>> = {
  full: { files: FULL, grants: WHOLE },
  odd: { files: ODD, grants: WHOLE },
  empty: { files: {}, grants: WHOLE },
  nothing: { files: FULL },
  read: { files: FULL, grants: [{ path: '', mode: 'read' }] },
  several: {
    files: FULL,
    grants: [
      { path: 'Travel', mode: 'change' },
      { path: 'House', mode: 'read' },
    ],
  },
  many: {
    files: Object.fromEntries(
      Array.from({ length: 5000 }, (_, at) => [`Note ${at}.txt`, String(at)]),
    ),
    grants: WHOLE,
  },
}
