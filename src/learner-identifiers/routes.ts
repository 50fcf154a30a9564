import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, IdParams, NoContent, problemResponses } from '../http/index.ts'
import {
  Answer,
  IdentifierParams,
  LearnerIdentifier,
  LearnerIdentifiers,
  NewLearnerIdentifier,
  NewReissue,
  NewVerification,
  Reissue,
  Verification,
  VerificationParams,
} from './schema.ts'
import type { LearnerIdentifierService } from './service.ts'

const tags = ['Identifiers']
const LIST = '/v1/learners/:id/identifiers'
const ONE = `${LIST}/:identifierId`

/** What learners are known by, and showing that it is theirs. */
export const learnerIdentifierRoutes =
  (service: LearnerIdentifierService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      LIST,
      {
        config: { scope: 'learners:read', learner: true },
        schema: {
          tags,
          operationId: 'listLearnerIdentifiers',
          summary: 'List what a learner is known by',
          description:
            'All of it, oldest first. A key bound to an issuer sees what that issuer knows, and what was verified on its behalf.',
          params: IdParams,
          response: { 200: LearnerIdentifiers, ...problemResponses(404) },
        },
      },
      async ({ actor, params }) => ({ data: await service.list(actor, params.id) }),
    )

    app.post(
      LIST,
      {
        config: { scope: 'learners:write', creates: true },
        schema: {
          tags,
          operationId: 'addLearnerIdentifier',
          summary: 'Add what a learner is known by',
          description:
            "Awards to it are the learner's from then on. 200 when it was there; a conflict when it is what another learner is known by: such two are merged, when they are one person who shows that both are theirs.",
          params: IdParams,
          body: NewLearnerIdentifier,
          response: {
            200: LearnerIdentifier,
            201: LearnerIdentifier,
            ...problemResponses(400, 404, 409, 422),
          },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.add(tx, request.actor, request.params.id, request.body.identifier),
        ),
    )

    app.delete(
      ONE,
      {
        config: { scope: 'learners:write' },
        schema: {
          tags,
          operationId: 'removeLearnerIdentifier',
          summary: 'Take away what a learner is known by',
          description:
            'What was awarded to it stays with the learner; the next award to it makes a new one. For a key bound to an issuer it is taken from what that issuer knows.',
          params: IdentifierParams,
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.remove(actor, params.id, params.identifierId)
        return reply.code(204).send(null)
      },
    )

    app.post(
      `${ONE}/verifications`,
      {
        config: { scope: 'learners:write', creates: true, learner: true },
        schema: {
          tags,
          operationId: 'createVerification',
          summary: 'Ask a learner to show that it is theirs',
          description:
            'Sends a code to an e-mail address, or gives a challenge for the key of a DID. It is answered within a quarter of an hour, once, with five attempts; an identifier can be asked about five times an hour. It can be asked again at any time, as proof for a merge.',
          params: IdentifierParams,
          body: NewVerification,
          response: { 201: Verification, ...problemResponses(400, 404, 409, 422, 429) },
        },
      },
      (request, reply) => {
        const { actor, params, body } = request
        return creations.create(request, reply, (tx) =>
          service.ask(tx, actor, params.id, params.identifierId, body),
        )
      },
    )

    app.post(
      `${ONE}/verifications/:verificationId/answer`,
      {
        config: { scope: 'learners:write', learner: true },
        schema: {
          tags,
          operationId: 'answerVerification',
          summary: 'Answer with the code or the presentation',
          description:
            'The presentation is signed by a key of the DID for `authentication`, names the DID as its holder, and carries the challenge and the domain.',
          params: VerificationParams,
          body: Answer,
          response: { 200: LearnerIdentifier, ...problemResponses(400, 404, 409, 503) },
        },
      },
      ({ actor, params, body }) =>
        service.answer(actor, params.id, params.identifierId, params.verificationId, body),
    )

    app.post(
      `${ONE}/attestation`,
      {
        config: { scope: 'identifiers:attest' },
        schema: {
          tags,
          operationId: 'attestIdentifier',
          summary: "Take the authority's word for an identifier",
          description:
            "By a key that the platform trusts with that, such as the library's own: the card, account or number is this learner's. It is no proof for a merge.",
          params: IdentifierParams,
          response: { 200: LearnerIdentifier, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.attest(actor, params.id, params.identifierId),
    )

    app.post(
      '/v1/learners/:id/reissues',
      {
        config: { scope: 'learners:write', creates: true, learner: true },
        schema: {
          tags,
          operationId: 'reissueAssertions',
          summary: 'Issue badges again under another identifier',
          description:
            'What the learner chooses: each is awarded again as it was, matched by the e-mail address (which has to be verified) or about the DID (likewise), and the earlier one is revoked; all of them or none. Any other identifier takes the address out.',
          params: IdParams,
          body: NewReissue,
          response: { 201: Reissue, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.reissue(tx, request.actor, request.params.id, request.body),
        ),
    )
  }
