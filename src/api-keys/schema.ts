import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, SCOPES, Timestamp, text } from '../http/index.ts'

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
  },
  {
    additionalProperties: false,
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
  { ...pageQuery, issuerId: Type.Optional(Id) },
  { additionalProperties: false },
)

export type NewApiKey = Static<typeof NewApiKey>
export type ApiKey = Static<typeof ApiKey>
export type ApiKeyWithSecret = Static<typeof ApiKeyWithSecret>
