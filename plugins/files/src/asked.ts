import { isSpaceError } from '@space/sdk'

/**
 * Waits for what Space asks the person about first: opening elsewhere, saving outside, erasing, links. To
 * answer with no is no failure, so nobody is told.
 *
 * NOTE: around such a call only. Elsewhere `denied` is a refusal by Space itself, which has to be told.
 */
export async function asked(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!isSpaceError(error, 'denied')) throw error
  }
}
