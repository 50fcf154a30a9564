import { Type } from 'typebox'

/** Path parameters of what is found by a credential's public id. */
export const PublicIdParams = Type.Object({
  publicId: Type.String({
    pattern: '^[\\w-]{22}$',
    description: 'The unguessable id of the credential: who knows it may look.',
  }),
})
