import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdParams, problemResponses } from '../http/index.ts'
import { CACHING, documentResponse, serve } from '../serving/index.ts'
import { EXAMPLES } from './examples.ts'
import type { PublicDocuments } from './service.ts'

const tags = ['Public documents']

/** What is about others than the award itself may lag behind a little longer. */
const FIVE_MINUTES = CACHING.shared(300)

const publicId = (description: string) =>
  Type.Object({ publicId: Type.String({ pattern: '^[\\w-]{22}$', description }) })

/** The endorsements that the world reads, and the badging standards that some of them are about. */
export const endorsementDocumentRoutes =
  (documents: PublicDocuments): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/endorsements/:publicId',
      {
        schema: {
          tags,
          operationId: 'getSignedEndorsement',
          summary: 'Read a signed endorsement',
          description:
            'The EndorsementCredential, byte for byte as it was signed; whether it was revoked its status list says. 410 once it was erased, with the learner whose badge it was about.',
          params: publicId('The public id of the endorsement.'),
          response: {
            ...documentResponse(
              'The signed EndorsementCredential.',
              ['application/ld+json'],
              EXAMPLES.endorsement,
            ),
            ...problemResponses(404, 410),
          },
        },
      },
      async (request, reply) =>
        serve(request, reply, await documents.endorsement(request.params.publicId), {
          noun: 'endorsement',
          type: 'application/ld+json',
          cacheControl: CACHING.asked,
        }),
    )

    app.get(
      '/credentials/:publicId/endorsements',
      {
        schema: {
          tags,
          operationId: 'getCredentialEndorsements',
          summary: 'Read the endorsements of a credential',
          description:
            'Every endorsement that stands now: of the credential itself, of its achievement and the badging standards that this follows, and of its issuer. A credential embeds those that stood when it was awarded.',
          params: publicId('The unguessable id of the credential: who knows it may look.'),
          response: {
            ...documentResponse(
              'The endorsements, oldest first.',
              ['application/json'],
              EXAMPLES.endorsements,
            ),
            ...problemResponses(404),
          },
        },
      },
      async (request, reply) =>
        serve(request, reply, await documents.credentialEndorsements(request.params.publicId), {
          noun: 'credential',
          type: 'application/json',
          cacheControl: CACHING.asked,
        }),
    )

    app.get(
      '/standards/:id',
      {
        schema: {
          tags,
          operationId: 'getStandard',
          summary: 'Read what a badging standard is',
          description: 'With the endorsements of it that stand now.',
          params: IdParams,
          response: {
            ...documentResponse('The standard.', ['application/json'], EXAMPLES.standard),
            ...problemResponses(404),
          },
        },
      },
      async (request, reply) =>
        serve(request, reply, await documents.standard(request.params.id), {
          noun: 'badging standard',
          type: 'application/json',
          cacheControl: FIVE_MINUTES,
        }),
    )
  }
