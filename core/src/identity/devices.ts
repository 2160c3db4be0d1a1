import { boxKeysFrom, type BoxKeys } from '../crypto/box.ts'
import { randomBytes } from '../crypto/hash.ts'
import { kdf, signerFrom, type Signer } from '../crypto/keys.ts'
import { u32 } from './identity.ts'

export * from './cards.ts'
export * from './bind.ts'

/** What a device can do. Everything follows from its seed. */
export interface Device {
  /** 32 secret bytes, for the keyring; not enumerable. */
  readonly seed: Uint8Array
  /** Signs certs and binds. */
  readonly signer: Signer
  /** What others seal to this device. */
  readonly box: BoxKeys
  /** The key of this device's `n`-th log in a drive (16 bytes). */
  writer(drive: Uint8Array, n: number): Signer
  /** The login at one Space node, so that nodes cannot link a device. */
  nodeLogin(nodeKey: Uint8Array): Signer
}

/** A device that nobody knows yet. */
export function newDevice(): Device {
  return deviceFrom(randomBytes(32))
}

/** The device of a 32-byte seed. */
export function deviceFrom(seed32: Uint8Array): Device {
  if (seed32.length !== 32) throw new RangeError('the seed of a device is 32 bytes long')
  const seed = new Uint8Array(seed32)
  const device = {
    signer: signerFrom(kdf(seed, 'device-sign')),
    box: boxKeysFrom(kdf(seed, 'device-box')),
    writer(drive: Uint8Array, n: number): Signer {
      if (drive.length !== 16) throw new RangeError('the id of a drive is 16 bytes long')
      const info = new Uint8Array(20)
      info.set(drive)
      info.set(u32(n), 16)
      return signerFrom(kdf(seed, 'writer', info))
    },
    nodeLogin: (nodeKey: Uint8Array) => signerFrom(kdf(seed, 'node', nodeKey)),
  }
  return Object.freeze(Object.defineProperty(device, 'seed', { value: seed })) as Device
}
