import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** Whether the memory for young objects grows in leaps after `before` ran. */
const PROGRAM = `
const [open, heap] = process.argv.slice(1)
const { getHeapSpaceStatistics } = await import('node:v8')
await import(open)
if (heap !== undefined) (await import(heap)).keepHeapSmall()
const young = () => getHeapSpaceStatistics().find((one) => one.space_name === 'new_space').space_size
let most = 0
for (let kept = [], i = 0; i < 3e6; i++) {
  kept.push({ i })
  if (kept.length > 2e5) kept = []
  if (i % 1e5 === 0) most = Math.max(most, young())
}
process.stdout.write(String(most))
`

test('to import what opens homes changes nothing of a process; a program asks for a small heap', () => {
  const urls = ['./open.ts', './heap.ts'].map((name) => new URL(name, import.meta.url).href)
  const most = (...args: string[]) => {
    const run = ['--input-type=module', '-e', PROGRAM, ...args]
    const { stdout, stderr } = spawnSync(process.execPath, run, { encoding: 'utf8', cwd: '/' })
    expect(stderr).toBe('')
    return Number(stdout)
  }
  expect(most(...urls)).toBeLessThan(most(urls[0] ?? '') / 2)
})
