import { expect, test } from 'vitest'
import type { Activity } from './activity.ts'
import { openAudit } from './audit.ts'
import { testClock, testIds, testKept, testLogs } from './grants.samples.ts'

function powers() {
  return { logs: testLogs(), open: testKept(), clock: testClock(), newId: testIds() }
}

function reading(target = 'a', more: Partial<Activity> = {}): Activity {
  return {
    app: 'notes',
    action: 'read',
    target,
    name: `${target}.txt`,
    changed: false,
    ...more,
  }
}

test('ten thousand reads of one file are one line with a count', () => {
  const power = powers()
  using audit = openAudit(power)
  for (let i = 0; i < 10_000; i++) audit.note(reading())
  expect(audit.list({ limit: 10 }).lines).toMatchObject([{ target: 'a', count: 10_000 }])
  power.clock.pass(1000)
  expect(power.open.writes).toBe(1)
})

test('the same act begins a new line after ten minutes', () => {
  const power = powers()
  using audit = openAudit(power)
  audit.note(reading())
  power.clock.pass(10 * 60_000)
  audit.note(reading())
  expect(audit.list({ limit: 10 }).lines.map(({ count }) => count)).toEqual([1, 1])
})

test('a change is written before it is done, a look within a second', () => {
  const power = powers()
  openAudit(power).note(reading('a', { action: 'move', changed: true }))
  // the daemon is killed: nothing is closed
  using again = openAudit({ ...powers(), logs: power.logs, open: power.open })
  expect(again.list({ limit: 10 }).lines).toMatchObject([{ action: 'move', count: 1 }])
})

test('a crash loses one second of looks at most, and counts nothing twice', () => {
  const power = powers()
  const audit = openAudit(power)
  audit.note(reading())
  power.clock.pass(1000)
  audit.note(reading())
  const again = openAudit({ ...powers(), logs: power.logs, open: power.open })
  const third = openAudit({ ...powers(), logs: power.logs, open: power.open })
  expect(third.list({ limit: 10 }).lines).toMatchObject([{ count: 1 }])
  for (const one of [again, third]) one[Symbol.dispose]()
})

test('what many files were looked at is all there, page by page', () => {
  const power = powers()
  using audit = openAudit(power)
  for (let i = 0; i < 1000; i++) audit.note(reading(`f${i}`))
  const seen = new Set<string>()
  let page = audit.list({ limit: 100 })
  for (;;) {
    for (const { target } of page.lines) seen.add(target)
    if (page.next === null) break
    page = audit.list({ limit: 100, before: page.next })
  }
  expect(seen.size).toBe(1000)
})

test('it is read by app and by entry', () => {
  using audit = openAudit(powers())
  audit.note(reading('a'))
  audit.note(reading('b'))
  audit.note(reading('a', { app: 'other' }))
  expect(audit.list({ where: ({ app }) => app === 'notes', limit: 9 }).lines).toHaveLength(2)
  expect(audit.list({ where: ({ target }) => target === 'a', limit: 9 }).lines).toHaveLength(2)
})

test('a file whose name looks like a line of the record makes no line', () => {
  using audit = openAudit(powers())
  const name = 'x\n{"app":"bank","action":"files.read"}\n'
  audit.note(reading('a', { name }))
  const { lines } = audit.list({ limit: 10 })
  expect(lines).toMatchObject([{ app: 'notes', name }])
  expect(audit.list({ where: ({ app }) => app === 'bank', limit: 10 }).lines).toEqual([])
})

test('an app that tries one host after the other has the first told, and the rest as one', () => {
  using audit = openAudit(powers())
  for (let i = 0; i < 20_000; i++)
    audit.note(reading(`h${i}.example`, { action: 'contact', refused: true }))
  const { lines } = audit.list({ limit: 1000 })
  expect(lines).toHaveLength(51)
  expect(lines.find(({ target }) => target === '')).toMatchObject({
    name: 'and others',
    count: 20_000 - 50,
  })
})

test('what an app looks at ends in one line after thousands in a day, and others are told still', () => {
  const power = powers()
  using audit = openAudit(power)
  for (let i = 0; i < 20_000; i++) audit.note(reading(`f${i}`))
  audit.note(reading('a', { app: 'other' }))
  expect(audit.list({ limit: 30_000 }).lines).toHaveLength(5000 + 1 + 1)
  power.clock.pass(24 * 60 * 60_000)
  audit.note(reading('next day'))
  expect(audit.list({ limit: 1 }).lines[0]).toMatchObject({ target: 'next day' })
})

test('looks wash out neither changes nor what was given, and all are read in the order of time', () => {
  const power = powers()
  using audit = openAudit(power)
  for (let i = 0; i < 900; i++) {
    const action = (['read', 'move', 'granted'] as const)[i % 3] ?? 'read'
    audit.note(reading(`f${i}`, { action, changed: i % 3 > 0 }))
    power.clock.pass(1)
  }
  audit[Symbol.dispose]()
  const seen: string[] = []
  for (let page = audit.list({ limit: 70 }); ;) {
    seen.push(...page.lines.map(({ target }) => target))
    if (page.next === null) break
    page = audit.list({ limit: 70, before: page.next })
  }
  expect(seen).toEqual(Array.from({ length: 900 }, (_, i) => `f${899 - i}`))
  for (const [kind, log] of Object.entries(power.logs)) {
    expect(log.lines, kind).toHaveLength(300)
  }
})

test('lines are written once in a second, however many an app makes', () => {
  const power = powers()
  using audit = openAudit(power)
  for (let i = 0; i < 2000; i++) audit.note(reading(`f${i}`))
  expect([power.open.writes, power.logs.looks.lines.length]).toEqual([0, 0])
  expect(audit.list({ limit: 10 }).lines.length).toBeGreaterThanOrEqual(2000)
  power.clock.pass(1000)
  expect(power.open.writes).toBe(1)
  expect(audit.list({ limit: 3000 }).lines).toHaveLength(2000)
})
