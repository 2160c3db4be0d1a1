/** `npm run attacks`: every vector of the hostile app, in every browser, as a table. */
import { familiesOf, leaksOf, RUNS, runExfil } from './exfil/outside.ts'

/** Prints a markdown table on stdout. Returns 1 when an app was heard in the browser that Space launches. */
export async function main(): Promise<number> {
  const heard = await runExfil('all')
  if ('why' in heard) {
    console.error(`not tried: ${heard.why}`)
    return 1
  }
  const families = familiesOf(heard, 'baseline').keys()
  console.log(
    `| heard, of tried | ${RUNS.join(' | ')} |\n| --- | ${RUNS.map(() => '---').join(' | ')} |`,
  )
  for (const family of families) {
    const cells = RUNS.map((run) => {
      const [tried, loud] = familiesOf(heard, run).get(family) ?? [0, 0]
      return `${loud} of ${tried}`
    })
    console.log(`| ${family} | ${cells.join(' | ')} |`)
  }
  for (const run of RUNS) {
    for (const page of heard.failed[run] ?? []) console.error(`${run}, not tried: ${page}`)
    if (run !== 'baseline') for (const leak of leaksOf(heard, run)) console.log(`${run}: ${leak}`)
  }
  const untried = RUNS.flatMap((run) => heard.failed[run] ?? [])
  return leaksOf(heard, 'launched').length > 0 || untried.length > 0 ? 1 : 0
}
