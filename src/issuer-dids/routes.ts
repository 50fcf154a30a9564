import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, IdParams, NoContent, problemResponses } from '../http/index.ts'
import { DidClaim, IssuerDid } from './schema.ts'
import type { IssuerDidService } from './service.ts'

const tags = ['Issuer keys']
const path = '/v1/issuers/:id/did'

/** Identities of issuers under domains of their own. */
export const issuerDidRoutes =
  (service: IssuerDidService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      path,
      {
        config: { scope: 'issuers:write', creates: true },
        schema: {
          tags,
          operationId: 'claimIssuerDid',
          summary: 'Begin to sign as a domain of your own',
          description:
            'Makes keys for a did:web of your own domain, or the next ones for the one that the issuer has: for proofs, and for VC-JWTs by either algorithm. They sign nothing yet: publish the document that is answered at its URL, then ask for its verification.',
          params: IdParams,
          body: DidClaim,
          response: {
            201: IssuerDid,
            200: { ...IssuerDid, description: 'There are pending keys for this DID already.' },
            ...problemResponses(400, 404, 409, 422),
          },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.claim(tx, request.actor, request.params.id, request.body.did),
        ),
    )

    app.get(
      path,
      {
        config: { scope: 'issuers:read' },
        schema: {
          tags,
          operationId: 'getIssuerDid',
          summary: 'Read the identity of an issuer',
          description:
            'The DID that it signs as, the keys that wait for their publication, and the document to publish.',
          params: IdParams,
          response: { 200: IssuerDid, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id),
    )

    app.post(
      `${path}/verification`,
      {
        config: { scope: 'issuers:write' },
        schema: {
          tags,
          operationId: 'verifyIssuerDid',
          summary: 'Sign as the domain whose document lists the keys',
          description:
            'Fetches the live document. When it lists the pending keys, and every other key that signed as this DID, they sign from now on and those before are retired; otherwise a 409 says in `errors` what is missing. The DID before goes on being resolved.',
          params: IdParams,
          response: { 200: IssuerDid, ...problemResponses(404, 409) },
        },
      },
      ({ actor, params }) => service.verify(actor, params.id),
    )

    app.delete(
      path,
      {
        config: { scope: 'issuers:write' },
        schema: {
          tags,
          operationId: 'giveUpIssuerDid',
          summary: 'Give up a pending DID or its next keys',
          description: 'The identity that the issuer signs as stays.',
          params: IdParams,
          response: { 204: NoContent, ...problemResponses(404) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.giveUp(actor, params.id)
        return reply.code(204).send(null)
      },
    )
  }
