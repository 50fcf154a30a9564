import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, Timestamp } from '../http/index.ts'
import { FILE_MEDIA_TYPES } from './kinds.ts'

export const StoredFile = Type.Object(
  {
    id: Id,
    learnerId: Id,
    name: nullable(Type.String({ description: 'As its sender called it.' })),
    mediaType: Type.String({
      description: `What it is, by its content: ${FILE_MEDIA_TYPES.join(', ')}.`,
    }),
    size: Type.Integer({ description: 'In bytes.' }),
    sha256: Type.String({ description: 'Hash of its content, in hex.' }),
    createdAt: Timestamp,
  },
  {
    examples: [
      {
        id: '019aa7ca-2b10-7a3c-8f1e-4b5d6c7e8f90',
        learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
        name: 'storyboard.pdf',
        mediaType: 'application/pdf',
        size: 482133,
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        createdAt: '2026-11-22T09:30:00Z',
      },
    ],
  },
)
export type StoredFile = Static<typeof StoredFile>

const learnerId = Type.Optional(
  Type.Unsafe<string>({ ...Id, description: "Whose it is; a learner's token may leave it out." }),
)

export const UploadQuery = Type.Object({ learnerId }, { additionalProperties: false })

const { limit, cursor } = pageQuery
export const FileQuery = Type.Object({ limit, cursor, learnerId }, { additionalProperties: false })
