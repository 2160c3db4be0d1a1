import type { Space } from '@space/sdk'

/**
 * Reads what was kept in the app's own folder; undefined when it is not there. Looking makes no
 * folder: a space where nothing was done yet stays empty for the person.
 *
 * @throws {SpaceError} when it cannot be read
 */
export async function readKept(
  { data }: Pick<Space, 'data'>,
  name: string,
): Promise<string | undefined> {
  const { usedBytes } = await data.usage()
  if (usedBytes === 0) return undefined
  const home = await data.directory()
  const file = await (await home.getFileHandle(name)).getFile()
  return file.text()
}

/** Keeps a text in the app's own folder, which is made for the first one. @throws {SpaceError} when it is not kept */
export async function writeKept(
  { data }: Pick<Space, 'data'>,
  name: string,
  text: string,
): Promise<void> {
  const home = await data.directory()
  const file = await home.getFileHandle(name, { create: true })
  const writable = await file.createWritable()
  await writable.write(text)
  await writable.close()
}
