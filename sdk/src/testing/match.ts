/** Part of a name in any case; with `*` or `?` the whole of it. */
export function matcher(text: string): (name: string) => boolean {
  const wanted = text.toLowerCase()
  if (!/[*?]/.test(wanted)) return (name) => name.toLowerCase().includes(wanted)
  const source = wanted
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const pattern = new RegExp(`^${source}$`, 'su')
  return (name) => pattern.test(name.toLowerCase())
}
