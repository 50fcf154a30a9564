import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { problemResponses } from '../http/index.ts'
import { VerificationReport, VerificationRequest } from './schema.ts'
import type { VerificationService } from './service.ts'

/** A credential with its evidence and endorsements; a badge image is another route's matter. */
const BODY_LIMIT_BYTES = 1024 * 1024

export const verificationRoutes =
  (service: VerificationService): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/verify',
      {
        bodyLimit: BODY_LIMIT_BYTES,
        config: { scope: 'verify', anonymous: true, foreignBody: true },
        schema: {
          tags: ['Verification'],
          operationId: 'verify',
          summary: 'Verify a credential',
          description:
            'Works without an API key too, at a lower rate. Whatever the verdict, the answer is a 200 with every check behind it.',
          body: VerificationRequest,
          response: { 200: VerificationReport, ...problemResponses(400) },
        },
      },
      ({ body }) => service.verify(body),
    )
  }
