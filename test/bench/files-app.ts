/** The way into the window, and to Files in it. */
import type { Endpoint } from '@space/sdk/wire'

/** A script that makes a page of the window the person's. */
export function signIn(bearer: string): string {
  return `if (location.hostname === 'space.localhost')
    sessionStorage.setItem('space:bearer', ${JSON.stringify(bearer)})`
}

/** Ends the first run, and gives everything to Files as its last step does. */
export async function givenFiles(owner: Endpoint): Promise<string> {
  const apps = (await owner.call('apps.list', [])) as { id: string; label: string }[]
  const label = apps.find(({ id }) => id === 'files')?.label
  if (label === undefined) throw new Error('Files did not come with Space')
  await owner.call('home.goTo', [null])
  const grants = (await owner.call('grants.list', [])) as { app: { label: string } }[]
  if (grants.some(({ app }) => app.label === label)) return label
  const everything = { app: label, entry: null, mode: 'change', lasting: 'until-off' }
  await owner.call('grants.give', [everything])
  return label
}
