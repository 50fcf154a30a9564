import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdParams, problemResponses } from '../http/index.ts'
import { Erasure, NewErasure, RetentionPreview } from './schema.ts'
import type { LearnerRecords } from './service.ts'

const ARCHIVE = {
  200: {
    description: 'The archive.',
    content: {
      'application/zip': {
        schema: Type.Unsafe({ contentMediaType: 'application/zip' }),
        example: '(binary)',
      },
    },
  },
}

const tags = ["Learners' rights"]

/** All that is known of a learner: its export, its erasure, and how long it is kept. */
export const learnerRecordRoutes =
  ({ erasing, exporting, retention }: LearnerRecords): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/learners/:id/export',
      {
        config: { scope: 'learners:read', learner: true },
        schema: {
          tags,
          operationId: 'exportLearner',
          summary: 'Download everything about a learner',
          description:
            'A ZIP archive, made while it is read, of everything as it was at one moment: names and identifiers, each badge as signed document, VC-JWT and pictures, what others stated, files, and records in JSON; `README.txt` explains it, `index.csv` lists every file with its SHA-256. To a key of an issuer, and a token that it minted, what that issuer has to do with. What the caller may not read elsewhere is not in it: badges take `assertions:read`, applications and files `applications:read`, consents `consents:read`, pathways `pathways:read`; answers for equality monitoring are in the archive that the learner asks for with a token of their own that no issuer minted, and in no other. `README.txt` says what was left out.',
          params: IdParams,
          response: { ...ARCHIVE, ...problemResponses(404, 503) },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        const archive = await exporting.archive(actor, id)
        // No more of it is made once nobody reads: a HEAD wants none.
        reply.raw.once('close', () => archive.destroy())
        reply.header('content-disposition', `attachment; filename="learner-${id}.zip"`)
        return reply.type('application/zip').send(archive)
      },
    )

    app.post(
      '/v1/learners/:id/erasure',
      {
        // The erasure itself is the record of it.
        config: { scope: 'learners:write', learner: true, audit: false },
        schema: {
          tags,
          operationId: 'eraseLearner',
          summary: 'Erase a learner',
          description:
            'Removes the person for good: names, identifiers, credentials, files, and what names them in events, jobs and uploaded rows. Of each award a record without a learner stays, with the hash of the credential; its URL answers 410. Nothing is revoked: a copy that the learner kept goes on verifying. Asked again, the answer is the same. 202 while what others sent is still being looked through, 200 when nothing is left. Not for keys of an issuer.',
          params: IdParams,
          body: NewErasure,
          response: { 200: Erasure, 202: Erasure, ...problemResponses(400, 403, 404) },
        },
      },
      async ({ actor, params, body }, reply) => {
        const erasure = await erasing.erase(actor, params.id, body)
        return reply.code(erasure.status === 'completed' ? 200 : 202).send(erasure)
      },
    )

    app.get(
      '/v1/places/:id/retention-preview',
      {
        // To be looked at for this is not to be in use.
        config: { scope: 'learners:read', audit: false },
        schema: {
          tags,
          operationId: 'previewRetention',
          summary: 'See whose record the rules of a place would erase now',
          description:
            'A dry run of the daily job: learners who have to do with nobody but issuers of this place, and whose time is over by its `retention` settings. For the platform.',
          params: IdParams,
          response: { 200: RetentionPreview, ...problemResponses(403, 404) },
        },
      },
      ({ actor, params }) => retention.preview(actor, params.id),
    )

    app.get(
      '/v1/erasures/:id',
      {
        config: { scope: 'learners:read' },
        schema: {
          tags,
          operationId: 'getErasure',
          summary: 'Read an erasure',
          description: 'That it was done, by whom and why; nothing of whom.',
          params: IdParams,
          response: { 200: Erasure, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => erasing.get(actor, params.id),
    )
  }
