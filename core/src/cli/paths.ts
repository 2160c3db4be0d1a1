/**
 * What a person types as a place in the drive, made absolute: `a/b/`, `./a/b` and `/a/x/../b` are
 * `/a/b`. There is no working folder in a drive.
 */
export function drivePath(typed: string): string {
  const parts: string[] = []
  for (const part of typed.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
