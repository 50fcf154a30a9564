import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, IdParams, PageOf, pageRequest, problemResponses } from '../http/index.ts'
import { Consent, ConsentQuery, ConsentStatus, NewConsent } from './schema.ts'
import type { ConsentService } from './service.ts'

const tags = ['Consents']

/** Consents of learners, and which of them stand. */
export const consentRoutes =
  (service: ConsentService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/learners/:id/consents',
      {
        config: { scope: 'consents:write', learner: true, creates: true },
        schema: {
          tags,
          operationId: 'recordConsent',
          summary: 'Give or withdraw consent',
          description:
            "By the learner's own token, or by the platform for what the learner or a guardian said. Every decision is kept, and the last ones count. A learner below the age that their place lets decide alone (of several places the strictest counts), or whose age nobody told, needs a guardian's consent; what they decided themselves is recorded all the same, and their no always counts.",
          params: IdParams,
          body: NewConsent,
          response: { 201: Consent, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.record(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/learners/:id/consents',
      {
        config: { scope: 'consents:read', learner: true },
        schema: {
          tags,
          operationId: 'listConsents',
          summary: 'List what was consented to',
          description:
            'Every decision, oldest first: who, when, to which text, and how it is known.',
          params: IdParams,
          querystring: ConsentQuery,
          response: { 200: PageOf(Consent), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) => service.list(actor, params.id, pageRequest(query)),
    )

    app.get(
      '/v1/learners/:id/consent-status',
      {
        config: { scope: 'consents:read', learner: true },
        schema: {
          tags,
          operationId: 'getConsentStatus',
          summary: 'Read which consents stand',
          description: 'At this moment, for each purpose.',
          params: IdParams,
          response: { 200: ConsentStatus, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.status(actor, params.id),
    )

    app.get(
      '/v1/consents/:id',
      {
        config: { scope: 'consents:read', learner: true },
        schema: {
          tags,
          operationId: 'getConsent',
          summary: 'Read a consent',
          params: IdParams,
          response: { 200: Consent, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id),
    )
  }
