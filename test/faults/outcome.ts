/** How one kind of fault went. */
export interface Outcome {
  readonly name: string
  /** How much was tried, in words. */
  readonly did: string
  /** Each a loss, a failed start, wrong bytes or a leak; must be empty. */
  readonly faults: readonly string[]
  readonly notes: readonly string[]
}

/** A kind of fault that cannot be tried on this machine. */
export interface Untried {
  readonly name: string
  readonly why: string
}

export function isUntried(outcome: Outcome | Untried): outcome is Untried {
  return 'why' in outcome
}

/** A markdown table, and below it every fault in full. */
export function report(outcomes: readonly (Outcome | Untried)[]): string {
  const rows = outcomes.map((outcome) =>
    isUntried(outcome)
      ? `| ${outcome.name} | not tried: ${outcome.why} | - | |`
      : `| ${outcome.name} | ${outcome.did} | ${outcome.faults.length} | ${outcome.notes.join('; ')} |`,
  )
  const faults = outcomes.flatMap((outcome) =>
    isUntried(outcome) ? [] : outcome.faults.map((fault) => `${outcome.name}: ${fault}`),
  )
  return [
    '| what | done | faults | notes |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(faults.length > 0 ? ['', ...faults] : []),
  ].join('\n')
}
