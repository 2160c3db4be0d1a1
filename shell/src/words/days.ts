import { daysSince, i18n } from '@space/ui'

/** How long ago something was that is only looked at in days: `today`, `yesterday`, `12 days ago`. */
export function daysAgo(at: number, now: number): string {
  return i18n.t('{days, plural, =0 {today} one {yesterday} other {# days ago}}', {
    days: daysSince(at, now),
  })
}
