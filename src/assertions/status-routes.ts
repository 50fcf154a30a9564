import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerChanged, expectedRevisions, IdParams, problemResponses } from '../http/index.ts'
import { Assertion } from './schema.ts'
import type { AssertionService } from './service.ts'
import {
  BulkRevocation,
  Reinstatement,
  Revocation,
  Revocations,
  StatusHistory,
  Suspension,
} from './status-schema.ts'

const tags = ['Assertions']

/** Room for as many ids as may be named, with blanks between them. */
const BULK_BYTES = 1024 * 1024

/** Revoking, suspending, reinstating, and the history of it. */
export const statusRoutes =
  (service: AssertionService): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/assertions/revocations',
      {
        bodyLimit: BULK_BYTES,
        config: { scope: 'assertions:write' },
        schema: {
          tags,
          operationId: 'revokeAssertions',
          summary: 'Revoke many assertions',
          description:
            'Up to 10,000 for one reason, in one transaction; each is answered for, in the order given. Repeating it is safe: what is revoked already keeps its reason and its time.',
          body: BulkRevocation,
          response: { 200: Revocations, ...problemResponses(400) },
        },
      },
      async ({ actor, body }) => ({
        data: await service.revokeAll(actor, body.assertionIds, body.reason),
      }),
    )

    app.post(
      '/v1/assertions/:id/revocation',
      {
        config: { scope: 'assertions:write', conditional: true },
        schema: {
          tags,
          operationId: 'revokeAssertion',
          summary: 'Revoke an assertion',
          description:
            'For good: its bit in the status list is set, and verifiers see it within the time that the list may be cached. Revoking again changes nothing.',
          params: IdParams,
          body: Revocation,
          response: { 200: Assertion, ...problemResponses(400, 404, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        return answerChanged(reply, await service.revoke(actor, params.id, body.reason, expected))
      },
    )

    app.post(
      '/v1/assertions/:id/suspension',
      {
        config: { scope: 'assertions:write', conditional: true },
        schema: {
          tags,
          operationId: 'suspendAssertion',
          summary: 'Suspend an assertion',
          description:
            'For a time. Possible when its badge class was suspendable at the award; otherwise 409. Suspending again changes nothing.',
          params: IdParams,
          body: Suspension,
          response: { 200: Assertion, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        return answerChanged(reply, await service.suspend(actor, params.id, body.reason, expected))
      },
    )

    app.delete(
      '/v1/assertions/:id/suspension',
      {
        config: { scope: 'assertions:write', conditional: true },
        schema: {
          tags,
          operationId: 'reinstateAssertion',
          summary: 'Reinstate a suspended assertion',
          description:
            'Its bit in the status list is cleared. The body is optional. Where nothing is suspended, nothing changes.',
          params: IdParams,
          body: Reinstatement,
          response: { 200: Assertion, ...problemResponses(400, 404, 409, 412) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const expected = expectedRevisions(request)
        const reason = body?.reason ?? 'Reinstated.'
        return answerChanged(reply, await service.reinstate(actor, params.id, reason, expected))
      },
    )

    app.get(
      '/v1/assertions/:id/status-changes',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'listStatusChanges',
          summary: 'List the status changes of an assertion',
          description:
            'Each revocation, suspension and reinstatement, oldest first: why, by whom, when.',
          params: IdParams,
          response: { 200: StatusHistory, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.statusHistory(actor, params.id),
    )
  }
