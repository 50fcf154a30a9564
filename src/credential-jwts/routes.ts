import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { Id, Problem, problemResponses } from '../http/index.ts'
import { CACHING, documentResponse, serve } from '../serving/index.ts'
import type { CredentialJwts } from './service.ts'

const tags = ['Public documents']
/** As status lists have it: a compromised key must not live on in caches for long. */
const ONE_MINUTE = CACHING.shared(60)

const JwkParams = Type.Object({
  id: Id,
  number: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
})

const EXAMPLE = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  alg: 'ES256',
  use: 'sig',
  kid: 'https://badges.example.org/issuers/019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11/keys/2',
}

/** The public keys of VC-JWTs, for anybody. */
export const jwtKeyRoutes =
  (jwts: CredentialJwts): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('access-control-allow-origin', '*')
    })

    app.get(
      '/issuers/:id/keys/:number',
      {
        schema: {
          tags,
          operationId: 'getPublicKey',
          summary: 'Read the public key of VC-JWTs',
          description: 'The URL is the `kid` of the tokens. 410 when the key was compromised.',
          params: JwkParams,
          response: {
            ...documentResponse('One JWK.', ['application/jwk+json'], EXAMPLE),
            ...problemResponses(404, 410),
          },
        },
      },
      async (request, reply) => {
        const { id, number } = request.params
        const key = await jwts.publicJwk(id, number)
        if (key?.state === 'compromised') {
          throw new Problem('gone', 'This key was compromised; nothing that it signed is valid.')
        }
        return serve(request, reply, key && JSON.stringify(key.jwk), {
          noun: 'public key',
          type: 'application/jwk+json',
          cacheControl: ONE_MINUTE,
        })
      },
    )

    app.get(
      '/.well-known/jwks.json',
      {
        schema: {
          tags,
          operationId: 'getKeySet',
          summary: 'Read the public keys of VC-JWTs of all issuers',
          description: 'A JWK Set. Keys that were compromised are not in it.',
          response: documentResponse('The JWK Set.', ['application/jwk-set+json'], {
            keys: [EXAMPLE],
          }),
        },
      },
      async (request, reply) =>
        serve(request, reply, await jwts.keySet(), {
          noun: 'key set',
          type: 'application/jwk-set+json',
          cacheControl: ONE_MINUTE,
        }),
    )
  }
