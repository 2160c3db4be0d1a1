import { paint } from './colours.ts'

addEventListener('message', ({ data }: MessageEvent<{ text: string; ending: string }>) => {
  postMessage(paint(data.text, data.ending))
})
