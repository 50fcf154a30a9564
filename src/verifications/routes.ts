import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { installUploads, problemResponses, type Upload, uploadContent } from '../http/index.ts'
import { UPLOAD_BYTES } from '../images/index.ts'
import { VerificationReport, VerificationRequest } from './schema.ts'
import type { VerificationService } from './service.ts'

/** A credential with its evidence and endorsements; an image may be larger. */
const JSON_BYTES = 1024 * 1024

export const verificationRoutes =
  (service: VerificationService): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addHook('onClose', () => service.close())
    await installUploads(app, { fileBytes: UPLOAD_BYTES, jsonBytes: JSON_BYTES })
    app.post(
      '/v1/verify',
      {
        config: { scope: 'verify', anonymous: true, foreignBody: true },
        schema: {
          tags: ['Verification'],
          operationId: 'verify',
          summary: 'Verify a credential',
          description:
            'Works without an API key too, at a lower rate. Takes the credential itself, its address, a VC-JWT, or an image with a credential baked into it, as the body or as the one file of a form, which may have the fields recipient.type, recipient.value and checkEvidence. Whatever the verdict, the answer is a 200 with every check behind it.',
          body: {
            content: { 'application/json': { schema: VerificationRequest }, ...uploadContent },
          },
          response: { 200: VerificationReport, ...problemResponses(400) },
        },
      },
      ({ body }) => service.verify(body as VerificationRequest | Upload),
    )
  }
