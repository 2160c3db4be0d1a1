import type { Status } from '../space.ts'
import { escapeName, formatSize, plural } from './text.ts'

const KEYRING = {
  file: 'a file that only this user can read (0600), without a passphrase',
  passphrase: 'locked with your passphrase',
  os: 'locked by the system',
} as const

/** The state of a space, one fact a line. */
export function statusLines(status: Status): string[] {
  return [
    `identity  ${status.did}`,
    `home      ${escapeName(status.home)}`,
    `drive     ${plural(status.files, 'file')}, ${formatSize(status.bytes)}`,
    `keyring   ${KEYRING[status.keyring]}`,
    `phrase    ${status.phraseKept ? 'still kept in the keyring: not confirmed on paper yet' : 'only on your paper'}`,
    `daemon    ${status.daemon === null ? 'not running' : `running, process ${status.daemon.pid}`}`,
    ...(status.daemon?.address === undefined ? [] : [`window    ${status.daemon.address}`]),
  ]
}
