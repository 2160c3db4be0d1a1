import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type WholeStore, openSegments } from '../../blocks/segments.ts'
import type { Content } from './content.ts'
import { type Contents, openContents } from './contents.ts'
import type { SealFailure, SealedFile } from './seal-files.ts'

export const MIB = 2 ** 20
const root = fs.mkdtempSync(join(tmpdir(), 'content-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))
export const storageKey = randomBytes(32)
export const drive = randomBytes(16)
let folders = 0

export interface Home extends AsyncDisposable {
  readonly dir: string
  readonly blocks: WholeStore
  readonly contents: Contents
  file(bytes: Uint8Array): { path: string; size: number }
  seal(...files: Uint8Array[]): Promise<Content[]>
}

export async function openHome(dir = newFolder(), of = drive): Promise<Home> {
  await using stack = new AsyncDisposableStack()
  const blocks = stack.use(await openSegments({ dir }))
  const contents = stack.use(openContents({ blocks, storageKey, drive: of, threads: 2 }))
  const open = stack.move()
  const home: Home = {
    dir,
    blocks,
    contents,
    file(bytes) {
      const path = join(newFolder(), 'file')
      fs.writeFileSync(path, bytes)
      return { path, size: bytes.length }
    },
    async seal(...files) {
      const sealed = await contents.sealFiles(files.map((bytes) => home.file(bytes)))
      return sealed.map((one) => sealedOf(one).content)
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
  return home
}

export function newFolder(): string {
  const dir = join(root, String(folders++))
  fs.mkdirSync(dir)
  return dir
}

export function sealedOf(one: SealedFile | SealFailure | undefined): SealedFile {
  if (one === undefined) throw new Error('nothing was sealed')
  if ('error' in one) throw one.error
  return one
}

export async function readAll(
  contents: Contents,
  content: Content | undefined,
  range: { start?: number; end?: number } = {},
): Promise<Buffer> {
  if (content === undefined) throw new Error('no content')
  const parts: Uint8Array[] = []
  for await (const bytes of contents.read(content, range)) parts.push(bytes)
  return Buffer.concat(parts)
}

export function storeBytes({ dir }: { readonly dir: string }): number {
  return fs
    .readdirSync(join(dir, 'segments'))
    .reduce((sum, name) => sum + fs.statSync(join(dir, 'segments', name)).size, 0)
}

export function flip(path: string, at: number): void {
  const fd = fs.openSync(path, 'r+')
  const byte = Buffer.alloc(1)
  fs.readSync(fd, byte, 0, 1, at)
  fs.writeSync(fd, Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, at)
  fs.closeSync(fd)
}
