const CAN_FOCUS =
  'button:not(:disabled):not([tabindex="-1"]), a[href], input:not(:disabled), iframe, [tabindex="0"]'

/**
 * The keyboard goes to the next part of the window (`data-region`), or the one before; into an app's
 * frame where one is in front. A part that is not seen is left out.
 */
export function turnRegion(document: Document, by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.checkVisibility() && firstIn(region) !== undefined,
  )
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  const next = regions.at((at + by + regions.length) % Math.max(regions.length, 1))
  if (next !== undefined) firstIn(next)?.focus()
}

function firstIn(region: HTMLElement): HTMLElement | undefined {
  const all = [...region.querySelectorAll<HTMLElement>(CAN_FOCUS)].filter((element) =>
    element.checkVisibility(),
  )
  // Where one of several is the current one, such as a tab, that is the way in.
  return all.find((element) => element.ariaSelected === 'true') ?? all[0]
}
