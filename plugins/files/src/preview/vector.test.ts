import { expect, test } from 'vitest'
import { openStand } from './preview.samples.ts'
import { shapesOf, vectorHarm } from './vector.ts'

/** Each group shows the one before ten times: 10^12 shapes in 13 lines. */
const BOMB = `<svg xmlns="http://www.w3.org/2000/svg"><g id="g0"><rect/></g>${Array.from(
  { length: 12 },
  (_, at) => `<g id="g${at + 1}">${`<use href="#g${at}"/>`.repeat(10)}</g>`,
).join('')}</svg>`

async function harmOf(text: string): Promise<string | undefined> {
  const { file, tools } = await openStand({ 'a.svg': text })
  const bytes = new TextEncoder().encode(text)
  const head = { bytes: bytes.slice(0, 65_536), total: bytes.length }
  const url = await (await file('a.svg')).url()
  return vectorHarm(tools.request, url, head, new AbortController().signal)
}

test('an honest drawing is shown', async () => {
  const icons = `<svg><defs><g id="a"><path/></g></defs>${'<use xlink:href="#a"/>'.repeat(500)}</svg>`
  expect(await harmOf(icons)).toBeUndefined()
})

test('a drawing that repeats itself without measure is not, wherever in it that stands', async () => {
  expect(await harmOf(BOMB)).toContain('repeats itself')
  expect(await harmOf(`<svg><!-- ${'x'.repeat(100_000)} -->${BOMB}</svg>`)).toContain(
    'repeats itself',
  )
})

test('one that expands words of its own is not either', async () => {
  expect(await harmOf('<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>')).toContain(
    'repeats itself',
  )
})

test('shapes that stand for each other in a circle are counted once', () => {
  const circle = '<svg><g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g></svg>'
  expect(shapesOf(circle)).toBeLessThan(20)
})
