/** Small letters behind the last dot; of a name like `Makefile` the whole of it. */
export function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}

/** Whether long lines are wrapped at first: what people write, not what programs do. */
export function isProse(name: string): boolean {
  return ['', 'txt', 'md', 'markdown', 'tex', 'log', 'srt', 'rtf'].includes(
    name.includes('.') ? endingOf(name) : '',
  )
}
