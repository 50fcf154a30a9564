import { type TProperties, type TSchema, Type } from 'typebox'

// JSON-LD lets a single value stand for an array of one, and the JSON-LD adaptation of the Open
// Badges schemas lets a language map stand for a string. Both are written as `if`/`else` and not
// as unions, so that an error names the member that is wrong instead of "none of the forms fits".

/** `whenTrue` for values that `test` accepts, `otherwise` for the rest. */
export function either(test: TSchema | object, whenTrue: TSchema, otherwise: TSchema): TSchema {
  return Type.Unsafe({
    allOf: [
      { if: test, else: otherwise },
      { if: { not: test }, else: whenTrue },
    ],
  })
}

/** A value or an array of such values. */
export function many(schema: TSchema): TSchema {
  return either({ type: 'array' }, Type.Array(schema), schema)
}

/** A string, or a map from language tags to strings. */
export function text(options: { pattern?: string } = {}): TSchema {
  const map = Type.Unsafe({
    type: 'object',
    additionalProperties: { type: 'string', ...options },
    propertyNames: { pattern: '^[a-z]{2}(-[A-Z]{2})?$' },
  })
  return either({ type: 'object' }, map, Type.String(options))
}

/** `type`: the name itself, or an array that contains it. */
export function typeNamed(...names: string[]): TSchema {
  const list = Type.Unsafe({
    type: 'array',
    items: { type: 'string' },
    contains: { enum: names },
  })
  return either({ type: 'array' }, list, Type.Unsafe({ type: 'string', enum: names }))
}

/** `type` of a credential: an array that contains VerifiableCredential and one of `names`. */
export function credentialType(...names: string[]): TSchema {
  return Type.Unsafe({
    type: 'array',
    items: { type: 'string' },
    allOf: [{ contains: { enum: ['VerifiableCredential'] } }, { contains: { enum: names } }],
  })
}

/** An object with some members required, others optional, and any others beside them. */
export function record(required: TProperties, optional: TProperties, closed = false): TSchema {
  return Type.Object(
    { ...required, ...Type.Partial(Type.Object(optional)).properties },
    closed ? { additionalProperties: false } : {},
  )
}

/** One of `names`, or an extension of the form `ext:something`. */
export function extensible(names: readonly string[]): TSchema {
  // The last entry is an extension itself; it is there for who reads the list in an error.
  const listed = Type.Unsafe({ type: 'string', enum: [...names, 'ext:...'] })
  return Type.Unsafe({
    if: { type: 'string', pattern: 'ext:[a-zA-Z0-9.|_]' },
    else: listed,
  })
}

/** RFC 3339 with a time zone. */
export const dateTime: TSchema = Type.String({ format: 'date-time' })

/** A JSON Web Signature in compact form. */
export const compactJws: TSchema = text({
  pattern: '^[a-zA-Z0-9_-]+\\.[a-zA-Z0-9_-]*\\.[a-zA-Z0-9_-]+$',
})

/** A language tag as Open Badges 3.0 has it, for example `en` or `en-GB`. */
export const languageTag: TSchema = text({
  pattern: '^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$',
})
