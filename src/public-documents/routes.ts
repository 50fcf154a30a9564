import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { CredentialFormats } from '../credential-formats/index.ts'
import { IdParams, problemResponses } from '../http/index.ts'
import type { Pages } from '../pages/index.ts'
import { CACHING, documentResponse, serve } from '../serving/index.ts'
import { STATUS_LIST_MAX_AGE_SECONDS } from '../status-lists/index.ts'
import { credentialRoutes } from './credential-routes.ts'
import { endorsementDocumentRoutes } from './endorsement-routes.ts'
import { EXAMPLES } from './examples.ts'
import type { PublicDocuments } from './service.ts'

const tags = ['Public documents']
const FIVE_MINUTES = CACHING.shared(300)

/** What anybody can read: credentials in every form, issuers, achievements, status lists. */
export const publicDocumentRoutes =
  (
    documents: PublicDocuments,
    formats: CredentialFormats,
    pages: Pages,
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    // Pages of any origin may read these documents, and the problems that stand in for them.
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('access-control-allow-origin', '*')
      done()
    })
    await app.register(credentialRoutes(formats, pages))
    await app.register(endorsementDocumentRoutes(documents))

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
