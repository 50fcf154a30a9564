import type { Schema } from './operations.ts'

/** A request body that is wrong in one place, and the name of that place. */
export type Broken = { what: string; value: unknown; field: string }

const SQL = "'; drop table issuers; --"
const HTML = '<script>alert(1)</script>'
const MARKUP = [SQL, HTML]

const BAD_STRINGS: Record<string, string[]> = {
  uuid: [
    'x',
    '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b1',
    '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b111',
    '019AA7C2-5D1E-7C3F-9A64-0F6F1C7D2B11',
    '{019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11}',
    'urn:uuid:019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
    '019aa7c25d1e7c3f9a640f6f1c7d2b11',
    ' 019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b1',
  ],
  uri: [
    'example.org',
    '/issuers/1',
    '//example.org',
    'https://',
    'https:///path',
    'https://?query',
    'https://someone@example.org/',
    'https://example.org/a b',
    'https://example.org/<script>',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a careless caller sends
    'https://${host}/',
    'http:example.org',
    'ftp://example.org/',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
  ],
  email: ['x', '@example.org', 'someone@', 'a b@example.org', 'a@b@example.org', 'a@example.org\n'],
  'date-time': [
    'yesterday',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-01T24:00:01Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:61Z',
    '2026-01-01T00:00:60Z',
    '2016-12-31T23:59:60Z',
    '2026-01-01T00:00:00+25:00',
    '2026-01-01T00:00:00+01:75',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '+010000-01-01T00:00:00Z',
    '-000001-01-01T00:00:00Z',
    '1767225600',
    '２０２６-01-01T00:00:00Z',
  ],
}

/**
 * Every way in which a body breaks its schema in one place: members missing, unknown, empty,
 * blank, too long, too many, too deep, of another type or form.
 *
 * @param good - a body that is right
 */
export function* brokenBodies(schema: Schema, good: unknown): Generator<Broken> {
  yield* broken(schema, good, '')
}

function* broken(schema: Schema, good: unknown, field: string): Generator<Broken> {
  const branches = schema.anyOf ?? [schema]
  const main = branches.find(({ type }) => type !== 'null') as Schema
  const named = field === '' ? 'body' : field
  const kind = main.type ?? (main.enum === undefined ? 'any' : 'string')

  const others: [string, unknown][] = [
    ['null', null],
    ['boolean', true],
    ['number', 7],
    ['string', 'text'],
    ['array', []],
    ['object', {}],
  ]
  for (const [other, value] of others) {
    const allowed =
      kind === 'any' ||
      other === kind ||
      branches.some(({ type }) => type === other) ||
      (other === 'number' && kind === 'integer')
    if (!allowed) yield { what: `${other} for ${kind}`, value, field: named }
  }
  if (field !== '') {
    const top = field.split(/[.[]/, 1)[0] as string
    yield { what: 'too deep', value: nested(40), field: top }
  }
  if (kind === 'string') yield* brokenStrings(main, named)
  if (kind === 'array') yield* brokenArrays(main, good, field)
  if (kind === 'object') yield* brokenObjects(main, good as object, field)
}

function* brokenStrings(schema: Schema, field: string): Generator<Broken> {
  const { enum: choices, format, pattern, minLength = 0, maxLength } = schema
  yield { what: 'U+0000', value: 'a\u0000b', field }
  yield { what: 'half a surrogate pair', value: 'a\ud800b', field }
  yield { what: 'the other half', value: '\udc00', field }
  if (minLength > 0 || choices !== undefined || format !== undefined) {
    yield { what: 'empty', value: '', field }
    yield { what: 'blank', value: ' \t\u00a0\u2003 ', field }
  }
  if (maxLength !== undefined) {
    const start = format === 'uri' ? 'https://example.org/' : ''
    yield { what: 'too long', value: start.padEnd(maxLength + 1, 'a'), field }
    // What may be longer than that is at the limit of the whole body.
    if (maxLength < 100_000) {
      yield { what: 'far too long', value: start.padEnd(100_000, 'a'), field }
    }
  }
  const bounded = maxLength !== undefined || choices !== undefined || format === 'uuid'
  if (!bounded) throw new Error(`${field} has no bound`)
  const formed = choices !== undefined || format !== undefined || (pattern ?? '\\S') !== '\\S'
  for (const value of formed ? [...MARKUP, ...(BAD_STRINGS[format ?? ''] ?? [])] : []) {
    yield { what: `as ${format ?? 'a formed text'}: ${value}`, value, field }
  }
}

function* brokenArrays(schema: Schema, good: unknown, field: string): Generator<Broken> {
  const { items = {}, minItems = 0, maxItems, uniqueItems = false } = schema
  const given = Array.isArray(good) && good.length > 0 ? good : [sample(items)]
  if (minItems > 0) yield { what: 'empty', value: [], field }
  if (maxItems === undefined) throw new Error(`${field} has no bound`)
  const many = (count: number) =>
    Array.from({ length: count }, (_, position) => distinct(items, given[0], position))
  yield { what: 'too many', value: many(maxItems + 1), field }
  yield { what: 'far too many', value: many(Math.max(2000, 2 * maxItems)), field }
  if (uniqueItems) yield { what: 'twice the same', value: [given[0], given[0]], field }
  for (const part of broken(items, given[0], `${field}[0]`)) {
    yield { ...part, value: [part.value, ...given.slice(1)] }
  }
}

function* brokenObjects(schema: Schema, good: object, field: string): Generator<Broken> {
  const { properties = {}, required = [], minProperties = 0, additionalProperties } = schema
  const place = (name: string) => (field === '' ? name : `${field}.${name}`)
  const filled: Record<string, unknown> = { ...good }
  if (minProperties > 0) yield { what: 'empty', value: {}, field: field === '' ? 'body' : field }
  for (const name of required) {
    const { [name]: _, ...rest } = filled
    yield { what: 'missing', value: rest, field: place(name) }
  }
  if (additionalProperties === false) {
    for (const name of ['surprise', 'constructor', 'toString', 'hasOwnProperty', '$ref']) {
      yield { what: 'unknown', value: { ...filled, [name]: {} }, field: place(name) }
    }
    for (const name of [HTML, SQL, 'sam@example.org', '', 'a.b/c~d']) {
      yield { what: 'unknown', value: { ...filled, [name]: 1 }, field: place('(unnamed)') }
    }
  } else if (Object.keys(properties).length > 0) {
    throw new Error(`${field} takes unknown members`)
  }
  for (const [name, member] of Object.entries(properties)) {
    const value = filled[name] ?? sample(member)
    for (const part of broken(member, value, place(name))) {
      yield { ...part, value: { ...filled, [name]: part.value } }
    }
  }
}

/** A value that fits a schema. */
export function sample(schema: Schema): unknown {
  const main = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
  if (main.examples?.[0] !== undefined) return main.examples[0]
  if (main.enum !== undefined) return main.enum[0]
  switch (main.type) {
    case 'array': {
      const { items = {}, minItems = 0 } = main
      const first = sample(items)
      const more = Array.from({ length: Math.max(0, minItems - 1) }, (_, position) =>
        distinct(items, first, position),
      )
      return [first, ...more]
    }
    case 'object': {
      const names = main.required ?? Object.keys(main.properties ?? {})
      return Object.fromEntries(
        names.map((name) => [name, sample(main.properties?.[name] as Schema)]),
      )
    }
    case 'boolean':
      return false
    case 'integer':
      return main.minimum ?? 0
  }
  if (main.format === 'uri') return 'https://example.org/thing'
  if (main.format === 'email') return 'someone@example.org'
  if (main.format === 'date-time') return '2026-01-01T00:00:00Z'
  return 'text'
}

function distinct(schema: Schema, value: unknown, position: number): unknown {
  return schema.type === 'string' && schema.format === undefined ? `text${position}` : value
}

function nested(depth: number): unknown {
  let value: unknown = 'deep'
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

/** Where a body takes any text that is not blank: names, narratives, reasons. */
export function* freeTexts(
  schema: Schema,
  path: (string | number)[] = [],
): Generator<(string | number)[]> {
  const main = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
  if (main.type === 'string' && main.format === undefined && main.pattern === '\\S') yield path
  if (main.type === 'array') yield* freeTexts(main.items ?? {}, [...path, 0])
  for (const [name, member] of Object.entries(main.properties ?? {})) {
    yield* freeTexts(member, [...path, name])
  }
}
