import { setFlagsFromString } from 'node:v8'

/**
 * Keeps the memory of this process near what is alive in it; for a program that opens homes.
 *
 * The space for young objects may grow to three times 32 MiB otherwise, and that for old ones to a
 * multiple of what is alive: an import then holds 170 MB more without being faster (measured). Both
 * have effect while the program runs, unlike the limits, which would end it when they are met.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=60')
}
