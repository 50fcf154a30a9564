import { Type } from 'typebox'

/** A document in the OpenAPI description: what it is, and the types it is served as. */
export const documentResponse = (description: string, types: string[], example: unknown) => ({
  200: {
    description,
    content: Object.fromEntries(
      types.map((type) => [
        type,
        { schema: Type.Object({}, { additionalProperties: true }), example },
      ]),
    ),
  },
  304: Type.Null({ description: 'The copy that the caller has is current.' }),
})
