import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, IdParams, PageOf, pageRequest, problemResponses } from '../http/index.ts'
import { ConsentText, ConsentTextQuery, NewConsentText } from './schema.ts'
import type { ConsentTexts } from './texts.ts'

const tags = ['Consents']

/** What people are asked to consent to. */
export const consentTextRoutes =
  (texts: ConsentTexts, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/consent-texts',
      {
        config: { scope: 'consents:write', creates: true },
        schema: {
          tags,
          operationId: 'createConsentText',
          summary: 'Word what is asked for',
          description:
            'The next version of what people are asked to consent to, for a purpose and in a language. It is never changed, so that it can be shown what somebody agreed to.',
          body: NewConsentText,
          response: { 201: ConsentText, ...problemResponses(400, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) => texts.create(tx, request.actor, request.body)),
    )

    app.get(
      '/v1/consent-texts',
      {
        config: { scope: 'consents:read', learner: true },
        schema: {
          tags,
          operationId: 'listConsentTexts',
          summary: 'List what is asked for',
          description: 'Every version, oldest first.',
          querystring: ConsentTextQuery,
          response: { 200: PageOf(ConsentText), ...problemResponses(400) },
        },
      },
      ({ query }) => texts.list(query, pageRequest(query)),
    )

    app.get(
      '/v1/consent-texts/:id',
      {
        config: { scope: 'consents:read', learner: true },
        schema: {
          tags,
          operationId: 'getConsentText',
          summary: 'Read what is asked for',
          params: IdParams,
          response: { 200: ConsentText, ...problemResponses(404) },
        },
      },
      ({ params }) => texts.get(params.id),
    )
  }
