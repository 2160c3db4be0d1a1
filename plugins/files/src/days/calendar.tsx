import type { Day } from '@space/sdk'
import { i18n, IconButton, formatLocale } from '@space/ui'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import styles from './calendar.module.css'
import {
  isBefore,
  type Month,
  monthBeside,
  monthName,
  monthOf,
  weekdays,
  weeksOf,
} from './month.ts'

/** Months of days; those on which something changed can be chosen. */
export function Calendar({
  days,
  now,
  chosen,
  isWhole,
  onOlder,
  onChoose,
}: {
  /** Newest first. */
  days: readonly Day[]
  now: number
  /** ms since 1970. */
  chosen: number | undefined
  isWhole: boolean
  /** Days before the last of them are needed. */
  onOlder: () => void
  onChoose: (day: Day) => void
}): ReactNode {
  const [month, setMonth] = useState<Month>(monthOf(chosen ?? days[0]?.at ?? now))
  const oldest = monthOf(days.at(-1)?.at ?? now)
  const byDate = new Map(days.map((day) => [dateOf(day.at), day]))
  const here = (date: number): Day | undefined =>
    byDate.get(dateOf(new Date(month.year, month.month, date).getTime()))
  const go = (by: 1 | -1): void => {
    const next = monthBeside(month, by)
    setMonth(next)
    if (!isWhole && !isBefore(oldest, next)) onOlder()
  }
  const page = useRef<HTMLTableElement>(null)
  useEffect(() => {
    // The newest day, or the one that is looked at: what is chosen most.
    const all = page.current?.querySelectorAll<HTMLElement>('button[data-date]') ?? []
    const chosen = [...all].find((one) => one.ariaCurrent === 'date') ?? [...all].at(-1)
    chosen?.focus()
  }, [])
  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    const by = STEPS[event.key]
    if (by === undefined) return
    event.preventDefault()
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button[data-date]')]
    const at = all.findIndex((one) => one === document.activeElement)
    all[at + by]?.focus()
  }
  return (
    <div className={styles.calendar}>
      <div className={styles.head}>
        <IconButton
          icon={ChevronLeft}
          label={i18n.t('Month before')}
          disabled={isWhole && !isBefore(oldest, month)}
          onClick={() => go(-1)}
        />
        <h3 aria-live="polite">{monthName(month, formatLocale())}</h3>
        <IconButton
          icon={ChevronRight}
          label={i18n.t('Month after')}
          disabled={!isBefore(month, monthOf(now))}
          onClick={() => go(1)}
        />
      </div>
      <table ref={page} onKeyDown={onKey}>
        <thead>
          <tr>
            {weekdays(formatLocale()).map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week, at) => (
            <tr key={at}>
              {week.map((date, weekday) => {
                if (date === null) return <td key={weekday} />
                const day = here(date)
                return (
                  <td key={weekday}>
                    {day === undefined ? (
                      <span className={styles.still}>{date}</span>
                    ) : (
                      <button
                        type="button"
                        className={styles.day}
                        data-date={date}
                        aria-current={
                          chosen !== undefined && dateOf(chosen) === dateOf(day.at)
                            ? 'date'
                            : undefined
                        }
                        aria-label={i18n.t('{date}, {changes}', {
                          date: i18n.date(new Date(day.at), {
                            day: 'numeric',
                            month: 'long',
                          }),
                          changes: changesWords(day.changes),
                        })}
                        title={changesWords(day.changes)}
                        onClick={() => onChoose(day)}
                      >
                        {date}
                      </button>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
}

function changesWords(count: number): string {
  return i18n.t('{count, plural, one {# change} other {# changes}}', { count })
}

function dateOf(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`
}
