// The description at /openapi.json, read by what it is made of.
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

type BodySchema = { required?: string[]; properties?: Record<string, { default?: unknown }> }
export type Media = {
  schema: BodySchema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}
export type Operation = {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: unknown
  'x-required-scope'?: string
  parameters?: {
    in: string
    name: string
    required?: boolean
    description?: string
    schema?: { default?: unknown }
  }[]
  requestBody?: { required?: boolean; content: Record<string, Media> }
  responses: Record<string, { description: string; content?: Record<string, Media> }>
}

/** An operation with its place in the document. */
export type Described = { method: string; path: string; pointer: string; operation: Operation }

/** A segment of a JSON pointer. */
export const escaped = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1')

/** Every operation of the document. */
export function operationsOf(document: {
  paths: Record<string, Record<string, Operation>>
}): Described[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      pointer: `/paths/${escaped(path)}/${method}`,
      operation,
    })),
  )
}

/** Compiles a part of the document, named by its JSON pointer, into a validator. */
export function schemasOf(document: object): (pointer: string) => (value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false })
  formats.default(ajv)
  ajv.addSchema(document, 'openapi')
  return (pointer) => {
    const validate = ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` })
    return (value) => {
      validate(value)
      return (validate.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath} ${message}`,
      )
    }
  }
}

/** The examples of a body. */
export const examplesOf = (media: Media): unknown[] =>
  media.example !== undefined
    ? [media.example]
    : Object.values(media.examples ?? {}).map(({ value }) => value)
