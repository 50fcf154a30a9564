import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
  expectedRevisions,
  IdParams,
  NoContent,
  notModified,
  PageOf,
  pageRequest,
  problemResponses,
  revisionTag,
} from '../http/index.ts'
import { Issuer, IssuerPatch, IssuerQuery, NewIssuer } from './schema.ts'
import type { IssuerService } from './service.ts'

const tags = ['Issuers']

export const issuerRoutes =
  (service: IssuerService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/issuers',
      {
        config: { scope: 'issuers:write', creates: true },
        schema: {
          tags,
          operationId: 'createIssuer',
          summary: 'Create an issuer',
          description: 'An organisation that awards badges. It gets a signing key and a DID.',
          body: NewIssuer,
          response: { 201: Issuer, ...problemResponses(400, 403, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) => service.create(tx, request.actor, request.body)),
    )

    app.get(
      '/v1/issuers',
      {
        config: { scope: 'issuers:read' },
        schema: {
          tags,
          operationId: 'listIssuers',
          summary: 'List issuers',
          querystring: IssuerQuery,
          response: { 200: PageOf(Issuer), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => service.list(actor, pageRequest(query)),
    )

    app.get(
      '/v1/issuers/:id',
      {
        config: { scope: 'issuers:read', conditional: true },
        schema: {
          tags,
          operationId: 'getIssuer',
          summary: 'Read an issuer',
          params: IdParams,
          response: { 200: Issuer, ...problemResponses(404) },
        },
      },
      async (request, reply) => {
        const { resource, revision } = await service.get(request.actor, request.params.id)
        return notModified(request, reply, revisionTag(revision)) ? reply.send() : resource
      },
    )

    app.patch(
      '/v1/issuers/:id',
      {
        config: { scope: 'issuers:write', conditional: true },
        schema: {
          tags,
          operationId: 'updateIssuer',
          summary: 'Change an issuer',
          description:
            'JSON merge patch: null takes a value away. Credentials already signed keep what they say.',
          params: IdParams,
          body: IssuerPatch,
          response: { 200: Issuer, ...problemResponses(400, 404, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const changed = await service.update(actor, params.id, body, expectedRevisions(request))
        reply.header('etag', revisionTag(changed.revision))
        return changed.resource
      },
    )

    app.delete(
      '/v1/issuers/:id',
      {
        config: { scope: 'issuers:write', conditional: true },
        schema: {
          tags,
          operationId: 'archiveIssuer',
          summary: 'Archive an issuer',
          description:
            'It leaves the lists and can award no more. What it awarded stays valid. `PATCH {"archived": false}` brings it back.',
          params: IdParams,
          response: { 204: NoContent, ...problemResponses(404, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params } = request
        await service.archive(actor, params.id, expectedRevisions(request))
        return reply.code(204).send(null)
      },
    )
  }
