/** Counts what one app says, so that no app can keep the window busy with it. */
export interface Meter {
  /** False when this message is more than an app may say in a second. */
  take(data: unknown): boolean
}

const SECOND_MS = 1000
/** In a second; an honest app that reads a whole folder stays below a tenth. */
const MOST_MESSAGES = 5000
const MOST_CHARS = 32 * 2 ** 20
/** Values in a message that are looked at; one with more counts as `MANY_CHARS`. */
const MOST_VALUES = 2 ** 18
const MANY_CHARS = 4 * 2 ** 20

/** @param now ms */
export function openMeter(now: () => number): Meter {
  let since = Number.NEGATIVE_INFINITY
  let messages = 0
  let chars = 0
  return {
    take(data) {
      const time = now()
      if (time - since >= SECOND_MS || time < since) {
        since = time
        messages = 0
        chars = 0
      }
      messages += 1
      chars += charsOf(data)
      return messages <= MOST_MESSAGES && chars <= MOST_CHARS
    },
  }
}

function charsOf(data: unknown): number {
  const open = [data]
  let chars = 0
  for (let values = 0; open.length > 0; values += 1) {
    if (values > MOST_VALUES) return chars + MANY_CHARS
    const value = open.pop()
    if (typeof value === 'string') chars += value.length
    else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) chars += value.byteLength
    else if (value instanceof Map || value instanceof Set) chars += value.size
    else if (typeof value === 'object' && value !== null) {
      // An array of a billion holes must not be looked at either.
      if (Array.isArray(value) && value.length > MOST_VALUES) return chars + MANY_CHARS
      for (const [key, inner] of Object.entries(value)) {
        chars += key.length
        open.push(inner)
      }
    }
  }
  return chars
}
