import type { Shape } from './shape.ts'

const path: Shape = {
  type: 'string',
  maxLength: 200,
  pattern: String.raw`^(?!.*(?:^|/)\.{1,2}(?:/|$))(?!space/|~cap/)[^/\\\p{Cc}?#%:]+(?:/[^/\\\p{Cc}?#%:]+)*$`,
  description: 'a path inside of the folder, such as "index.html" or "img/icon.svg"',
}
const reason: Shape = {
  type: 'string',
  minLength: 1,
  maxLength: 120,
  description: 'What it is for; shown to the person as the words of the app',
}

/** JSON Schema of `space.app.json`; `parseManifest` checks by the very same object. */
export const manifestSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['manifest', 'id', 'name', 'version', 'entry'],
  properties: {
    $schema: { type: 'string', maxLength: 300 },
    manifest: { const: 1, description: 'Version of this format' },
    id: {
      type: 'string',
      pattern: '^[a-z][a-z0-9-]{1,30}$',
      description: '2 to 31 small letters, digits and "-", beginning with a letter',
    },
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 40,
      // No controls, no marks that turn the direction of text, none that nobody sees.
      pattern: String.raw`^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]+$`,
      description: 'a name without line breaks, invisible characters, "/" and "\\"',
    },
    version: {
      type: 'string',
      maxLength: 40,
      pattern: String.raw`^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$`,
      description: 'a semantic version such as "1.0.0"',
    },
    description: { type: 'string', maxLength: 280 },
    entry: path,
    icons: {
      type: 'array',
      maxItems: 8,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['src'],
        properties: { src: path, sizes: { type: 'string', maxLength: 40 } },
      },
    },
    publisher: {
      type: 'string',
      maxLength: 120,
      pattern: '^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$',
      description: 'a DID such as "did:key:z6Mk…"',
    },
    requests: {
      type: 'array',
      maxItems: 32,
      items: {
        oneOf: [
          {
            type: 'object',
            additionalProperties: false,
            required: ['type', 'mode', 'reason'],
            properties: {
              type: { enum: ['directory', 'file'] },
              mode: { type: 'string', enum: ['read', 'add', 'change'] },
              reason,
            },
          },
          {
            type: 'object',
            additionalProperties: false,
            required: ['type', 'reason'],
            properties: { type: { enum: ['save', 'identity'] }, reason },
          },
          {
            type: 'object',
            additionalProperties: false,
            required: ['type', 'host', 'reason'],
            properties: {
              type: { enum: ['host'] },
              host: {
                type: 'string',
                maxLength: 253,
                pattern: String.raw`^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`,
                description: 'a host name such as "api.example.com"',
              },
              reason,
            },
          },
        ],
      },
    },
    handlers: {
      type: 'array',
      maxItems: 64,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['mime', 'action'],
        properties: {
          mime: {
            type: 'string',
            maxLength: 100,
            pattern: String.raw`^[a-z]+/(?:\*|[a-z0-9][a-z0-9.+-]*)$`,
            description: 'a MIME type such as "image/png" or "image/*"',
          },
          action: { type: 'string', enum: ['open', 'preview', 'edit'] },
        },
      },
    },
    services: {
      type: 'array',
      maxItems: 8,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['entry', 'wake'],
        properties: {
          entry: path,
          wake: { type: 'string', enum: ['file-change', 'interval', 'message'] },
        },
      },
    },
    integrity: {
      type: 'object',
      additionalProperties: false,
      required: ['files'],
      properties: {
        files: {
          type: 'object',
          maxProperties: 10_000,
          propertyNames: path,
          additionalProperties: {
            type: 'string',
            pattern: '^sha256-[0-9a-f]{64}$',
            description: '"sha256-" and 64 hex digits',
          },
        },
        root: { type: 'string', maxLength: 120 },
      },
    },
    signature: { type: 'string', maxLength: 2000 },
  },
} as const satisfies Shape

/** What is published as `space.app.schema.json`, which `npm run fix` writes. */
export const publishedSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'space.app.schema.json',
  title: 'space.app.json',
  ...manifestSchema,
}
