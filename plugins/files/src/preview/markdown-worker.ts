import { tokensOf } from './markdown-tokens.ts'

addEventListener('message', ({ data }: MessageEvent<string>) => {
  postMessage(tokensOf(data))
})
