import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, resourceRoutes } from '../http/index.ts'
import { Network, NetworkPatch, NetworkQuery, NewNetwork } from './schema.ts'
import type { NetworkService } from './service.ts'

export const networkRoutes =
  (service: NetworkService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/networks',
        names: ['Network', 'Networks'],
        tag: 'Networks',
        scopes: { read: 'places:read', write: 'places:write' },
        schemas: {
          create: NewNetwork,
          patch: NetworkPatch,
          resource: Network,
          entry: Network,
          query: NetworkQuery,
        },
        openToPlaces: 'all',
        words: {
          create: {
            summary: 'Create a network of places',
            description:
              'By who leads the place that is to lead it. Its places share pathways and templates of badge classes with one another.',
          },
          list: {
            summary: 'List networks',
            description: 'Oldest first; those that a place of the caller is in, or was asked into.',
          },
          read: { summary: 'Read a network', description: 'What it is called.' },
          update: {
            summary: 'Change a network',
            description: 'By the place that leads it. JSON merge patch.',
          },
          archive: {
            summary: 'Archive a network',
            description:
              'It leaves the lists; what was adopted stays. `PATCH {"archived": false}` brings it back.',
          },
        },
      },
      service,
      creations,
    )
  }
