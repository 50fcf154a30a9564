import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
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
import {
  BadgeClass,
  BadgeClassPatch,
  BadgeClassQuery,
  BadgeClassVersion,
  NewBadgeClass,
} from './schema.ts'
import type { BadgeClassService } from './service.ts'

const tags = ['Badge classes']

export const badgeClassRoutes =
  (service: BadgeClassService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/badge-classes',
      {
        config: { scope: 'badge-classes:write', creates: true },
        schema: {
          tags,
          operationId: 'createBadgeClass',
          summary: 'Create a badge class',
          description:
            'What is awarded. It is checked first: what would lead to a credential that does not conform is refused, with the field named.',
          body: NewBadgeClass,
          response: { 201: BadgeClass, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) => service.create(tx, request.actor, request.body)),
    )

    app.get(
      '/v1/badge-classes',
      {
        config: { scope: 'badge-classes:read' },
        schema: {
          tags,
          operationId: 'listBadgeClasses',
          summary: 'List badge classes',
          querystring: BadgeClassQuery,
          response: { 200: PageOf(BadgeClass), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => service.list(actor, query, pageRequest(query)),
    )

    app.get(
      '/v1/badge-classes/:id',
      {
        config: { scope: 'badge-classes:read', conditional: true },
        schema: {
          tags,
          operationId: 'getBadgeClass',
          summary: 'Read a badge class',
          params: IdParams,
          response: { 200: BadgeClass, ...problemResponses(404) },
        },
      },
      async (request, reply) => {
        const { resource, revision } = await service.get(request.actor, request.params.id)
        return notModified(request, reply, revisionTag(revision)) ? reply.send() : resource
      },
    )

    app.patch(
      '/v1/badge-classes/:id',
      {
        config: { scope: 'badge-classes:write', conditional: true },
        schema: {
          tags,
          operationId: 'updateBadgeClass',
          summary: 'Change a badge class',
          description:
            'JSON merge patch of the top-level members: null takes a value away. Once it was awarded, an edit makes a new version; what was awarded keeps the old text.',
          params: IdParams,
          body: BadgeClassPatch,
          response: { 200: BadgeClass, ...problemResponses(400, 404, 412) },
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
      '/v1/badge-classes/:id',
      {
        config: { scope: 'badge-classes:write', conditional: true },
        schema: {
          tags,
          operationId: 'archiveBadgeClass',
          summary: 'Archive a badge class',
          description:
            'It leaves the lists and can be awarded no more. What was awarded stays valid. `PATCH {"archived": false}` brings it back.',
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

    app.get(
      '/v1/badge-classes/:id/versions',
      {
        config: { scope: 'badge-classes:read' },
        schema: {
          tags,
          operationId: 'listBadgeClassVersions',
          summary: 'List the versions of a badge class',
          description: 'Newest first. A version is frozen from its first award.',
          params: IdParams,
          response: {
            200: Type.Object({ data: Type.Array(BadgeClassVersion) }),
            ...problemResponses(404),
          },
        },
      },
      async ({ actor, params }) => ({ data: await service.versions(actor, params.id) }),
    )
  }
