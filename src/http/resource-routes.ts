import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { Transaction } from '../db/index.ts'
import { answerChanged, answerRead, type Created, type Versioned } from './answers.ts'
import type { Actor } from './authentication.ts'
import { expectedRevisions } from './conditional.ts'
import { IdParams, NoContent } from './fields.ts'
import type { Creations, Together } from './idempotency.ts'
import { answerList, type ListFormat, listResponse } from './list-formats.ts'
import { type Page, type PageRequest, pageRequest } from './paging.ts'
import { problemResponses } from './problems.ts'
import type { Scope } from './scopes.ts'

/** What every noun's service can do for its routes. What an actor may not see is a 404. */
export type ResourceService<New, Patch, Resource extends { id: string }, Entry, Filter> = {
  /**
   * What is to be done with a new resource or a change before the transaction that stores it, such
   * as asking strangers.
   * @returns the input to go on with
   * @throws Problem naming the field when the request cannot be met
   */
  prepare?<Input extends New | Patch>(actor: Actor, input: Input): Promise<Input>
  /** @throws Problem naming the field when the request cannot be met */
  create(tx: Transaction, actor: Actor, input: New): Promise<Created<Resource>>
  /** Where so many are created that those which come at the same time are carried out together. */
  together?: Together<New>
  get(actor: Actor, id: string): Promise<Versioned<Resource>>
  /** Oldest first. */
  list(actor: Actor, filter: Filter, request: PageRequest): Promise<Page<Entry>>
  /**
   * Changes the members that are given; null takes a value away.
   * @param expected - revisions of If-Match, one of which must be the present one; or null
   */
  update(
    actor: Actor,
    id: string,
    patch: Patch,
    expected: number[] | null,
  ): Promise<Versioned<Resource>>
  /** Takes the resource out of the lists; `update` with `archived: false` brings it back. */
  archive(actor: Actor, id: string, expected: number[] | null): Promise<void>
}

type Words = { summary: string; description: string }

/** A noun of the API: where it lives, what it looks like, and how it is described. */
export type Resource<
  New extends TSchema,
  Patch extends TSchema,
  Full extends TSchema,
  Entry extends TSchema,
  Query extends TObject,
> = {
  /** Such as `/v1/issuers`. */
  path: string
  /** In operation ids: `Issuer`, `Issuers`. */
  names: [singular: string, plural: string]
  tag: string
  scopes: { read: Scope; write: Scope }
  schemas: { create: New; patch: Patch; resource: Full; entry: Entry; query: Query }
  words: { create: Words; list: Words; read: Words; update: Words; archive: Words }
  /** How long a body may be, in bytes, where that is more than elsewhere. */
  bodyLimit?: number
  /** What keys of places may do too: read, or all; the service holds them to their place. */
  openToPlaces?: 'read' | 'all'
  /** Other forms that a list can have besides JSON. */
  listFormats?: readonly ListFormat<Static<Entry>>[]
  /** Whether creating may find what is there already and answer 200. */
  findsExisting?: boolean
  /** What a learner's token may do too; the service holds it to its learner. */
  openToLearners?: readonly ('list' | 'read' | 'update')[]
}

/**
 * Adds the five operations that every noun has: create, list, read, update, archive; each with
 * its scope, its idempotency or ETag, its examples and its errors.
 */
export function resourceRoutes<
  New extends TSchema,
  Patch extends TSchema,
  Full extends TSchema,
  Entry extends TSchema,
  Query extends TObject,
>(
  app: FastifyInstance,
  about: Resource<New, Patch, Full, Entry, Query>,
  service: ResourceService<
    Static<New>,
    Static<Patch>,
    Static<Full> & { id: string },
    Static<Entry>,
    Static<Query>
  >,
  creations: Creations,
): void {
  const { path, scopes, schemas, words, findsExisting = false } = about
  const { openToLearners = [], openToPlaces, listFormats = [] } = about
  const readers = { place: openToPlaces !== undefined }
  const writers = { place: openToPlaces === 'all' }
  const limit = about.bodyLimit === undefined ? {} : { bodyLimit: about.bodyLimit }
  const [singular, plural] = about.names
  const tags = [about.tag]
  const idOf = (request: FastifyRequest) => (request.params as Static<typeof IdParams>).id

  const together = service.together && creations.together(service.together)
  app.post(
    path,
    {
      ...limit,
      config: {
        scope: scopes.write,
        creates: true,
        // Events record what is made in such numbers.
        ...(together !== undefined && { audit: false }),
        ...writers,
      },
      schema: {
        tags,
        operationId: `create${singular}`,
        ...words.create,
        body: schemas.create,
        response: {
          ...(findsExisting && { 200: schemas.resource }),
          201: schemas.resource,
          ...problemResponses(400, 404, 409, 422),
        },
      },
    },
    (request, reply) => {
      const { actor } = request
      let input = request.body as Static<New>
      if (together !== undefined) return together(request, reply, input)
      const prepare = async () => {
        input = (await service.prepare?.(actor, input)) ?? input
      }
      return creations.create(
        request,
        reply,
        (tx) => service.create(tx, actor, input),
        service.prepare && prepare,
      )
    },
  )

  for (const suffix of ['', ...listFormats.map((format) => format.suffix)]) {
    const form = suffix === '' ? '' : `As${suffix.slice(1).replace(/^./, (c) => c.toUpperCase())}`
    app.get(
      `${path}${suffix}`,
      {
        config: { scope: scopes.read, ...readers, learner: openToLearners.includes('list') },
        schema: {
          tags,
          operationId: `list${plural}${form}`,
          ...words.list,
          querystring: schemas.query,
          response: { 200: listResponse(schemas.entry, listFormats), ...problemResponses(400) },
        },
      },
      async (request, reply) => {
        const query = request.query as Static<Query> & Parameters<typeof pageRequest>[0]
        const page = await service.list(request.actor, query, pageRequest(query))
        return answerList(request, reply, page, listFormats)
      },
    )
  }

  app.get(
    `${path}/:id`,
    {
      config: {
        scope: scopes.read,
        conditional: true,
        ...readers,
        learner: openToLearners.includes('read'),
      },
      schema: {
        tags,
        operationId: `get${singular}`,
        ...words.read,
        params: IdParams,
        response: { 200: schemas.resource, ...problemResponses(404) },
      },
    },
    async (request, reply) =>
      answerRead(request, reply, await service.get(request.actor, idOf(request))),
  )

  app.patch(
    `${path}/:id`,
    {
      ...limit,
      config: {
        scope: scopes.write,
        conditional: true,
        ...writers,
        learner: openToLearners.includes('update'),
      },
      schema: {
        tags,
        operationId: `update${singular}`,
        ...words.update,
        params: IdParams,
        body: schemas.patch,
        response: { 200: schemas.resource, ...problemResponses(400, 404, 409, 412) },
      },
    },
    async (request, reply) => {
      const body = request.body as Static<Patch>
      const patch = (await service.prepare?.(request.actor, body)) ?? body
      const expected = expectedRevisions(request)
      return answerChanged(
        reply,
        await service.update(request.actor, idOf(request), patch, expected),
      )
    },
  )

  app.delete(
    `${path}/:id`,
    {
      config: { scope: scopes.write, conditional: true, ...writers },
      schema: {
        tags,
        operationId: `archive${singular}`,
        ...words.archive,
        params: IdParams,
        response: { 204: NoContent, ...problemResponses(404, 412) },
      },
    },
    async (request, reply) => {
      await service.archive(request.actor, idOf(request), expectedRevisions(request))
      return reply.code(204).send(null)
    },
  )
}
