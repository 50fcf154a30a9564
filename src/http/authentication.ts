import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { notFound, Problem } from './problems.ts'
import type { Scope } from './scopes.ts'

/** Who is calling: an API key or a learner's token, what it may do, and to whom it is bound. */
export type Actor = {
  /** Id of the API key or token, or `admin` for the key of the configuration. */
  id: string
  scopes: ReadonlySet<Scope>
  /** When set, everything of other issuers does not exist for this caller. */
  issuerId: string | null
  /** When set, the caller acts for this place and sees what belongs to it, and nothing else. */
  placeId: string | null
  /** When set, the caller is this learner: everything of other learners does not exist. */
  learnerId: string | null
}

/**
 * Finds the actor behind a presented key or token; null when there is none or it was revoked.
 * @throws Problem 401 where there is more to say
 */
export type Authenticate = (key: string) => Promise<Actor | null>

/**
 * Holds a learner's token to its learner: to it there are no others.
 * @throws Problem 404 for another learner
 */
export function holdToLearner({ learnerId: own }: Actor, learnerId: string, field?: string): void {
  if (own !== null && own !== learnerId) throw notFound('learner', field)
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller. Present on every route that states a scope. */
    actor: Actor
  }
  interface FastifyContextConfig {
    /** The scope a caller needs. A route without one is public. */
    scope?: Scope
    /** A learner's token may call this too; the service holds it to that learner. */
    learner?: boolean
    /** A key of a place may call this too; the service holds it to that place. */
    place?: boolean
    /** Works without a key too; a key that is presented must be good. */
    anonymous?: boolean
  }
}

/**
 * Guards every route that states a scope, before its body is read.
 *
 * @param authenticate - looks a key up
 * @param anonymousAllowed - whether `anonymous` routes are open to callers without a key
 */
export function installAuthentication(
  app: FastifyInstance,
  authenticate: Authenticate,
  anonymousAllowed: boolean,
): void {
  app.decorateRequest('actor')
  app.addHook('onRequest', (request, reply, done) => {
    const { scope } = request.routeOptions.config
    if (scope === undefined) return done()
    admit(request, reply, scope).then(() => done(), done)
  })

  async function admit(request: FastifyRequest, reply: FastifyReply, scope: Scope): Promise<void> {
    const { anonymous = false, learner = false, place = false } = request.routeOptions.config
    reply.header('cache-control', 'no-store')
    const presented = request.headers.authorization !== undefined
    if (!presented && anonymous && anonymousAllowed) return
    const actor = await authenticate(bearerKey(request))
    if (actor === null) throw unauthenticated('This API key is not known, or was revoked.')
    if (!actor.scopes.has(scope)) {
      throw new Problem('insufficient-scope', `This needs the scope ${scope}.`)
    }
    if (actor.learnerId !== null && !learner) {
      throw new Problem('insufficient-scope', "A learner's token cannot do this.")
    }
    if (actor.placeId !== null && !place) {
      throw new Problem('insufficient-scope', 'A key of a place cannot do this.')
    }
    request.actor = actor
  }
}

function bearerKey(request: FastifyRequest): string {
  const match = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '')
  if (match?.[1] === undefined) {
    throw unauthenticated('Send the API key as "Authorization: Bearer <key>".')
  }
  return match[1]
}

/** 401 with the reason. */
export function unauthenticated(detail: string): Problem {
  return new Problem('unauthenticated', detail, {
    headers: { 'www-authenticate': 'Bearer realm="waymark"' },
    errors: [{ field: 'Authorization', detail }],
  })
}
