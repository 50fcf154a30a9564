import { Type } from 'typebox'

const ID = '^[0-9a-f-]{36}$'
const WEB_ADDRESS = '^https?://[^/@?#]+([/?#]|$)'
const NOT_BLANK = '\\S'

/** How an id, or a web address, has to be, in words. */
export const ID_WORDS = 'must be an id as this API gives them out'
export const WEB_ADDRESS_WORDS = 'must be a web address that begins with https:// or http://'

/** The same for a text that does not match one of the patterns here. */
export const PATTERN_WORDS: ReadonlyMap<unknown, string> = new Map([
  [ID, ID_WORDS],
  [WEB_ADDRESS, WEB_ADDRESS_WORDS],
  [NOT_BLANK, 'must not be blank'],
])

/** An id of ours, a UUIDv7 in lower case: ids are compared as text, so there is one way to write one. */
export const Id = Type.String({
  format: 'uuid',
  pattern: ID,
  examples: ['019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'],
})

/** A moment, RFC 3339 in UTC. */
export const Timestamp = Type.String({ format: 'date-time', examples: ['2026-11-22T09:30:00Z'] })

/** A moment a caller names: RFC 3339 with its offset. Documents carry whole seconds. */
export const TimestampInput = Type.String({
  format: 'date-time',
  maxLength: 40,
  description: 'RFC 3339; fractions of a second are cut off.',
})

/** An absolute http or https URL. */
export const Url = Type.String({
  format: 'uri',
  pattern: WEB_ADDRESS,
  maxLength: 2048,
})

/**
 * Text of one line or more that is not blank.
 * @param maxLength - in UTF-16 code units, as JSON Schema validators of JavaScript count
 */
export const text = (
  maxLength: number,
  options: { description?: string; examples?: string[] } = {},
) => Type.String({ minLength: 1, maxLength, pattern: NOT_BLANK, ...options })

/** Null on output where nothing is set; null on a PATCH takes the value away. */
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** Members that every resource has. */
export const lifecycleFields = {
  createdAt: Timestamp,
  updatedAt: Timestamp,
  archivedAt: nullable(Timestamp),
}

/** The same members in the example of a resource. */
export const lifecycleExample = {
  createdAt: '2026-11-22T09:30:00Z',
  updatedAt: '2026-11-22T09:30:00Z',
  archivedAt: null,
}

/** The members of `lifecycleFields` from a row. */
export function lifecycleOf(row: { createdAt: Date; updatedAt: Date; archivedAt: Date | null }) {
  return {
    createdAt: rfc3339(row.createdAt),
    updatedAt: rfc3339(row.updatedAt),
    archivedAt: row.archivedAt === null ? null : rfc3339(row.archivedAt),
  }
}

/** RFC 3339 in UTC, in whole seconds where there is no fraction. */
export function rfc3339(moment: Date): string {
  return moment.toISOString().replace('.000Z', 'Z')
}

/** Path parameters of a single resource. */
export const IdParams = Type.Object({ id: Id })

/** An answer without a body. */
export const NoContent = Type.Null({ description: 'Done; there is no body.' })

/** The examples that a schema carries, for the example of what contains it. */
export function examplesOf(schema: object): unknown[] {
  return 'examples' in schema && Array.isArray(schema.examples) ? schema.examples : []
}
