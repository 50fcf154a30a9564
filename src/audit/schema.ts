import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, Timestamp } from '../http/index.ts'

export const AuditRecord = Type.Object(
  {
    id: Id,
    at: Timestamp,
    action: Type.Enum(['read', 'change']),
    operation: Type.String({ description: 'The operation of this API, by its operationId.' }),
    actorId: Type.String({ description: 'Id of the API key or token, or `admin`.' }),
    issuerId: Type.Unsafe<string | null>({
      ...nullable(Id),
      description: 'The issuer that the key or token was bound to.',
    }),
  },
  {
    examples: [
      {
        id: '019aa7c9-11b2-7c3d-8e4f-5a6b7c8d9e0f',
        at: '2026-11-22T09:30:00Z',
        action: 'read',
        operation: 'getLearner',
        actorId: '019aa7c1-0a3c-7d55-b1a0-3a5f2a9e7c10',
        issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
      },
    ],
  },
)

const { limit, cursor } = pageQuery
export const AuditQuery = Type.Object({ limit, cursor }, { additionalProperties: false })

export type AuditRecord = Static<typeof AuditRecord>
export type AuditQuery = Static<typeof AuditQuery>
