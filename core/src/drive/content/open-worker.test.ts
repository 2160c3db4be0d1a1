import { expect, test } from 'vitest'
import { setMode } from './open-worker.ts'

function refused(code: string): () => void {
  return () => {
    throw Object.assign(new Error(code), { code, syscall: 'fchmod' })
  }
}

test('a disk that keeps no permissions still takes the file; any other refusal counts', () => {
  expect(() => setMode(refused('EPERM'))).not.toThrow()
  for (const code of ['EACCES', 'EIO', 'EROFS']) expect(() => setMode(refused(code))).toThrow(code)
})
