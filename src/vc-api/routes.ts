import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, problemResponses } from '../http/index.ts'
import type { Issuable } from './issue.ts'
import { IssueAnswer, IssueRequest } from './issue-schema.ts'
import { installVcApiErrors } from './problem.ts'
import type { VcApi } from './service.ts'
import { StatusAnswer, StatusRequest } from './status-schema.ts'
import {
  CredentialResult,
  PresentationResult,
  VerifyCredentialRequest,
  VerifyPresentationRequest,
} from './verify-schema.ts'

/** A credential with its evidence and endorsements, or several in a presentation. */
const bodyLimit = 1024 * 1024

const tags = ['VC API']

/** Anybody verifies, at a lower rate than with a key. */
const open = { scope: 'verify', anonymous: true, foreignBody: true } as const

const REFUSAL =
  'What does not verify, or not for certain, is a 400: a problem document with `verified: false` and `problemDetails` in the words of the W3C.'

/** The interface of the VC API (W3C CCG), at the root of the service as its clients expect it. */
export const vcApiRoutes =
  (vcApi: VcApi, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    installVcApiErrors(app)

    app.post(
      '/credentials/verify',
      {
        bodyLimit,
        config: open,
        schema: {
          tags,
          operationId: 'verifyCredential',
          summary: 'Verify a credential as the VC API has it',
          description: REFUSAL,
          body: VerifyCredentialRequest,
          response: { 200: CredentialResult, ...problemResponses(400) },
        },
      },
      ({ body }) => vcApi.verify.credential(body),
    )

    app.post(
      '/presentations/verify',
      {
        bodyLimit,
        config: open,
        schema: {
          tags,
          operationId: 'verifyPresentation',
          summary: 'Verify a presentation as the VC API has it',
          description: `The presentation, and each credential in it. ${REFUSAL}`,
          body: VerifyPresentationRequest,
          response: { 200: PresentationResult, ...problemResponses(400) },
        },
      },
      ({ body }) => vcApi.verify.presentation(body),
    )

    app.post(
      '/credentials/issue',
      {
        bodyLimit,
        config: { scope: 'credentials:write', creates: true },
        schema: {
          tags,
          operationId: 'issueCredential',
          summary: 'Sign any credential for an issuer',
          description:
            'Any credential of the data model 2.0 or 1.1, as it is, for the issuer that it names. One that would not verify is refused, and so is one that names something under the address of this service, for that is made by its own operations.',
          body: IssueRequest,
          response: { 201: IssueAnswer, ...problemResponses(400, 409, 422) },
        },
      },
      (request, reply) => {
        const { actor, body } = request
        let issuable: Issuable | undefined
        return creations.create(
          request,
          reply,
          async (tx) => vcApi.issue(tx, issuable ?? (await vcApi.prepare(actor, body))),
          async () => {
            issuable = await vcApi.prepare(actor, body)
          },
        )
      },
    )

    app.post(
      '/credentials/status',
      {
        config: { scope: 'credentials:write' },
        schema: {
          tags,
          operationId: 'setCredentialStatus',
          summary: 'Set the status of an issued credential',
          description:
            'Of one that was issued with a status by the VC API, or of an assertion by its `credentialUrl`, which needs the scope `assertions:write` too. A revocation is for good.',
          body: StatusRequest,
          response: { 200: StatusAnswer, ...problemResponses(400, 404, 409) },
        },
      },
      ({ actor, body }) => vcApi.setStatus(actor, body),
    )
  }
