import { MOST_LINK_CHARS, spaceLinkOf } from '@space/sdk/links'
import type { Electron } from './electron.ts'

/** The link among the arguments of a program that was started with one; what is none is left alone. */
export function linkAmong(argv: readonly string[]): string | undefined {
  return argv.find((argument) => isDeepLink(argument))
}

/** Whether another program may hand this over: `space://`, and nothing with a meaning of its own. */
export function isDeepLink(text: string): boolean {
  return (
    text.length <= MOST_LINK_CHARS && /^space:\/\//i.test(text) && spaceLinkOf(text) !== undefined
  )
}

/**
 * Be the one Space of this user, and the one that `space://` leads to.
 *
 * False when another one runs: it was told of our link, and this one has to end.
 *
 * @param go with the link, or without when Space was only started again
 */
export function takeLinks(
  { app }: Pick<Electron, 'app'>,
  go: (link: string | undefined) => void,
): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.setAsDefaultProtocolClient('space')
  app.on('second-instance', (_event, argv) => go(linkAmong(argv.slice(1))))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    if (isDeepLink(url)) go(url)
  })
  return true
}
