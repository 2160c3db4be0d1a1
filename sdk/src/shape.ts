import { SpaceError } from './errors.ts'

/** The part of JSON Schema that our manifest is written in. */
export interface Shape {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'boolean'
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly items?: Shape
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Shape>>
  /** Names that are not in `properties`: refused, or of this shape. */
  readonly additionalProperties?: false | Shape
  readonly propertyNames?: Shape
  readonly oneOf?: readonly Shape[]
}

/**
 * Check `value` against a shape.
 *
 * @throws {SpaceError} `bad-input`: what is wrong where, in words; `facts.at` is the place
 */
export function checkShape(shape: Shape, value: unknown, name: string, at = ''): void {
  const refuse = (words: string): never => {
    throw new SpaceError('bad-input', `${name}: ${at === '' ? 'it' : at} ${words}`, {
      facts: { at },
    })
  }
  if (shape.oneOf !== undefined) return checkOneOf(shape.oneOf, value, name, at)
  if (shape.const !== undefined && value !== shape.const) {
    refuse(`must be ${JSON.stringify(shape.const)}`)
  }
  if (shape.type !== undefined && typeOf(value) !== shape.type) {
    refuse(
      value === undefined ? 'is missing' : `must be ${articled(shape.type)}, not ${shown(value)}`,
    )
  }
  if (typeof value === 'string') checkText(shape, value, refuse)
  if (Array.isArray(value)) {
    if (value.length > (shape.maxItems ?? Infinity)) refuse(`has more than ${shape.maxItems} items`)
    for (const [index, item] of (value as unknown[]).entries()) {
      if (shape.items !== undefined) checkShape(shape.items, item, name, `${at}[${index}]`)
    }
  } else if (typeof value === 'object' && value !== null) {
    checkFields(shape, value as Record<string, unknown>, name, at, refuse)
  }
}

type Refuse = (words: string) => never

function checkText(shape: Shape, text: string, refuse: Refuse): void {
  if (shape.enum !== undefined && !shape.enum.includes(text)) {
    refuse(`must be one of ${shape.enum.map((word) => `"${word}"`).join(', ')}, not ${shown(text)}`)
  }
  if (text.length < (shape.minLength ?? 0)) refuse('must not be empty')
  if (text.length > (shape.maxLength ?? Infinity)) {
    refuse(`is longer than ${shape.maxLength} characters`)
  }
  if (shape.pattern !== undefined && !new RegExp(shape.pattern, 'u').test(text)) {
    refuse(`must be ${shape.description ?? `of the form ${shape.pattern}`}, not ${shown(text)}`)
  }
}

function checkFields(
  shape: Shape,
  value: Record<string, unknown>,
  name: string,
  at: string,
  refuse: Refuse,
): void {
  const place = (field: string): string => (at === '' ? field : `${at}.${field}`)
  const known = shape.properties ?? {}
  const fields = Object.keys(value)
  if (fields.length > (shape.maxProperties ?? Infinity)) {
    refuse(`has more than ${shape.maxProperties} fields`)
  }
  for (const field of shape.required ?? []) {
    if (!Object.hasOwn(value, field)) refuse(`has no "${field}"`)
  }
  for (const field of fields) {
    if (shape.propertyNames !== undefined) {
      checkShape(shape.propertyNames, field, name, place(field))
    }
    const inner = Object.hasOwn(known, field) ? known[field] : shape.additionalProperties
    if (inner === false) {
      refuse(
        `has a field "${field}" that does not exist; there are ${Object.keys(known).join(', ')}`,
      )
    } else if (inner !== undefined) checkShape(inner, value[field], name, place(field))
  }
}

/** Shapes that differ in their constant `type`: the error is about the one that was meant. */
function checkOneOf(shapes: readonly Shape[], value: unknown, name: string, at: string): void {
  const type: unknown =
    typeOf(value) === 'object' ? Reflect.get(value as object, 'type') : undefined
  const typesOf = (shape: Shape): readonly string[] => shape.properties?.['type']?.enum ?? []
  const meant = shapes.find((shape) => typesOf(shape).some((word) => word === type))
  if (meant !== undefined) return checkShape(meant, value, name, at)
  throw new SpaceError(
    'bad-input',
    `${name}: ${at}.type must be one of ${shapes
      .flatMap(typesOf)
      .map((word) => `"${word}"`)
      .join(', ')}`,
    { facts: { at: `${at}.type` } },
  )
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function articled(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : typeOf(value)
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`
}
