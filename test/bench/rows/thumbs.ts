import { openMaker } from '../../../core/src/thumbs/maker.ts'
import { begin, type Row } from '../bench.ts'
import { openPlainBrowser } from '../cdp.ts'
import { timed } from '../daemon.ts'
import { median } from '../measure.ts'
import { atLeast } from './gateway.ts'

const CHROMIUM = '/usr/bin/chromium'
const PHOTOS = 40
const TILE_PX = 512

/** Photos of 12 megapixels, made small as the daemon does it; the browser is who takes them. */
export const thumbs: Row = {
  id: 'thumbs',
  async measure(bench) {
    const load = begin(bench, 'thumbs')
    const photo = await takePhoto()
    await using maker = openMaker()
    if (maker === undefined) throw new Error('sharp is not installed')
    // its processes are started by the first
    await maker.make(photo, TILE_PX)
    const paces: number[] = []
    for (let round = 0; round < bench.rounds; round += 1) {
      const [ms, made] = await timed(() =>
        Promise.all(Array.from({ length: PHOTOS }, () => maker.make(photo, TILE_PX))),
      )
      if (made.includes(undefined)) throw new Error('a photo was taken for none')
      paces.push(PHOTOS / (ms / 1000))
    }
    const size = `${(photo.length / 1e6).toFixed(1)} MB`
    const work = `photos of 12 megapixels (${size}) are made small`
    return [atLeast(work, median(paces), '/s', 8, { rounds: bench.rounds, load })]
  },
}

/** As many edges as a photo has, so that a decoder has as much to do. */
async function takePhoto(): Promise<Buffer> {
  await using browser = await openPlainBrowser(CHROMIUM, [])
  await browser.open('data:text/html,photo', '')
  const text = await browser.evaluate<string>(
    'data:text/html,photo',
    `(async () => {
      const canvas = new OffscreenCanvas(4000, 3000)
      const page = canvas.getContext('2d')
      for (let n = 0; n < 300000; n += 1) {
        page.fillStyle = 'hsl(' + (n * 47) % 360 + ' 60% ' + (20 + (n * 31) % 60) + '%)'
        const size = 3 + (n * 7919) % 24
        page.fillRect((n * 6151) % 4000, (n * 3571) % 3000, size, size)
      }
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
      const reader = new FileReader()
      reader.readAsDataURL(blob)
      await new Promise((resolve) => reader.addEventListener('load', resolve))
      return reader.result.slice(reader.result.indexOf(',') + 1)
    })()`,
  )
  return Buffer.from(text, 'base64')
}
