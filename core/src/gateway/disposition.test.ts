import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dispositionOf } from './disposition.ts'

/** The name that a browser reads out of it, RFC 8187. */
function nameIn(header: string): string {
  const [, encoded = ''] = /filename\*=UTF-8''([^;\s]*)$/.exec(header) ?? []
  return decodeURIComponent(encoded)
}

test.each([
  ['holiday.jpg', 'holiday.jpg'],
  ['Résumé – 2026 (final).pdf', 'Résumé – 2026 (final).pdf'],
  ['日本語.txt', '日本語.txt'],
  ['a"; filename="evil.exe', 'a_; filename=_evil.exe'],
  ['a\r\nSet-Cookie: x=1\r\n\r\n<script>', 'aSet-Cookie_ x=1_script_'],
  ['../../.bashrc', '__.._.bashrc'],
  ['..\\..\\evil.bat', '__.._evil.bat'],
  ['C:\\Windows\\x', 'C__Windows_x'],
  ['.hidden', '_hidden'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['trailing. . .', 'trailing'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['', '_'],
  ['...', '_'],
  ['\ud800x', '\ufffdx'],
  [`${'ä'.repeat(300)}.jpeg`, `${'ä'.repeat(97)}.jpeg`],
])('%j is saved as %j', (name, saved) => {
  expect(nameIn(dispositionOf(name))).toBe(saved)
})

test('no name, whatever is in it, is more than the name of one file to save', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const header = dispositionOf(name)
      expect(header).toMatch(/^attachment; filename="[\w .()[\]-]+"; filename\*=UTF-8''[\w.~%-]+$/)
      const saved = nameIn(header)
      expect(saved).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Cf}]|^\.|[. ]$/u)
      expect(Buffer.byteLength(saved)).toBeLessThanOrEqual(205)
      expect(saved).not.toBe('')
    }),
  )
})
