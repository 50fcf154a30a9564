import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isOvertaken } from '../db/index.ts'
import { Problem } from './problems.ts'
import { validationProblem } from './validation-problem.ts'

/** How long a caller is asked to wait when the database is away, in seconds. */
const RETRY_AFTER_SECONDS = '5'

/**
 * Makes every failure a problem document (RFC 9457): ours, Fastify's own, the database's, and
 * what nobody foresaw, of which the caller learns nothing but that it happened.
 */
export function installErrorHandling(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) =>
    sendProblem(reply, problemOf(error, request)),
  )
  app.setNotFoundHandler((request, reply) => sendProblem(reply, unmatched(app, request)))
}

/** Sends a problem as `application/problem+json`. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', ...problem.headers })
    .type('application/problem+json')
    .send(JSON.stringify(problem.document()))
}

function unmatched(app: FastifyInstance, request: FastifyRequest): Problem {
  const path = request.url.split('?', 1)[0] ?? '/'
  const allowed = (['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const).filter(
    (method) => app.findRoute({ method, url: path }) !== null,
  )
  return allowed.length > 0 && !allowed.includes(request.method as 'GET')
    ? new Problem('method-not-allowed', `Here only ${allowed.join(', ')} is offered.`, {
        headers: { allow: allowed.join(', ') },
      })
    : new Problem('not-found', 'There is nothing at this address.')
}

/** The content types that a route reads, in words. */
function bodyTypes({ routeOptions }: FastifyRequest): string {
  const { content } = (routeOptions.schema?.body ?? {}) as { content?: object }
  return content === undefined ? 'application/json' : Object.keys(content).join(' or ')
}

/**
 * The problem that a failure is for the caller; an unforeseen one says nothing of itself. What is
 * our own fault is logged here.
 */
export function problemOf(error: FastifyError, request: FastifyRequest): Problem {
  const problem = toProblem(error, request)
  if (problem.status >= 500) {
    // The message of a database error can quote values; its code says enough.
    request.log.error(
      { code: error.code, name: error.name, stack: stackWithoutMessage(error) },
      problem.message,
    )
  }
  return problem
}

function toProblem(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (error.validation !== undefined) return validationProblem(error)
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('body-too-large', 'The body is larger than this route accepts.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem(
        'unsupported-media-type',
        `This route does not read this content type; send ${bodyTypes(request)}.`,
        { errors: [{ field: 'Content-Type', detail: `must be ${bodyTypes(request)}` }] },
      )
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Problem('malformed-body', 'The body is not a JSON document.')
  }
  if (isDatabaseAway(error)) {
    return new Problem('unavailable', 'The database cannot be reached; try again shortly.', {
      headers: { 'retry-after': RETRY_AFTER_SECONDS },
    })
  }
  if (isUndone(error) || isOvertaken(error)) {
    const detail = 'Another request got in the way of this one, which did nothing; try again.'
    return new Problem('unavailable', detail, { headers: { 'retry-after': '1' } })
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new Problem('invalid-request', 'The request could not be understood.')
  }
  return new Problem('internal-error', 'An error on our side prevented an answer.')
}

/** Connection failures of Node, of node-postgres and of PostgreSQL itself (classes 08, 57P, 53). */
export function isDatabaseAway(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as { code?: unknown }).code
    if (typeof code === 'string') {
      if (/^(08...|57P0[1-5]|53300|25006)$/.test(code)) return true
      if (/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT)$/.test(code)) {
        return true
      }
    }
    if (
      /timeout exceeded when trying to connect|query read timeout|connection terminated|not queryable|Cannot use a pool/i.test(
        current.message,
      )
    ) {
      return true
    }
  }
  return false
}

/** Whether PostgreSQL gave a transaction up for another one's sake, as in a deadlock (class 40). */
function isUndone(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (/^40...$/.test(String((current as { code?: unknown }).code))) return true
  }
  return false
}

function stackWithoutMessage(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}
