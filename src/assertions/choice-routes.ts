import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerChanged, expectedRevisions, IdParams, problemResponses } from '../http/index.ts'
import { AcceptanceChoice, VisibilityChoice } from './choice-schema.ts'
import { Assertion } from './schema.ts'
import type { AssertionService } from './service.ts'

const tags = ['Assertions']

/** What learners decide about their awards. */
export const choiceRoutes =
  (service: AssertionService): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.put(
      '/v1/assertions/:id/acceptance',
      {
        config: { scope: 'assertions:write', learner: true, conditional: true },
        schema: {
          tags,
          operationId: 'answerAward',
          summary: 'Accept or decline an award',
          description:
            'What the learner says to it, by their own token or by the platform on their behalf; a key bound to an issuer is refused. It can be changed at any time. A declined credential is 404 at its public URL in every format and for Open Badges 2.0, and does not count along pathways; its status can still be read, so that copies go on verifying.',
          params: IdParams,
          body: AcceptanceChoice,
          response: { 200: Assertion, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        return answerChanged(
          reply,
          await service.answerAward(actor, params.id, body.status, expected),
        )
      },
    )

    app.put(
      '/v1/assertions/:id/visibility',
      {
        config: { scope: 'assertions:write', learner: true, conditional: true },
        schema: {
          tags,
          operationId: 'setVisibility',
          summary: 'Hide an award or show it again',
          description:
            "A hidden credential is 404 at its public URL in every format and for Open Badges 2.0; its status can still be read, so that copies go on verifying. What stands in its place later, corrected or renewed, is hidden too. A key bound to an issuer can hide the issuer's own awards, and show again what it hid itself; otherwise 409.",
          params: IdParams,
          body: VisibilityChoice,
          response: { 200: Assertion, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        const changed = service.setVisibility(actor, params.id, body.visibility, expected)
        return answerChanged(reply, await changed)
      },
    )
  }
