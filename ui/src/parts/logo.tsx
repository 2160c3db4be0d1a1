import type { ReactNode } from 'react'
import styles from './logo.module.css'

/** Ring, dot and satellite: the mark of Space. */
export function Logo({ size = 26 }: { size?: number }): ReactNode {
  return (
    <svg className={styles.logo} width={size} height={size} viewBox="0 0 28 28" aria-hidden="true">
      <circle cx="14" cy="14" r="4.6" fill="currentColor" />
      <path
        d="M23.6 8.4A11 11 0 1 1 19.6 4.5"
        stroke="currentColor"
        strokeWidth="2.1"
        strokeLinecap="round"
      />
      <circle className={styles.satellite} cx="22.2" cy="6" r="2.3" />
    </svg>
  )
}

/** Dots and arcs that never move, for pages that are empty by nature. */
export function Sky(): ReactNode {
  return (
    <svg className={styles.sky} aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeLinecap="round">
        {[150, 250, 360, 480].map((radius, at) => (
          <circle
            key={radius}
            cx="50%"
            cy="118%"
            r={radius}
            strokeDasharray={at % 2 === 1 ? '2 7' : 'none'}
            opacity={0.9 - at * 0.15}
          />
        ))}
      </g>
      {STARS.map(({ x, y, radius }) => (
        <circle key={`${x} ${y}`} cx={`${x}%`} cy={`${y}%`} r={radius} fill="currentColor" />
      ))}
    </svg>
  )
}

/** Scattered once and for all, so that the sky is the same each time. */
const STARS = Array.from({ length: 40 }, (_, at) => ({
  x: Math.round(((at * 617.3) % 100) * 10) / 10,
  y: Math.round(((at * 271.9 + 13) % 100) * 10) / 10,
  radius: 0.6 + ((at * 7) % 10) / 10,
}))
