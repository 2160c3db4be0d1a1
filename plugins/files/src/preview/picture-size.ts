/** Width and height of a picture by its head, so that nothing is decoded that would not fit. */

export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Pixels of a PNG, JPEG, GIF, WebP, BMP, AVIF or ICO; undefined when its head does not tell. */
export function pictureSize(head: Uint8Array): PictureSize | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  try {
    return sizeOf(view)
  } catch (error) {
    // It ends before it tells.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function sizeOf(view: DataView): PictureSize | undefined {
  const mark = view.getUint32(0)
  if (mark === 0x89_50_4e_47) return { width: view.getUint32(16), height: view.getUint32(20) }
  if (mark === 0x47_49_46_38) {
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  }
  if (mark === 0x52_49_46_46) return ofWebp(view)
  if (mark >>> 16 === 0x42_4d) {
    return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) }
  }
  if (mark >>> 8 === 0xff_d8_ff) return ofJpeg(view)
  if (mark === 0x00_00_01_00) return ofIcon(view)
  if (view.getUint32(4) === 0x66_74_79_70) return ofAvif(view)
  return undefined
}

function ofWebp(view: DataView): PictureSize | undefined {
  const kind = view.getUint32(12)
  const three = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
  if (kind === 0x56_50_38_58) return { width: three(24) + 1, height: three(27) + 1 }
  if (kind === 0x56_50_38_20) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  }
  if (kind !== 0x56_50_38_4c) return undefined
  const bits = view.getUint32(21, true)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** At most 256, but a PNG of any size may be inside of it. */
function ofIcon(view: DataView): PictureSize {
  for (let at = 6; at + 24 <= view.byteLength; at += 1) {
    if (view.getUint32(at) === 0x89_50_4e_47) {
      return { width: view.getUint32(at + 16), height: view.getUint32(at + 20) }
    }
  }
  return { width: 256, height: 256 }
}

/** The largest of the sizes that its boxes tell: it may have a thumbnail of itself. */
function ofAvif(view: DataView): PictureSize | undefined {
  let largest: PictureSize | undefined
  for (let at = 8; at + 16 <= view.byteLength; at += 1) {
    if (view.getUint32(at) !== 0x69_73_70_65) continue
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) }
    const isLarger =
      largest === undefined || size.width * size.height > largest.width * largest.height
    if (isLarger) largest = size
  }
  return largest
}

/** Steps over its segments to the frame that holds the size. */
function ofJpeg(view: DataView): PictureSize | undefined {
  let at = 2
  for (;;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    if (marker === 0xda || marker === 0xd9) return undefined
    at += 2 + view.getUint16(at + 2)
  }
}
