import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, resourceRoutes } from '../http/index.ts'
import { IMAGE_JSON_BYTES } from '../images/index.ts'
import { Issuer, IssuerPatch, IssuerQuery, NewIssuer } from './schema.ts'
import type { IssuerService } from './service.ts'

/** Issuers. */
export const issuerRoutes =
  (service: IssuerService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/issuers',
        names: ['Issuer', 'Issuers'],
        tag: 'Issuers',
        bodyLimit: IMAGE_JSON_BYTES,
        openToPlaces: 'read',
        scopes: { read: 'issuers:read', write: 'issuers:write' },
        schemas: {
          create: NewIssuer,
          patch: IssuerPatch,
          resource: Issuer,
          entry: Issuer,
          query: IssuerQuery,
        },
        words: {
          create: {
            summary: 'Create an issuer',
            description:
              'An organisation that awards badges. It gets a signing key and a DID. A key bound to an issuer cannot create another.',
          },
          list: {
            summary: 'List issuers',
            description: 'Oldest first. A key bound to an issuer sees that one.',
          },
          read: {
            summary: 'Read an issuer',
            description: 'With its DID and its settings.',
          },
          update: {
            summary: 'Change an issuer',
            description:
              'JSON merge patch: null takes a value away. Credentials already signed keep what they say.',
          },
          archive: {
            summary: 'Archive an issuer',
            description:
              'It leaves the lists and can award no more. What it awarded stays valid. `PATCH {"archived": false}` brings it back.',
          },
        },
      },
      service,
      creations,
    )
  }
