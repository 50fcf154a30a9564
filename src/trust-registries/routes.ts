import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Database } from '../db/index.ts'
import { CACHING, documentResponse, serve } from '../serving/index.ts'
import { OWN_REGISTRY_PATH, ownRegistry } from './own.ts'

const EXAMPLE = {
  registry: {
    'did:web:badges.example.org:issuers:019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11': {
      name: 'Harbour Library',
      url: 'https://library.example.org',
    },
  },
}

/** The registry of the issuers that are here, for anybody who relies on this service. */
export const issuerRegistryRoutes =
  (database: Database): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('access-control-allow-origin', '*')
    })
    app.get(
      OWN_REGISTRY_PATH,
      {
        schema: {
          tags: ['Public documents'],
          operationId: 'getIssuerRegistry',
          summary: 'Read the registry of issuers',
          description:
            'Every issuer of this service by its DID, in the form of the Digital Credentials Consortium. Not paged.',
          response: documentResponse('The issuers.', ['application/json'], EXAMPLE),
        },
      },
      async (request, reply) =>
        serve(request, reply, await ownRegistry(database.queries), {
          noun: 'registry',
          type: 'application/json',
          cacheControl: CACHING.shared(300),
        }),
    )
  }
