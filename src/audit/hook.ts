import type { FastifyInstance, FastifyRequest } from 'fastify'
import { learnersIn, UUID } from './learners-in.ts'
import type { Access, AuditTrail } from './trail.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False: it is recorded otherwise whose data this is about, as events do for awards. */
    audit?: boolean
  }
  interface FastifyRequest {
    /** What it does with learners' data; null for what has no caller. */
    access: Access | null
    /** The learners whom the answer is about. */
    shown: Set<string> | null
  }
}

/**
 * Records who read or changed data of which learner, for every route with a caller: a learner is
 * whom the URL names, and every `learnerId` in the answer. So a new noun is recorded as soon as it
 * answers with one.
 */
export function installAudit(app: FastifyInstance, trail: AuditTrail): void {
  app.decorateRequest('access', null)
  app.decorateRequest('shown', null)

  app.addHook('preHandler', (request, _reply, done) => {
    const { config, schema } = request.routeOptions
    const { actor } = request
    if (actor === undefined || config.scope === undefined || config.audit === false) return done()
    const operation = schema?.operationId ?? ''
    const isRead =
      request.method === 'GET' || request.method === 'HEAD' || /^search/.test(operation)
    const action = isRead ? 'read' : 'change'
    request.access = {
      ...{ actor, action, operation },
      about: aboutOf(request),
      isLearner: /^\/v1\/learners(\/:id|\/search)?$/.test(request.routeOptions.url ?? ''),
      recorded: new Set(),
    }
    if (isRead) return done()
    trail.during(request.access, done)
  })

  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (request.access === null) return payload
    request.shown = learnersIn(payload, request.access.isLearner)
    return payload
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const { access } = request
    // What was refused told nothing, and what has not changed was told before.
    if (access === null || reply.statusCode >= 300) return payload
    const { about } = access
    const named = about !== null && 'learnerId' in about ? [about.learnerId] : []
    await trail.record(access, [...named, ...(request.shown ?? [])])
    return payload
  })
}

/** What a URL names. */
function aboutOf(request: FastifyRequest): Access['about'] {
  const { id, learnerId } = request.params as { id?: string; learnerId?: string }
  const url = request.routeOptions.url ?? ''
  const learner = learnerId ?? (url.startsWith('/v1/learners/:id') ? id : undefined)
  if (learner !== undefined && UUID.test(learner)) return { learnerId: learner }
  return url.startsWith('/v1/assertions/:id') && id !== undefined && UUID.test(id)
    ? { assertionId: id }
    : null
}
