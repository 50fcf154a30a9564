import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { CREDENTIALS_V2, OPEN_BADGES_V3 } from '../credentials/index.ts'
import { installUploads, problemResponses, Upload, uploadContent } from '../http/index.ts'
import { UPLOAD_BYTES } from '../images/index.ts'
import { VerificationReport } from './report-schema.ts'
import { REQUEST_LIMITS, requestIn } from './request.ts'
import { VerificationRequest } from './schema.ts'
import type { VerificationService } from './service.ts'

/** A file is recognised by its content: these are the types that it may be sent as. */
const FILE_TYPES = [
  'image/png',
  'image/svg+xml',
  'application/vc',
  'application/vp',
  'application/vc+jwt',
  'application/vp+jwt',
  'application/jwt',
  'application/octet-stream',
  'text/plain',
]

const Document = Type.Object(
  {},
  {
    additionalProperties: true,
    description: 'The credential or presentation itself.',
    examples: [{ '@context': [CREDENTIALS_V2, OPEN_BADGES_V3], type: ['VerifiableCredential'] }],
  },
)

/** Verification, with a key or without. */
export const verificationRoutes =
  (service: VerificationService): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addHook('onClose', () => service.close())
    await installUploads(app, { fileBytes: UPLOAD_BYTES, json: REQUEST_LIMITS, types: FILE_TYPES })
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
            content: {
              'application/json': { schema: VerificationRequest },
              'application/ld+json': { schema: Document },
              'application/vc+ld+json': { schema: Document },
              ...uploadContent(FILE_TYPES),
            },
          },
          response: { 200: VerificationReport, ...problemResponses(400, 413) },
        },
        preValidation: async (request) => {
          const { body, headers } = request
          if (!(body instanceof Upload)) request.body = requestIn(body, headers['content-type'])
        },
      },
      ({ body }) => service.verify(body as VerificationRequest | Upload),
    )
  }
