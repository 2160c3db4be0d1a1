import type { Hello } from '@space/sdk/host'

/** What opens a window, as this person starts Space; until the daemon has told, as it is called everywhere. */
export function commandOf({ hello }: { hello: Hello | undefined }): string {
  return `${hello?.command ?? 'space'} open`
}
