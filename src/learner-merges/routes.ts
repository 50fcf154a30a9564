import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, IdParams, problemResponses } from '../http/index.ts'
import { Merge, Merges, NewMerge, Undoing } from './schema.ts'
import type { LearnerMergeService } from './service.ts'

const tags = ['Learners']
const PATH = '/v1/learners/:id/merges'

/** Merging learners who are one person, and undoing it. */
export const learnerMergeRoutes =
  (service: LearnerMergeService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      PATH,
      {
        config: { scope: 'learners:write', creates: true, learner: true },
        schema: {
          tags,
          operationId: 'mergeLearners',
          summary: 'Merge two learners who are one person',
          description:
            "Everything of the other learner is this one's from then on; the other one's id leads here by the `Link` of its 404. Both sides have to be proven; that a card number is known proves nothing. Not for keys bound to an issuer.",
          params: IdParams,
          body: NewMerge,
          response: { 201: Merge, ...problemResponses(400, 403, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.create(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      PATH,
      {
        config: { scope: 'learners:read', learner: true },
        schema: {
          tags,
          operationId: 'listMerges',
          summary: 'List who was merged into a learner',
          description: 'Oldest first, with those that were undone.',
          params: IdParams,
          response: { 200: Merges, ...problemResponses(403, 404) },
        },
      },
      async ({ actor, params }) => ({ data: await service.list(actor, params.id) }),
    )

    app.post(
      `${PATH}/undo`,
      {
        config: { scope: 'learners:write', learner: true },
        schema: {
          tags,
          operationId: 'undoMerge',
          summary: 'Undo a merge',
          description:
            'What came from the merged learner goes back, as far as it is there; what was awarded since stays. Of several merges on top of each other the last one is undone first.',
          params: IdParams,
          body: Undoing,
          response: { 200: Merge, ...problemResponses(400, 403, 404, 409) },
        },
      },
      ({ actor, params, body }) => service.undo(actor, params.id, body.mergeId),
    )
  }
