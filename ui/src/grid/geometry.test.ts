import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Geometry,
  heightOf,
  linesAt,
  MOST_PX,
  scrollTopFor,
  scrollTopOf,
  topOf,
} from './geometry.ts'

const geometries = fc.record({
  lines: fc.integer({ min: 1, max: 3_000_000 }),
  lineHeight: fc.integer({ min: 24, max: 240 }),
  viewport: fc.integer({ min: 240, max: 2000 }),
})

/** How far it can be scrolled. */
function mostTop(geometry: Geometry): number {
  return Math.max(0, heightOf(geometry) - geometry.viewport)
}

test('no list is higher than what browsers draw', () => {
  fc.assert(
    fc.property(geometries, (geometry) => {
      expect(heightOf(geometry)).toBeLessThanOrEqual(MOST_PX)
    }),
  )
})

test('wherever it is scrolled, what is seen is full of lines, and few are drawn', () => {
  fc.assert(
    fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), (geometry, part) => {
      const scrollTop = part * mostTop(geometry)
      const [from, to] = linesAt(geometry, scrollTop, 0)
      const { lineHeight, lines, viewport } = geometry
      expect(to - from).toBeLessThanOrEqual(Math.ceil(viewport / lineHeight) + 1)
      expect(topOf(geometry, from, scrollTop)).toBeLessThanOrEqual(scrollTop + 0.01)
      const isFull = topOf(geometry, to, scrollTop) >= scrollTop + viewport - 0.01
      expect(isFull || to === lines).toBe(true)
    }),
  )
})

test('the first and the last line can be reached, and any line is seen whole when it is gone to', () => {
  fc.assert(
    fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), (geometry, part) => {
      const { lines, lineHeight, viewport } = geometry
      for (const line of [0, lines - 1, Math.floor(part * (lines - 1))]) {
        const scrollTop = scrollTopFor(geometry, line, (1 - part) * mostTop(geometry))
        expect(scrollTop).toBeGreaterThanOrEqual(0)
        expect(scrollTop).toBeLessThanOrEqual(mostTop(geometry) + 0.01)
        const top = topOf(geometry, line, scrollTop) - scrollTop
        expect(top).toBeGreaterThanOrEqual(-0.5)
        expect(top + lineHeight).toBeLessThanOrEqual(viewport + 0.5)
      }
    }),
  )
})

test('who sees a line already is not scrolled', () => {
  const geometry = { lines: 1000, lineHeight: 40, viewport: 400 }
  expect(scrollTopFor(geometry, 12, 410)).toBe(410)
  expect(scrollTopFor(geometry, 30, 410)).toBe(scrollTopOf(geometry, 840))
})
