import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { engine, engines, sodiums } from './engine.ts'
import { loadNative } from './native.ts'
import { loadWasm } from './wasm.ts'
import { randomBytes } from './hash.ts'
import { fromHex, readVectors, toHex } from './vectors/read.ts'

// Argon2id and long loops take their time on a busy machine; none of this measures it.
vi.setConfig({ testTimeout: 300_000 })

const all = [...(await engines()), { ...engine, name: 'the one in use' }]

test('this machine has all three engines, and one in use that is made of them', () => {
  const names = ['sodium-native', 'node-crypto', 'wasm', 'the one in use']
  expect(all.map(({ name }) => name)).toEqual(names)
})

test('HChaCha20 out of the native key stream is that of libsodium', async () => {
  const [native, wasm] = [loadNative(), await loadWasm()]
  if (native === undefined) throw new Error('the native binding is needed')
  // draft-irtf-cfrg-xchacha-03, 2.2.1
  const key = Uint8Array.from({ length: 32 }, (_, i) => i)
  const input = fromHex('000000090000004a0000000031415927')
  const subkey = '82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc'
  expect(toHex(native.hchacha20(input, key))).toBe(subkey)
  for (let i = 0; i < 1000; i += 1) {
    const [any, one] = [randomBytes(16), randomBytes(32)]
    expect(toHex(native.hchacha20(any, one))).toBe(toHex(wasm.hchacha20(any, one)))
  }
})

test('the wasm is not loaded where the native binding is there', () => {
  const code = `
    import { registerHooks } from 'node:module'
    const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    const { engine } = await import(${JSON.stringify(new URL('engine.ts', import.meta.url).href)})
    console.log(engine.name, urls.filter((url) => url.includes('libsodium')).length)`
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  })
  expect(out.toString().trim()).toBe('sodium-native 0')
})

test('the engines are byte-identical on 10,000 random inputs, in place and out of place', () => {
  const random = randomBytes(2 ** 20 + 8192)
  const outs = all.map(() => new Uint8Array(2 ** 20 + 16))
  const opened = new Uint8Array(2 ** 20)
  for (let i = 0; i < 10_000; i += 1) {
    const [a, b, c, d] = randomBytes(4) as unknown as [number, number, number, number]
    // 2^16 is where the one in use goes over from one engine to another.
    const long = [2 ** 20, 2 ** 16 - 1, 2 ** 16, 2 ** 16 + 1][i % 4] ?? 0
    const length = i % 625 > 620 ? long : (a * 256 + b) % 4097
    const plain = random.subarray(c, c + length)
    const ad = random.subarray(length, length + (d % 80))
    const nonce = randomBytes(24)
    const key = randomBytes(32)
    for (const [e, one] of all.entries()) {
      const out = (outs[e] as Uint8Array).subarray(0, length + 16)
      if (i % 2 === 0) one.seal(out, plain, ad, nonce, key)
      else {
        out.set(plain)
        one.seal(out, out.subarray(0, length), ad, nonce, key)
      }
      if (Buffer.compare(out, outs[0]!.subarray(0, length + 16)) !== 0) {
        throw new Error(`${one.name} seals ${length} bytes in its own way`)
      }
    }
    // Each opens what another sealed, the outs being equal.
    for (const [e, one] of all.entries()) {
      const out = (outs[e] as Uint8Array).subarray(0, length + 16)
      const to = i % 4 < 2 ? opened.subarray(0, length) : out.subarray(0, length)
      if (!one.open(to, out, ad, nonce, key) || Buffer.compare(to, plain) !== 0) {
        throw new Error(`${one.name} does not open ${length} bytes`)
      }
    }
  }
})

describe.each(all)('$name', (one) => {
  const draft =
    readVectors<Record<'plain' | 'ad' | 'key' | 'nonce' | 'sealed', string>>('xchacha20-poly1305')
  const sealed = fromHex(draft.sealed)
  const open = (bytes: Uint8Array, ad = draft.ad, nonce = draft.nonce, key = draft.key) => {
    const out = new Uint8Array(bytes.length - 16).fill(7)
    const opens = one.open(out, bytes, fromHex(ad), fromHex(nonce), fromHex(key))
    return { out, opens }
  }

  test('seals and opens the vector of draft-irtf-cfrg-xchacha A.3.1', () => {
    const out = new Uint8Array(sealed.length)
    one.seal(out, fromHex(draft.plain), fromHex(draft.ad), fromHex(draft.nonce), fromHex(draft.key))
    expect(toHex(out)).toBe(draft.sealed)
    expect(toHex(open(sealed).out)).toBe(draft.plain)
  })

  test('refuses every flipped byte and leaves no plaintext behind', () => {
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = sealed.slice()
      changed[i]! ^= 1 << (i % 8)
      const { out, opens } = open(changed)
      expect(opens).toBe(false)
      expect(out.every((byte) => byte === 0)).toBe(true)
    }
  })

  test('refuses another ad, nonce and key', () => {
    const flip = (hex: string) => toHex(fromHex(hex).map((byte, i) => (i === 0 ? byte ^ 1 : byte)))
    expect(open(sealed, flip(draft.ad)).opens).toBe(false)
    expect(open(sealed, draft.ad, flip(draft.nonce)).opens).toBe(false)
    expect(open(sealed, draft.ad, draft.nonce, flip(draft.key)).opens).toBe(false)
  })

  test('refuses buffers of the wrong length before any work', () => {
    const [n, k] = [new Uint8Array(24), new Uint8Array(32)]
    const seal = (out: number, plain: number, nonce = n, key = k) =>
      one.seal(new Uint8Array(out), new Uint8Array(plain), n, nonce, key)
    expect(() => seal(16, 1)).toThrow(RangeError)
    expect(() => seal(17, 1, n.subarray(1))).toThrow(RangeError)
    expect(() => seal(17, 1, n, k.subarray(1))).toThrow(RangeError)
    expect(() => one.open(new Uint8Array(5), new Uint8Array(20), n, n, k)).toThrow(RangeError)
  })
})

test('signatures, boxes and Argon2id are the same by every libsodium', async () => {
  const [native, wasm] = await sodiums()
  if (native === undefined || wasm === undefined) throw new Error('two are needed')
  for (let i = 0; i < 100; i += 1) {
    const seed = randomBytes(32)
    const message = randomBytes(i)
    const pair = native.signPair(seed)
    expect(wasm.signPair(seed)).toEqual(pair)
    const signature = native.sign(message, pair.secretKey)
    expect(wasm.sign(message, pair.secretKey)).toEqual(signature)
    expect(wasm.verify(signature, message, pair.publicKey)).toBe(true)
    signature[i % 64]! ^= 1
    expect(native.verify(signature, message, pair.publicKey)).toBe(false)
    expect(wasm.verify(signature, message, pair.publicKey)).toBe(false)
    const box = native.boxPair(seed)
    expect(wasm.boxPair(seed)).toEqual(box)
    expect(wasm.boxOpen(native.boxSeal(message, box.publicKey), box)).toEqual(message)
    expect(native.boxOpen(wasm.boxSeal(message, box.publicKey), box)).toEqual(message)
    expect(wasm.boxOpen(randomBytes(60), box)).toBeUndefined()
    expect(native.boxOpen(randomBytes(60), box)).toBeUndefined()
  }
  const [password, salt] = [randomBytes(12), randomBytes(16)]
  const cost = [3, 64 * 2 ** 20] as const
  expect(await wasm.argon2id(password, salt, ...cost)).toEqual(
    await native.argon2id(password, salt, ...cost),
  )
})
