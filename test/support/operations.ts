// The operations of the API as its description lists them, and good requests for each of them.

import type { Client } from './client.ts'

export { populate } from './population.ts'
export { renewed, usesUp } from './renewal.ts'
export {
  aimed,
  CLAIM_CODE,
  carryOut,
  makeFile,
  nounOf,
  perform,
  type Request,
  references,
  requestFor,
} from './requests.ts'

/** As much of JSON Schema as the requests of the API are described in. */
export type Schema = {
  type?: string
  enum?: unknown[]
  anyOf?: Schema[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  properties?: Record<string, Schema>
  required?: string[]
  minProperties?: number
  additionalProperties?: boolean
  examples?: unknown[]
}

export type Parameter = { in: string; name: string; schema: Schema }

/** An operation of the OpenAPI document. */
export type Operation = {
  id: string
  method: string
  path: string
  /** The scope a key needs; null on public routes. */
  scope: string | null
  /** Whether it works without a key as well. */
  keyless: boolean
  /** Whether it takes an Idempotency-Key, and makes something of one body in JSON. */
  creates: boolean
  parameters: Parameter[]
  body: Schema | null
  /** The statuses of its successes. */
  successes: number[]
  /** The media types that a body may have. */
  types: string[]
  example: unknown
}

/**
 * Ids by noun (`issuer`, `badgeClass`), as they stand in paths, queries and bodies; and the
 * `credentialUrl` of the assertion.
 */
export type Population = Record<string, string>

type Described = {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> }
  responses: Record<string, unknown>
  security?: object[]
  'x-required-scope'?: string
}

/** Every operation of the service, read from its own description. */
export async function operationsOf(client: Client): Promise<Operation[]> {
  const { paths } = (await client.get('/openapi.json')).body as {
    paths: Record<string, Record<string, Described>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const parameters = described.parameters ?? []
      const types = Object.keys(described.requestBody?.content ?? {})
      // Rows are answered each for itself, whatever they are.
      const takesRows = types.includes('application/x-ndjson')
      const takesJson = !takesRows && types.includes('application/json')
      const body = takesRows ? undefined : described.requestBody?.content['application/json']
      return {
        id: described.operationId,
        method: method.toUpperCase(),
        path,
        scope: described['x-required-scope'] ?? null,
        keyless: described.security?.some((one) => Object.keys(one).length === 0) ?? false,
        creates:
          (takesJson || types.length === 0) &&
          parameters.some(({ name }) => name === 'idempotency-key'),
        parameters,
        body: body?.schema ?? null,
        types,
        successes: Object.keys(described.responses)
          .map(Number)
          .filter((code) => code < 300),
        example: body?.example,
      }
    }),
  )
}
