import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, SCOPES, Timestamp, text } from '../http/index.ts'
import { KEY_ROLES } from '../places/index.ts'

const Scopes = Type.Array(Type.Enum(SCOPES, { type: 'string' }), {
  minItems: 1,
  maxItems: SCOPES.length,
  uniqueItems: true,
  description: 'What the key may do. A key can only hand on scopes that it has itself.',
})

export const NewApiKey = Type.Object(
  {
    name: text(100, { description: 'Who or what uses the key.' }),
    scopes: Scopes,
    issuerId: Type.Optional(nullable(Id)),
    placeId: Type.Optional(nullable(Id)),
    role: Type.Optional(
      Type.Enum([...KEY_ROLES], {
        description: 'What part its holder has in the place, which bounds the scopes.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'Bound to an issuer, to a place with a role, or to neither: then it is a key of the platform.',
    examples: [
      {
        name: 'Harbour Library award script',
        scopes: ['badge-classes:read', 'assertions:write', 'assertions:read'],
        issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
      },
    ],
  },
)

const apiKeyExample = {
  id: '019aa7c1-0a3c-7d55-b1a0-3a5f2a9e7c10',
  name: 'Harbour Library award script',
  prefix: 'wm_0c2b15e03402',
  scopes: ['badge-classes:read', 'assertions:write', 'assertions:read'],
  issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
  placeId: null,
  role: null,
  createdAt: '2026-11-22T09:30:00Z',
  revokedAt: null,
}

export const ApiKey = Type.Object(
  {
    id: Id,
    name: Type.String(),
    prefix: Type.String({ description: 'The first characters of the key, to tell keys apart.' }),
    scopes: Type.Array(Type.String()),
    issuerId: nullable(Id),
    placeId: nullable(Id),
    role: nullable(Type.String()),
    createdAt: Timestamp,
    revokedAt: nullable(Timestamp),
  },
  { examples: [apiKeyExample] },
)

export const ApiKeyWithSecret = Type.Object(
  {
    ...ApiKey.properties,
    key: Type.String({ description: 'The key itself. Shown in this answer and never again.' }),
  },
  { examples: [{ ...apiKeyExample, key: 'wm_0c2b15e03402_(43 more characters)' }] },
)

export const ApiKeyQuery = Type.Object(
  { ...pageQuery, issuerId: Type.Optional(Id), placeId: Type.Optional(Id) },
  { additionalProperties: false },
)

export type NewApiKey = Static<typeof NewApiKey>
export type ApiKey = Static<typeof ApiKey>
export type ApiKeyWithSecret = Static<typeof ApiKeyWithSecret>
