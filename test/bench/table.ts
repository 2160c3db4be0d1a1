/** One measured figure beside the floor that must hold and the goal that is fought for. */
export interface Figure {
  readonly work: string
  /** What was measured on both sides, in words, e.g. `2.31 s against 5.20 s`. */
  readonly measured: string
  readonly value: number
  readonly unit: '×' | 'ms' | 's' | 'MB' | 'KB' | 'MB/s' | '/s' | '%' | 'rows'
  /** `at least` when more is better. */
  readonly rule: 'at least' | 'at most'
  readonly floor?: number
  readonly goal?: number
  readonly rounds: number
  /** Load averages just before. */
  readonly load: string
}

export type Verdict = 'goal' | 'ok' | 'miss' | '-'

/** `goal` and `ok` hold the floor; `-` when there is no floor. */
export function verdict(figure: Figure): Verdict {
  if (figure.floor === undefined) return '-'
  if (!holds(figure, figure.floor)) return 'miss'
  return figure.goal !== undefined && holds(figure, figure.goal) ? 'goal' : 'ok'
}

/** All figures as one markdown table. */
export function markdown(figures: readonly Figure[]): string {
  const head = ['work', 'measured', 'figure', 'floor', 'goal', 'verdict', 'n', 'load']
  const rows = figures.map((figure) => [
    figure.work,
    figure.measured,
    show(figure.value, figure.unit),
    limit(figure, figure.floor),
    limit(figure, figure.goal),
    verdict(figure),
    String(figure.rounds),
    figure.load,
  ])
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** Milliseconds for people: `2.31 s`, `12.5 ms`. */
export function time(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 2 : 1)} ms`
}

function holds(figure: Figure, limit: number): boolean {
  return figure.rule === 'at least' ? figure.value >= limit : figure.value <= limit
}

function limit(figure: Figure, value: number | undefined): string {
  return value === undefined
    ? '-'
    : `${figure.rule === 'at least' ? '≥' : '≤'} ${String(value)} ${figure.unit}`
}

function show(value: number, unit: string): string {
  return `${value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0)} ${unit}`
}
