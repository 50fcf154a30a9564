import type { FastifySchema } from 'fastify'

/**
 * A route's schema as it is described to callers: what has a default may be left out of a request.
 * To the validator and to the code behind it such a member is always there.
 */
export function asAsked(schema: FastifySchema | undefined): FastifySchema {
  const { body, querystring, ...others } = schema ?? {}
  return {
    ...others,
    ...(body !== undefined && { body: withoutDefaulted(body) }),
    ...(querystring !== undefined && { querystring: withoutDefaulted(querystring) }),
  }
}

function withoutDefaulted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutDefaulted)
  if (typeof schema !== 'object' || schema === null) return schema
  const { required, properties } = schema as { required?: unknown; properties?: object }
  const entries = Object.entries(schema).map(([key, value]) => [key, withoutDefaulted(value)])
  const copy = Object.fromEntries(entries)
  if (Array.isArray(required) && properties !== undefined) {
    const asked = required.filter((name) => !hasDefault(properties, name))
    if (asked.length > 0) copy.required = asked
    else delete copy.required
  }
  return copy
}

function hasDefault(properties: object, name: string): boolean {
  const property: unknown = Object.entries(properties).find(([key]) => key === name)?.[1]
  return typeof property === 'object' && property !== null && 'default' in property
}
