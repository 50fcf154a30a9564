import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { isObject } from '../credentials/index.ts'
import { type Creations, IdParams, notFound, problemOf, problemResponses } from '../http/index.ts'
import { PRE_AUTHORIZED } from './metadata.ts'
import { NewOffer, Offer } from './schema.ts'
import type { Openid4vciService, Refusal } from './service.ts'

/** Requests a minute from one address: more than wallets behind one router need. */
const rateLimit = { max: 300, timeWindow: '1 minute' }

/** Offering a credential to a wallet. */
export const offerRoutes =
  (service: Openid4vciService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/assertions/:id/offers',
      {
        config: { scope: 'assertions:write', learner: true, creates: true },
        schema: {
          tags: ['Assertions'],
          operationId: 'offerCredential',
          summary: 'Offer a credential to a wallet',
          description:
            'By OpenID4VCI 1.0, pre-authorized code flow: a link and a QR code that a wallet redeems once within 15 minutes. It gets the credential as it was signed, as `ldp_vc` or `jwt_vc_json`. With `txCode` the wallet asks for six digits too, which may be wrong five times.',
          params: IdParams,
          body: NewOffer,
          response: { 201: Offer, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.create(tx, request.actor, request.params.id, request.body),
        ),
    )
  }

/** What wallets call, as their standard has it; its metadata describe it. */
export const walletRoutes =
  (service: Openid4vciService): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 16_384 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    app.setErrorHandler((error: FastifyError, request, reply) => {
      const problem = problemOf(error, request)
      if (problem.status >= 500) request.log.error({ err: error }, 'a wallet was not answered')
      const name = problem.status >= 500 ? 'server_error' : 'invalid_request'
      return reply
        .code(problem.status)
        .headers({ ...problem.headers, 'cache-control': 'no-store' })
        .send({ error: name, error_description: problem.message })
    })
    const answer = (reply: FastifyReply, outcome: object | Refusal) => {
      reply.header('cache-control', 'no-store')
      if (!('error' in outcome)) return reply.send(outcome)
      const { error, detail } = outcome as Refusal
      if (error === 'invalid_token') {
        reply.code(401).header('www-authenticate', 'Bearer error="invalid_token"')
      } else reply.code(400)
      return reply.send({ error, error_description: detail })
    }
    const hide = true
    const Anything = Type.Object({}, { additionalProperties: true })

    app.get(
      '/.well-known/openid-credential-issuer',
      { schema: { hide } },
      () => service.issuerMetadata,
    )
    app.get(
      '/.well-known/oauth-authorization-server',
      { schema: { hide } },
      () => service.authorizationMetadata,
    )
    app.get(
      '/openid4vci/offers/:token',
      {
        config: { rateLimit },
        schema: { hide, params: Type.Object({ token: Type.String({ maxLength: 100 }) }) },
      },
      async ({ params }, reply) => {
        const offer = await service.offer(params.token)
        if (offer === undefined) throw notFound('offer', 'token')
        return answer(reply, offer)
      },
    )
    app.post(
      '/openid4vci/token',
      { config: { rateLimit }, schema: { hide, body: Anything } },
      async ({ body }, reply) => {
        const given = body as Record<string, unknown>
        const { 'pre-authorized_code': code, tx_code: txCode, grant_type: type } = given
        if (type !== PRE_AUTHORIZED) {
          const detail = 'Only the pre-authorized code flow is offered.'
          return answer(reply, { error: 'unsupported_grant_type', detail })
        }
        if (typeof code !== 'string' || !['string', 'undefined'].includes(typeof txCode)) {
          return answer(reply, { error: 'invalid_request', detail: 'A code is needed.' })
        }
        return answer(reply, await service.redeem(code, txCode as string | undefined))
      },
    )
    app.post('/openid4vci/nonce', { config: { rateLimit }, schema: { hide } }, (_request, reply) =>
      answer(reply, { c_nonce: service.nonce() }),
    )
    app.post(
      '/openid4vci/credential',
      { config: { rateLimit }, schema: { hide, body: Anything } },
      async ({ headers, body }, reply) => {
        const [, token] = /^Bearer +([\w-]{1,100})$/i.exec(headers.authorization ?? '') ?? []
        if (token === undefined) {
          return answer(reply, { error: 'invalid_token', detail: 'An access token is needed.' })
        }
        const { credential_configuration_id: configuration, proofs } = body as Record<
          string,
          unknown
        >
        const jwts = isObject(proofs) && Array.isArray(proofs.jwt) ? proofs.jwt : []
        const [proof] = jwts
        return answer(
          reply,
          await service.credential(token, {
            configuration: typeof configuration === 'string' ? configuration : undefined,
            proof: jwts.length === 1 && typeof proof === 'string' ? proof : undefined,
          }),
        )
      },
    )
  }
