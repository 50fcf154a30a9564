import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { AssertionSummary } from '../assertions/index.ts'
import { type Creations, IdParams, PageOf, pageRequest, problemResponses } from '../http/index.ts'
import type { KeyReissues } from './reissue.ts'
import {
  Compromise,
  IssuerKey,
  KeyParams,
  KeyQuery,
  NewKey,
  NewReissue,
  Reissue,
} from './schema.ts'
import type { IssuerKeyService } from './service.ts'

const tags = ['Issuer keys']

/** Keys of issuers: rotation, import, compromise, and issuing again. */
export const issuerKeyRoutes =
  (
    service: IssuerKeyService,
    reissues: KeyReissues,
    creations: Creations,
  ): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/issuers/:id/keys',
      {
        config: { scope: 'issuers:write', creates: true },
        schema: {
          tags,
          operationId: 'rotateIssuerKey',
          summary: 'Rotate or import a key of an issuer',
          description:
            'The new key signs from now on. The one before it of the same algorithm is retired: what it signed goes on verifying. An issuer with a did:key gets a new DID with a new Ed25519 key.',
          params: IdParams,
          body: NewKey,
          response: { 201: IssuerKey, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.rotate(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/issuers/:id/keys',
      {
        config: { scope: 'issuers:read' },
        schema: {
          tags,
          operationId: 'listIssuerKeys',
          summary: 'List the keys of an issuer',
          description: 'All that it has and had, in the order of their numbers.',
          params: IdParams,
          querystring: KeyQuery,
          response: { 200: PageOf(IssuerKey), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) =>
        service.list(actor, params.id, pageRequest({ ...query, archived: true })),
    )

    app.get(
      '/v1/issuers/:id/keys/:number',
      {
        config: { scope: 'issuers:read' },
        schema: {
          tags,
          operationId: 'getIssuerKey',
          summary: 'Read a key of an issuer',
          description: 'Its public half and its state; the private half is never shown.',
          params: KeyParams,
          response: { 200: IssuerKey, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id, params.number),
    )

    app.post(
      '/v1/issuers/:id/keys/:number/compromise',
      {
        config: { scope: 'issuers:write' },
        schema: {
          tags,
          operationId: 'compromiseIssuerKey',
          summary: 'Declare a key compromised',
          description:
            'For good: nothing that it signed verifies any more, whatever date it bears. An active key is replaced by a new one at once, except one for VC-JWTs of a domain of the issuer’s own, which has to publish the next one first. What it signed is listed under its assertions and can be issued again.',
          params: KeyParams,
          body: Compromise,
          response: { 200: IssuerKey, ...problemResponses(400, 404, 409) },
        },
      },
      ({ actor, params, body }) => service.compromise(actor, params.id, params.number, body.reason),
    )

    app.get(
      '/v1/issuers/:id/keys/:number/assertions',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'listAssertionsOfKey',
          summary: 'List what a key signed',
          description:
            'Oldest first, archived assertions too. Of an RS256 or ES256 key: the assertions whose VC-JWT is still the one that it signed.',
          params: KeyParams,
          querystring: KeyQuery,
          response: { 200: PageOf(AssertionSummary), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) =>
        service.assertions(
          actor,
          params.id,
          params.number,
          pageRequest({ ...query, archived: true }),
        ),
    )

    app.post(
      '/v1/issuers/:id/keys/:number/reissue',
      {
        config: { scope: 'assertions:write' },
        schema: {
          tags,
          operationId: 'startReissue',
          summary: 'Issue again what a compromised key signed',
          description:
            'As one batch, in the background: everything that still stands is issued again with the same content, signed by the key of today, and the old one is revoked for a reason that names the new URL. Each new assertion names the old one as `supersedes`. Asked again, it goes on where it stopped.',
          params: KeyParams,
          body: NewReissue,
          response: {
            202: { ...Reissue, description: 'Under way, or done already.' },
            ...problemResponses(400, 404, 409),
          },
        },
      },
      async ({ actor, params, body }, reply) => {
        reply.code(202)
        return reissues.start(actor, params.id, params.number, body)
      },
    )

    app.get(
      '/v1/issuers/:id/keys/:number/reissue',
      {
        config: { scope: 'assertions:read' },
        schema: {
          tags,
          operationId: 'getReissue',
          summary: 'Read how far a reissue is',
          description: 'Before it is asked for: how much there would be to do.',
          params: KeyParams,
          response: { 200: Reissue, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => reissues.progress(actor, params.id, params.number),
    )
  }
