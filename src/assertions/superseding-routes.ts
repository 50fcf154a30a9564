import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Created, type Creations, IdParams, problemResponses } from '../http/index.ts'
import { Assertion } from './schema.ts'
import type { AssertionService } from './service.ts'
import { Correction, Renewal } from './superseding-schema.ts'

const tags = ['Assertions']

/** Awards that stand in the place of earlier ones. */
export const supersedingRoutes =
  (service: AssertionService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    const atItsPath = async (making: Promise<Created<Assertion>>) => {
      const created = await making
      return { ...created, location: `/v1/assertions/${created.resource.id}` }
    }
    const response = { 201: Assertion, ...problemResponses(400, 404, 409, 422) }

    app.post(
      '/v1/assertions/:id/correction',
      {
        config: { scope: 'assertions:write', creates: true },
        schema: {
          tags,
          operationId: 'correctAssertion',
          summary: 'Correct an assertion',
          description:
            'Awards again, in the current version of the badge class (in the version that was awarded, where it is archived), and revokes the wrong assertion; both or neither. What is kept as the reason of the revocation leads to the new credential, and the new credential names the one that it supersedes, unless the correction gives the badge to another learner. A revoked, suspended or superseded assertion is a 409.',
          params: IdParams,
          body: Correction,
          response,
        },
      },
      (request, reply) => {
        const { actor, params, body } = request
        return creations.create(request, reply, (tx) =>
          atItsPath(service.correct(tx, actor, params.id, body)),
        )
      },
    )

    app.post(
      '/v1/assertions/:id/renewal',
      {
        config: { scope: 'assertions:write', creates: true },
        schema: {
          tags,
          operationId: 'renewAssertion',
          summary: 'Renew an assertion',
          description:
            'Awards again to the same learner, from now until one period of the expiry policy after the earlier end, or after now where that is later. The earlier assertion is not revoked; it ends by itself. A badge class that does not renew, a time outside of its window, and a revoked, suspended or superseded assertion are a 409.',
          params: IdParams,
          body: Renewal,
          response,
        },
      },
      (request, reply) => {
        const { actor, params, body } = request
        return creations.create(request, reply, (tx) =>
          atItsPath(service.renew(tx, actor, params.id, body)),
        )
      },
    )
  }
