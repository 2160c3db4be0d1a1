/** What failed first, where closing what was open has failed as well: on a full disk both do. */
export function firstFailure(error: unknown): unknown {
  let first = error
  while (first instanceof SuppressedError) first = first.suppressed
  return first
}
