import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, IdParams, problemResponses } from '../http/index.ts'
import { CtdlInput, CtdlQuery, CtdlResponse } from './ctdl-schema.ts'
import type { CtdlService } from './ctdl-service.ts'
import { Pathway } from './schema.ts'

const tags = ['Pathways']
/** The largest pathway says everything twice, and at length. */
const LARGEST_BYTES = 8 * 1024 * 1024

/** Pathways as CTDL documents, out and in. */
export const ctdlRoutes =
  (service: CtdlService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/pathways/:id/ctdl',
      {
        config: { scope: 'pathways:read', learner: true, place: true },
        schema: {
          tags,
          operationId: 'exportPathway',
          summary: 'Export a pathway as CTDL',
          description:
            'JSON-LD with a ceterms:Pathway, a component for each step and for whatever steps name, and ceterms:ComponentCondition for `all` (logic:And), `any` (logic:Or) and `atLeast` (requiredNumber). What CTDL cannot say stands in members of its own: `waymark:step` and `waymark:optional` of a step; `waymark:badgeClass`, `waymark:pathway`, `waymark:opportunity`, `waymark:layer` and `waymark:count` of what a step names; `waymark:atLeast`, `waymark:points` and `waymark:weights` of a condition (a weight for each of its targets or conditions, in order); `waymark:awards`, `waymark:whenGroundFalls` and `waymark:destinations` of the pathway. An import gives the same pathway.',
          params: IdParams,
          response: { 200: CtdlResponse, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        const document = await service.write(actor, params.id)
        const type = 'application/ld+json; charset=utf-8'
        return reply.type(type).send(JSON.stringify(document) as never)
      },
    )

    app.post(
      '/v1/pathways/imports',
      {
        config: { scope: 'pathways:write', creates: true, place: true },
        bodyLimit: LARGEST_BYTES,
        schema: {
          tags,
          operationId: 'importPathway',
          summary: 'Import a pathway from CTDL',
          description:
            'A document as the export writes it, or one that others wrote: there each component is a step, which asks for what it is a ceterms:proxyFor here or names with a member `waymark:` (see the export), for its conditions and for its children. What is wrong is told with its place in the document. The query says whose it is, of which place, and whether it is a draft. Other members of the nodes are left aside, and so is the `@id` that a registry gives the graph.',
          querystring: CtdlQuery,
          body: CtdlInput,
          response: { 201: Pathway, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.import(tx, request.actor, request.body, request.query),
        ),
    )
  }
