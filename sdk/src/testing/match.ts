import { foldedName } from '../name-order.ts'

/** Part of a name in any case, with or without accents; with `*` or `?` the whole of it. */
export function matcher(text: string): (name: string) => boolean {
  const wanted = foldedName(text)
  if (!/[*?]/.test(wanted)) return (name) => foldedName(name).includes(wanted)
  const source = wanted
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const pattern = new RegExp(`^${source}$`, 'su')
  return (name) => pattern.test(foldedName(name))
}
