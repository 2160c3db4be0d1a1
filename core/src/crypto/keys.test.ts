import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { boxKeysFrom, openBox, sealBox } from './box.ts'
import { decode, encode } from './codec.ts'
import { hmac, keyedHash, randomBytes, sha256 } from './hash.ts'
import { kdf, signerFrom, verify } from './keys.ts'
import { argon, commitmentOf, stretch } from './password.ts'
import { pad } from './seal.ts'
import { sodium } from './engine.ts'
import { fromHex, readVectors, toHex } from './vectors/read.ts'

// Argon2id and long loops take their time on a busy machine; none of this measures it.
vi.setConfig({ testTimeout: 300_000 })

describe('hashes', () => {
  test('HMAC in parts, keyed and by node are the same', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.uint8Array({ maxLength: 64 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (key, prefix, tail) => {
          const byNode = createHmac('sha256', key).update(prefix).update(tail).digest('hex')
          expect(toHex(hmac(key, prefix, tail))).toBe(byNode)
          const hash = keyedHash(key, prefix)
          hash(randomBytes(32))
          expect(toHex(hash(tail))).toBe(byNode)
        },
      ),
    )
  })

  test('the table of chunk cuts is that of the vectors', () => {
    const gear = Array.from({ length: 256 }, (_, i) =>
      sha256(Buffer.concat([Buffer.from('space/v1/gear'), Uint8Array.of(i)])).subarray(0, 4),
    )
    const vector = readVectors<{ sha256: string }>('gear')
    expect(toHex(sha256(Buffer.concat(gear)))).toBe(vector.sha256)
  })

  test('random bytes are never given out twice', () => {
    const seen = new Set(Array.from({ length: 5000 }, () => toHex(randomBytes(32))))
    expect(seen.size).toBe(5000)
    expect(randomBytes(100_000).length).toBe(100_000)
    expect(randomBytes(0).length).toBe(0)
  })
})

describe('derived keys', () => {
  const hkdf = (ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number) => {
    const prk = hmac(salt.length === 0 ? new Uint8Array(32) : salt, ikm)
    let [last, out] = [new Uint8Array(0), new Uint8Array(0)]
    for (let i = 1; out.length < length; i += 1) {
      last = new Uint8Array(hmac(prk, last, info, Uint8Array.of(i)))
      out = new Uint8Array([...out, ...last])
    }
    return out.subarray(0, length)
  }

  test('are HKDF as in RFC 5869', () => {
    type Case = Record<'ikm' | 'salt' | 'info' | 'okm', string>
    for (const v of readVectors<{ cases: Case[] }>('rfc5869').cases) {
      const okm = fromHex(v.okm)
      const out = hkdf(fromHex(v.ikm), fromHex(v.salt), fromHex(v.info), okm.length)
      expect(toHex(out)).toBe(v.okm)
    }
    const [key, info] = [randomBytes(32), randomBytes(9)]
    const context = new Uint8Array([...Buffer.from('space/v1/row\0'), ...info])
    expect(kdf(key, 'row', info)).toEqual(hkdf(key, new Uint8Array(0), context, 32))
  })

  test('are those of the vectors', () => {
    for (const v of readVectors<Record<'key' | 'label' | 'info' | 'out', string>[]>('kdf')) {
      expect(toHex(kdf(fromHex(v.key), v.label, fromHex(v.info)))).toBe(v.out)
    }
  })

  test('of a label with a zero byte are refused, since it would run into the info', () => {
    expect(() => kdf(randomBytes(32), 'a\0b')).toThrow(RangeError)
  })
})

describe('signatures', () => {
  const signer = signerFrom(randomBytes(32))
  const map = { v: 1, name: 'x', list: [1, 2] }
  const sig = signer.sign('card', map)

  test('hold for the map they were made over, with and without its sig field', () => {
    expect(verify(signer.publicKey, 'card', map, sig)).toBe(true)
    expect(verify(signer.publicKey, 'card', { ...map, sig }, sig)).toBe(true)
  })

  test.each(['cert', 'bind', 'batch', 'record', 'card\0', ''])(
    'as a card do not pass as "%s"',
    (type) => {
      const holds = () => verify(signer.publicKey, type, map, sig)
      if (type.includes('\0')) expect(holds).toThrow(RangeError)
      else expect(holds()).toBe(false)
    },
  )

  test('do not hold for a changed map, key or signature, or for wrong lengths', () => {
    expect(verify(signer.publicKey, 'card', { ...map, v: 2 }, sig)).toBe(false)
    expect(verify(signer.publicKey, 'card', { ...map, more: 1 }, sig)).toBe(false)
    expect(verify(signerFrom(randomBytes(32)).publicKey, 'card', map, sig)).toBe(false)
    fc.assert(
      fc.property(fc.nat(511), (bit) => {
        const changed = sig.slice()
        changed[bit >> 3]! ^= 1 << (bit & 7)
        expect(verify(signer.publicKey, 'card', map, changed)).toBe(false)
      }),
    )
    expect(verify(signer.publicKey, 'card', map, sig.subarray(1))).toBe(false)
    expect(verify(signer.publicKey.subarray(1), 'card', map, sig)).toBe(false)
    expect(verify(new Uint8Array(32), 'card', map, new Uint8Array(64))).toBe(false)
  })

  test('are those of the vectors', () => {
    const names = ['seed', 'publicKey', 'type', 'map', 'sig'] as const
    for (const v of readVectors<Record<(typeof names)[number], string>[]>('sign')) {
      const one = signerFrom(fromHex(v.seed))
      expect(toHex(one.publicKey)).toBe(v.publicKey)
      expect(toHex(one.sign(v.type, decode(fromHex(v.map)) as object))).toBe(v.sig)
    }
  })
})

describe('boxes', () => {
  const keys = boxKeysFrom(randomBytes(32))
  const wrongKey = expect.objectContaining({ code: 'wrong-key' })

  test('open for their reader, hide small lengths and never look alike', () => {
    const box = sealBox(keys.publicKey, { v: 1, a: 'x' })
    expect(openBox(keys, box)).toEqual({ v: 1, a: 'x' })
    expect(sealBox(keys.publicKey, { v: 1, a: 'longer' }).length).toBe(box.length)
    expect(sealBox(keys.publicKey, { v: 1, a: 'x' })).not.toEqual(box)
  })

  test('for others, changed or cut short are refused', () => {
    const box = sealBox(keys.publicKey, { v: 1 })
    expect(() => openBox(boxKeysFrom(randomBytes(32)), box)).toThrow(wrongKey)
    for (const cut of [0, 47, 48, box.length - 1]) {
      expect(() => openBox(keys, box.subarray(0, cut))).toThrow(wrongKey)
    }
    fc.assert(
      fc.property(fc.nat(box.length * 8 - 1), (bit) => {
        // X25519 ignores the highest bit of a public key by definition, but the nonce hashes it.
        const changed = box.slice()
        changed[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => openBox(keys, changed)).toThrow(wrongKey)
      }),
    )
  })

  test('with foreign bytes inside give only clear errors', () => {
    const raw = sodium.boxSeal(pad(Uint8Array.of(0xff, 1)), keys.publicKey)
    expect(() => openBox(keys, raw)).toThrow(expect.objectContaining({ code: 'bad-input' }))
    const unpadded = sodium.boxSeal(encode({ v: 1 }), keys.publicKey)
    expect(() => openBox(keys, unpadded)).toThrow(wrongKey)
  })

  test('cannot be made for a key that is none', () => {
    const refused = expect.objectContaining({ code: 'bad-input' })
    expect(() => sealBox(new Uint8Array(32), { v: 1 })).toThrow(refused)
    expect(() => sealBox(new Uint8Array(31), { v: 1 })).toThrow(refused)
  })

  test('keep the secret half out of what is printed', () => {
    expect(Object.keys(keys)).toEqual(['publicKey'])
  })

  test('are those of the vectors', () => {
    for (const v of readVectors<Record<'seed' | 'publicKey' | 'map' | 'box', string>[]>('box')) {
      const pair = boxKeysFrom(fromHex(v.seed))
      expect(toHex(pair.publicKey)).toBe(v.publicKey)
      expect(toHex(encode(openBox(pair, fromHex(v.box))))).toBe(v.map)
    }
  })
})

describe('passwords', () => {
  test('stretch as in the vectors, in NFKC', async () => {
    type Vector = {
      password: string
      salt: string
      m: number
      t: number
      key: string
      commit: string
    }
    for (const v of readVectors<Vector[]>('password')) {
      const salt = fromHex(v.salt)
      const key = await stretch(v.password, { salt, m: v.m, t: v.t })
      expect(toHex(key)).toBe(v.key)
      expect(toHex(commitmentOf(key))).toBe(v.commit)
    }
  })

  test.each([
    ['memory', { m: 65535, t: 3, salt: 16 }],
    ['memory', { m: 1048577, t: 3, salt: 16 }],
    ['memory', { m: 2 ** 52, t: 3, salt: 16 }],
    ['memory', { m: Number.NaN, t: 3, salt: 16 }],
    ['passes', { m: 65536, t: 2, salt: 16 }],
    ['passes', { m: 65536, t: 11, salt: 16 }],
    ['passes', { m: 65536, t: 3.5, salt: 16 }],
    ['salt', { m: 65536, t: 3, salt: 15 }],
  ])('with %s out of range are refused before any work: %j', async (_, { m, t, salt }) => {
    const refused = stretch('canary-password', { m, t, salt: new Uint8Array(salt) })
    await expect(refused).rejects.toMatchObject({ code: 'bad-input' })
    expect(argon.fault({ m, t, salt: new Uint8Array(salt) })).toBeDefined()
    await refused.catch((error: Error) => expect(error.message).not.toContain('canary'))
  })
})
