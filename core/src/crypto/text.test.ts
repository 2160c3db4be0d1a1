import { expect, test } from 'vitest'
import { hexOf, latin1Of } from './text.ts'

test('bytes become a text of their own, whether short, long or a view into others', () => {
  for (const length of [0, 1, 16, 64, 65, 256, 257, 1000]) {
    const all = Uint8Array.from({ length: length + 3 }, (_, i) => (i * 7 + 200) & 255)
    const bytes = all.subarray(3)
    expect(Buffer.from(latin1Of(bytes), 'latin1').equals(bytes)).toBe(true)
    expect(Buffer.from(hexOf(bytes), 'hex').equals(bytes)).toBe(true)
  }
})
