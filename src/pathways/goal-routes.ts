import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Creations, Id, IdParams, NoContent, problemResponses } from '../http/index.ts'
import { Goal, Goals, NewGoal, RouteQuery, Routes } from './goal-schema.ts'
import type { GoalService } from './goal-service.ts'
import type { RouteService } from './route-service.ts'

const tags = ['Pathways']

/** What learners set out for, and the shortest way there. */
export const goalRoutes =
  (goals: GoalService, routes: RouteService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/learners/:id/goals',
      {
        config: { scope: 'learners:write', learner: true, creates: true },
        schema: {
          tags,
          operationId: 'createGoal',
          summary: 'Set a goal',
          description:
            'What a learner sets out for: a pathway, a badge class, or a destination. A goal that is set already is answered with 200.',
          params: IdParams,
          body: NewGoal,
          response: { 200: Goal, 201: Goal, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          goals.add(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/learners/:id/goals',
      {
        config: { scope: 'pathways:read', learner: true },
        schema: {
          tags,
          operationId: 'listGoals',
          summary: "List a learner's goals",
          description: 'Oldest first. The key of an issuer sees those that it set.',
          params: IdParams,
          response: { 200: Goals, ...problemResponses(404) },
        },
      },
      async ({ actor, params }) => ({ data: await goals.list(actor, params.id) }),
    )

    app.delete(
      '/v1/learners/:id/goals/:goalId',
      {
        config: { scope: 'learners:write', learner: true },
        schema: {
          tags,
          operationId: 'removeGoal',
          summary: 'Give a goal up',
          description: 'It is forgotten.',
          params: Type.Object({ id: Id, goalId: Id }),
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await goals.remove(actor, params.id, params.goalId)
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/v1/learners/:id/routes',
      {
        config: { scope: 'pathways:read', learner: true },
        schema: {
          tags,
          operationId: 'findRoutes',
          summary: 'Find the shortest way to a goal',
          description:
            'The sets of badges that complete a pathway, or reach a goal, with the least effort: the declared hours of each badge class, or 1. With the opportunities that give these badges, as far as the caller may know of them; with `near`, those near a point.',
          params: IdParams,
          querystring: RouteQuery,
          response: { 200: Routes, ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) => routes.routes(actor, params.id, query),
    )
  }
