import accepts from '@fastify/accepts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdParams, problemResponses } from '../http/index.ts'
import { STATUS_LIST_MAX_AGE_SECONDS } from '../status-lists/index.ts'
import { EXAMPLES } from './examples.ts'
import { CACHING, JSON_LD_TYPES, negotiate, serve } from './serve.ts'
import type { PublicDocuments } from './service.ts'

const tags = ['Public documents']
const SIGNED = 'The signed Open Badges 3.0 credential.'
const FIVE_MINUTES = CACHING.shared(300)

const PublicIdParams = Type.Object({
  publicId: Type.String({
    pattern: '^[\\w-]{22}$',
    description: 'The unguessable id of the credential: who knows it may look.',
  }),
})

/** A document in the OpenAPI description: what it is, and the types it is served as. */
const documentResponse = (description: string, types: string[], example: unknown) => ({
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

export const publicDocumentRoutes =
  (documents: PublicDocuments): FastifyPluginAsyncTypebox =>
  async (app) => {
    await app.register(accepts)
    // Pages of any origin may read these documents, and the problems that stand in for them.
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('access-control-allow-origin', '*')
    })

    app.get(
      '/credentials/:publicId',
      {
        schema: {
          tags,
          operationId: 'getCredential',
          summary: 'Read a credential',
          description: 'The signed document, byte for byte, in the format that `Accept` prefers.',
          params: PublicIdParams,
          response: {
            ...documentResponse(SIGNED, JSON_LD_TYPES, EXAMPLES.credential),
            ...problemResponses(404, 406),
          },
        },
      },
      async (request, reply) => {
        const type = negotiate(request, JSON_LD_TYPES)
        const document = await documents.credential(request.params.publicId)
        reply.header('vary', 'Accept')
        return serve(request, reply, document, {
          noun: 'credential',
          type,
          cacheControl: CACHING.negotiated,
        })
      },
    )

    app.get(
      '/credentials/:publicId.json',
      {
        schema: {
          tags,
          operationId: 'getCredentialJson',
          summary: 'Read a credential as JSON-LD',
          params: PublicIdParams,
          response: {
            ...documentResponse(SIGNED, ['application/ld+json'], EXAMPLES.credential),
            ...problemResponses(404),
          },
        },
      },
      async (request, reply) =>
        serve(request, reply, await documents.credential(request.params.publicId), {
          noun: 'credential',
          type: 'application/ld+json',
          cacheControl: FIVE_MINUTES,
        }),
    )

    const byId = (
      url: string,
      read: (id: string) => Promise<string | undefined>,
      about: {
        operationId: string
        summary: string
        noun: string
        example: unknown
        type: string
        cacheControl: string
      },
    ) => {
      const { operationId, summary, noun, example, type, cacheControl } = about
      app.get(
        url,
        {
          schema: {
            tags,
            operationId,
            summary,
            params: IdParams,
            response: { ...documentResponse(summary, [type], example), ...problemResponses(404) },
          },
        },
        async (request, reply) =>
          serve(request, reply, await read(request.params.id), { noun, type, cacheControl }),
      )
    }

    byId('/issuers/:id', documents.issuerProfile, {
      operationId: 'getIssuerProfile',
      summary: 'Read the public profile of an issuer',
      noun: 'issuer',
      example: EXAMPLES.issuerProfile,
      type: 'application/ld+json',
      cacheControl: FIVE_MINUTES,
    })
    byId('/issuers/:id/did.json', documents.didDocument, {
      operationId: 'getDidDocument',
      summary: 'Read the DID document of an issuer',
      noun: 'issuer',
      example: EXAMPLES.didDocument,
      type: 'application/did+json',
      cacheControl: FIVE_MINUTES,
    })
    byId('/achievements/:id', documents.achievement, {
      operationId: 'getAchievement',
      summary: 'Read a version of a badge class as an Achievement',
      noun: 'achievement',
      example: EXAMPLES.achievement,
      type: 'application/ld+json',
      cacheControl: FIVE_MINUTES,
    })
    byId('/status-lists/:id', documents.statusList, {
      operationId: 'getStatusList',
      summary: 'Read a signed status list',
      noun: 'status list',
      example: EXAMPLES.statusList,
      type: 'application/ld+json',
      cacheControl: CACHING.shared(STATUS_LIST_MAX_AGE_SECONDS),
    })

    app.get(
      '/layers/:name',
      {
        schema: {
          tags,
          operationId: 'getLayer',
          summary: 'Read what a layer means',
          params: Type.Object({ name: Type.String({ maxLength: 50 }) }),
          response: {
            ...documentResponse('The layer.', ['application/json'], EXAMPLES.layer),
            ...problemResponses(404),
          },
        },
      },
      async (request, reply) =>
        serve(request, reply, await documents.layer(request.params.name), {
          noun: 'layer',
          type: 'application/json',
          cacheControl: CACHING.shared(86_400),
        }),
    )
  }
