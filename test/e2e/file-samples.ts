/** Files that a person may have, and those that a stranger may send. */
import { deflateSync, crc32 } from 'node:zlib'

/** A PDF of plain pages; the first one has a link, and what a hostile one would have. */
export function pdfOf(pages: number, { script = '' }: { script?: string } = {}): Buffer {
  const objects: string[] = []
  const add = (body: string): number => objects.push(body)
  const kids = Array.from({ length: pages }, (_, at) => `${4 + at * 2} 0 R`).join(' ')
  const action = script === '' ? '' : `/OpenAction << /S /JavaScript /JS (${script}) >>`
  add(`<< /Type /Catalog /Pages 2 0 R ${action} >>`)
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (let at = 0; at < pages; at += 1) {
    const link =
      at === 0
        ? '/Annots [<< /Type /Annot /Subtype /Link /Rect [72 690 300 715] /A << /S /URI /URI (https://example.com/rent) >> >>]'
        : ''
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${link} /Contents ${5 + at * 2} 0 R ` +
        '/Resources << /Font << /F1 3 0 R >> >> >>',
    )
    const lines = Array.from(
      { length: 20 },
      (_, line) => `(Line ${line + 1} of page ${at + 1}) Tj T*`,
    )
    const text = `BT /F1 24 Tf 72 740 Td 22 TL (Rental agreement, page ${at + 1}) Tj T* /F1 12 Tf T* ${lines.join(' ')} ET`
    add(`<< /Length ${text.length} >>\nstream\n${text}\nendstream`)
  }
  let body = '%PDF-1.7\n'
  const places = objects.map((object, at) => {
    const place = body.length
    body += `${at + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const start = body.length
  return Buffer.from(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${table}` +
      `trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
    'latin1',
  )
}

/** A grey PNG; one of 50,000 × 50,000 has few bytes and would fill gigabytes. */
export function pngOf(width: number, height: number, rowsInside = height): Buffer {
  const row = 1 + Math.ceil(width / 8)
  const pixels = deflateSync(Buffer.alloc(row * rowsInside, 0x00), { level: 1 })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = 1
  const part = (name: string, data: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const out = Buffer.alloc(typed.length + 8)
    out.writeUInt32BE(data.length, 0)
    typed.copy(out, 4)
    out.writeUInt32BE(crc32(typed), typed.length + 4)
    return out
  }
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    mark,
    part('IHDR', head),
    part('IDAT', pixels),
    part('IEND', Buffer.alloc(0)),
  ])
}

/** Silence. */
export function wavOf(seconds: number): Buffer {
  const rate = 8000
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + rate * seconds, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(rate * seconds, 40)
  return Buffer.concat([head, Buffer.alloc(rate * seconds, 128)])
}
