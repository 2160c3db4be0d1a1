import { createCipheriv, createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const STEP_BYTES = 4 * 2 ** 20
const FILES_PER_FOLDER = 100

/** An endless stream that depends on its seed only and cannot be compressed; gigabytes a second. */
export function seededStream(seed: string): (bytes: number) => Buffer {
  const key = createHash('sha256').update(seed).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  return (bytes) => cipher.update(Buffer.alloc(bytes))
}

/** One file of `bytes` incompressible bytes. */
export function randomFile(path: string, bytes: number, seed: string): void {
  const key = createHash('sha256').update(seed).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  const zeros = Buffer.alloc(STEP_BYTES)
  const fd = openSync(path, 'w')
  try {
    for (let left = bytes; left > 0; left -= STEP_BYTES) {
      writeSync(fd, cipher.update(left < STEP_BYTES ? zeros.subarray(0, left) : zeros))
    }
  } finally {
    closeSync(fd)
  }
}

/** `count` incompressible files of `bytes` each, a hundred to a folder. */
export function smallFiles(dir: string, count: number, bytes: number, seed: string): void {
  const next = seededStream(seed)
  for (let i = 0; i < count; i++) {
    const folder = join(dir, String(Math.floor(i / FILES_PER_FOLDER)))
    if (i % FILES_PER_FOLDER === 0) mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `file-${i}.txt`), next(bytes))
  }
}

/** `count` files of a few bytes in one single folder. */
export function flatFolder(dir: string, count: number, seed: string): void {
  const next = seededStream(seed)
  mkdirSync(dir, { recursive: true })
  for (let i = 0; i < count; i++) {
    const bytes = next(24)
    writeFileSync(join(dir, `${bytes.toString('hex', 0, 6)} note ${i}.txt`), bytes)
  }
}

const WORDS = `const return function export import from if else for of value index options error
  undefined throw new this type string number boolean Promise async await signal buffer length`.split(
  /\s+/,
)

const LICENSE = lines(seededStream('license'), 1070)
const FOLDERS = ['lib', 'dist', 'dist/esm', 'src', 'types'] as const
const ENDINGS = ['.js', '.js', '.js', '.d.ts', '.d.ts', '.js.map'] as const

/**
 * A folder like `node_modules`: packages of about 25 files of readable text, sizes skewed as they are
 * there (half under 4 KiB, some of hundreds of KiB, 8 KiB on average), some equal in many packages.
 */
export function packageTree(dir: string, count: number, seed: string): void {
  const next = seededStream(seed)
  const text = lines(seededStream(`${seed} text`), 2 ** 20)
  for (let made = 0, pack = 0; made < count; pack++) {
    const root = join(dir, pack % 5 === 0 ? `@scope-${pack % 40}/part-${pack}` : `package-${pack}`)
    for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true })
    const files = Math.min(count - made, 4 + ((next(1)[0] ?? 0) % 42))
    for (let i = 0; i < files; i++, made++)
      writeFileSync(join(root, nameOf(i, next)), bodyOf(i, next))
  }

  function nameOf(i: number, draw: (bytes: number) => Buffer): string {
    if (i === 0) return 'package.json'
    if (i === 1) return 'LICENSE'
    if (i === 2) return 'README.md'
    const [folder, ending] = draw(2)
    return `${FOLDERS[(folder ?? 0) % FOLDERS.length]}/module-${i}${ENDINGS[(ending ?? 0) % ENDINGS.length]}`
  }

  function bodyOf(i: number, draw: (bytes: number) => Buffer): string {
    if (i === 1) return LICENSE
    const random = draw(8)
    // The cube of an even draw is skewed: half of the sizes lie under an eighth of the largest.
    const share = (random.readUInt32LE(0) / 2 ** 32) ** 3
    const bytes = 100 + Math.floor(share * (random[4] === 0 ? 600_000 : 32_000))
    const from = random.readUInt16LE(6) * 8
    return `// ${random.toString('hex')}\n${text.slice(from, from + bytes)}`
  }
}

function lines(next: (bytes: number) => Buffer, length: number): string {
  const parts: string[] = []
  for (let made = 0; made < length;) {
    const draws = next(256)
    for (const draw of draws) {
      const word = draw < 40 ? `\n  name${draw}${made % 997}` : (WORDS[draw % WORDS.length] ?? '')
      parts.push(word, draw % 7 === 0 ? '.' : ' ')
      made += word.length + 1
    }
  }
  return parts.join('').slice(0, length)
}
