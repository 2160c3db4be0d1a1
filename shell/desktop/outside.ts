import { SpaceError } from '@space/sdk'

const MOST_CHARS = 2048

/**
 * The address of a page of the open web, to be shown in the person's own browser. Nothing else is handed to other
 * programs: no file, no program, no place of this machine.
 *
 * @throws {SpaceError} `bad-input`
 */
export function outsideLink(given: unknown): string {
  const url = typeof given === 'string' && given.length <= MOST_CHARS ? URL.parse(given) : null
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.username === ''
  const { hostname = '' } = url ?? {}
  const isHere =
    /(?:^|\.)localhost\.?$/.test(hostname) || /^(?:127\.|0\.0\.0\.0$|\[)/.test(hostname)
  if (isWeb && url.password === '' && !isHere) return url.href
  throw new SpaceError('bad-input', 'This is no address of the web')
}
