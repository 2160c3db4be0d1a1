import type { Files } from '../files.ts'
import { run } from '../acts.ts'
import { shownKeys } from '../keys.ts'

/** Changes within this time are told to the palette as one. */
const PAUSE_MS = 150

/** Keeps the palette of Space up with what can be done here now. */
export function offerCommands(files: Files, signal: AbortSignal): void {
  let told = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = (): void => {
    const possible = files.acts.filter((act) => act.isHidden !== true && act.isPossible(files))
    const commands = possible.map((act) => {
      const [keys] = act.keys ?? []
      return {
        id: act.id,
        title: act.title(files),
        ...(keys === undefined ? {} : { keys: shownKeys(keys) }),
        run: () => run(files, act),
      }
    })
    const now = JSON.stringify(commands)
    if (now === told || signal.aborted) return
    told = now
    // A palette without them is no harm.
    files.space.commands.set(commands).catch(() => undefined)
  }
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(tell, PAUSE_MS)
  }
  later()
  const stops = [
    files.place.subscribe(later),
    files.rows.subscribe(later),
    files.selection.subscribe(later),
    files.edits.subscribe(later),
  ]
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  })
}
