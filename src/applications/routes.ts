import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  answerChanged,
  answerRead,
  type Creations,
  expectedRevisions,
  IdParams,
  PageOf,
  pageRequest,
  problemResponses,
} from '../http/index.ts'
import {
  Application,
  ApplicationPatch,
  ApplicationQuery,
  ApplicationSummary,
  Decision,
  NewApplication,
  Reviewers,
} from './schema.ts'
import type { ApplicationService } from './service.ts'

const tags = ['Applications']
const path = '/v1/applications'
const read = { scope: 'applications:read', learner: true, place: true } as const
const applies = { scope: 'applications:write', learner: true, conditional: true } as const
const reviews = { scope: 'applications:review', conditional: true } as const

/** Applications, by learners and those who decide about them. */
export const applicationRoutes =
  (service: ApplicationService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      path,
      {
        config: { scope: 'applications:write', learner: true, creates: true },
        schema: {
          tags,
          operationId: 'createApplication',
          summary: 'Apply for a badge',
          description:
            'By a learner, or by a key for one. It is a draft, which an issuer does not see unless it made it, until it is submitted; `submit` does so at once. Evidence is private unless the learner wants it published.',
          body: NewApplication,
          response: { 201: Application, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) => {
        const { actor, body } = request
        return creations.create(request, reply, (tx) => service.create(tx, actor, body))
      },
    )

    app.get(
      path,
      {
        config: read,
        schema: {
          tags,
          operationId: 'listApplications',
          summary: 'List applications',
          description:
            'Oldest first, without their evidence: for a learner their own, for the key of an issuer those for its badges.',
          querystring: ApplicationQuery,
          response: { 200: PageOf(ApplicationSummary), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => {
        const { limit, cursor, ...filter } = query
        return service.list(actor, filter, pageRequest({ limit, cursor }))
      },
    )

    app.get(
      `${path}/:id`,
      {
        config: { ...read, conditional: true },
        schema: {
          tags,
          operationId: 'getApplication',
          summary: 'Read an application',
          description:
            'With its evidence and its history. Another learner who is to look at it sees no name, and the evidence only for as long.',
          params: IdParams,
          response: { 200: Application, ...problemResponses(404) },
        },
      },
      async (request, reply) =>
        answerRead(request, reply, await service.get(request.actor, request.params.id)),
    )

    app.patch(
      `${path}/:id`,
      {
        config: applies,
        schema: {
          tags,
          operationId: 'updateApplication',
          summary: 'Change the evidence of an application',
          description: 'All of it, while it is a draft or was returned.',
          params: IdParams,
          body: ApplicationPatch,
          response: { 200: Application, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        return answerChanged(reply, await service.update(actor, params.id, body.evidence, expected))
      },
    )

    for (const [action, noun, summary, description] of [
      [
        'submit',
        'submission',
        'Submit an application',
        'A draft, or one that was returned. Submitting again changes nothing. A learner has one application for a badge looked at at a time.',
      ],
      [
        'withdraw',
        'withdrawal',
        'Withdraw an application',
        'For good, as long as it is not decided. Withdrawing again changes nothing.',
      ],
    ] as const) {
      app.post(
        `${path}/:id/${noun}`,
        {
          config: applies,
          schema: {
            tags,
            operationId: `${action}Application`,
            summary,
            description,
            params: IdParams,
            response: { 200: Application, ...problemResponses(400, 404, 409, 412) },
          },
        },
        async (request, reply) => {
          const { actor, params } = request
          return answerChanged(
            reply,
            await service[action](actor, params.id, expectedRevisions(request)),
          )
        },
      )
    }

    app.post(
      `${path}/:id/decisions`,
      {
        config: { ...reviews, learner: true, place: true },
        schema: {
          tags,
          operationId: 'decideApplication',
          summary: 'Decide about an application',
          description:
            'By whoever looks at it, criterion by criterion: a reviewer of the issuer, a learner who was named for it, or the one who applies, as the badge class says. The approval that is still needed awards the badge, once and in the same step, with the evidence that the learner wants published. Approving again what is approved changes nothing.',
          params: IdParams,
          body: Decision,
          response: { 200: Application, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        return answerChanged(reply, await service.decide(actor, params.id, body, expected))
      },
    )

    app.put(
      `${path}/:id/reviewers`,
      {
        config: reviews,
        schema: {
          tags,
          operationId: 'setApplicationReviewers',
          summary: 'Name the learners who are to look at it',
          description:
            'Where the badge class has peers look at it: learners whom the issuer deals with, and never the one who applies. All of them, in the place of those before. They see the evidence as long as it is submitted.',
          params: IdParams,
          body: Reviewers,
          response: { 200: Application, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        const changed = await service.nameReviewers(actor, params.id, body.learnerIds, expected)
        return answerChanged(reply, changed)
      },
    )
  }
