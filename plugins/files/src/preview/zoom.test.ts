import { expect, test } from 'vitest'
import { fitScale, held, zoomed } from './zoom.ts'

const picture = { width: 4000, height: 3000 }
const box = { width: 1000, height: 600 }

test('all of a picture is seen at first, and a small one is not blown up', () => {
  expect(fitScale(picture, box)).toBe(0.2)
  expect(fitScale({ width: 10, height: 10 }, box)).toBe(1)
})

test('what lies under the pointer stays there while it grows', () => {
  const before = { scale: 0.5, x: 0, y: 0 }
  const point = { x: 200, y: 100 }
  const after = zoomed(before, 1, { picture, box, point })
  const at = (place: typeof before): number => (point.x - place.x) / place.scale
  expect(after.scale).toBe(1)
  expect(at(after)).toBeCloseTo(at(before))
})

test('it is never smaller than its box, nor larger than makes sense', () => {
  const place = { scale: 0.5, x: 0, y: 0 }
  expect(zoomed(place, 0.001, { picture, box }).scale).toBe(0.2)
  expect(zoomed(place, 1000, { picture, box }).scale).toBe(16)
})

test('no gap opens beside it', () => {
  expect(held({ scale: 0.5, x: 9999, y: -9999 }, { picture, box })).toEqual({
    scale: 0.5,
    x: 500,
    y: -450,
  })
  expect(held({ scale: 0.2, x: 50, y: 50 }, { picture, box })).toEqual({ scale: 0.2, x: 0, y: 0 })
})
