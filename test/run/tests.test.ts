import { describe, expect, test, vi } from 'vitest'
import type { TestModule } from 'vitest/node'
import { count } from './tests.ts'

interface Result {
  state: 'passed' | 'failed' | 'skipped' | 'pending'
  note?: string
}

describe('counting', () => {
  vi.spyOn(console, 'log').mockReturnValue()

  test('adds up files', () => {
    const modules = [file([{ state: 'passed' }, { state: 'passed' }]), file([{ state: 'failed' }])]
    expect(count(modules, 0)).toEqual({ passed: 2, failed: 1, skipped: 0 })
  })

  test('takes a skip with a reason as a skip and prints the reason', () => {
    const modules = [file([{ state: 'skipped', note: 'needs root' }])]
    expect(count(modules, 0)).toEqual({ passed: 0, failed: 0, skipped: 1 })
    expect(console.log).toHaveBeenCalledWith(expect.stringContaining('needs root'))
  })

  test.each<Result>([{ state: 'skipped' }, { state: 'pending' }])(
    'takes $state without a reason as a failure',
    (result) => {
      expect(count([file([{ state: 'passed' }, result])], 0)).toMatchObject({ failed: 1 })
    },
  )

  test('takes a file that could not be loaded, an empty file and a stray error as failures', () => {
    expect(count([file([], false)], 0)).toMatchObject({ failed: 1 })
    expect(count([file([])], 0)).toMatchObject({ failed: 1 })
    expect(count([file([{ state: 'passed' }])], 2)).toMatchObject({ passed: 1, failed: 2 })
  })

  test('takes no tests at all as a failure', () => {
    expect(count([], 0)).toMatchObject({ failed: 1 })
  })

  test('takes a broken hook as a failure although each test passed', () => {
    expect(count([file([{ state: 'passed' }], false)], 0)).toMatchObject({ passed: 1, failed: 1 })
  })
})

function file(results: readonly Result[], ok?: boolean): TestModule {
  const tests = results.map((result) => ({ fullName: 'a test', result: () => result }))
  const module = {
    ok: () => ok ?? results.every(({ state }) => state !== 'failed'),
    children: { allTests: () => tests },
  }
  return module as unknown as TestModule
}
