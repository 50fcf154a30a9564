import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isOvertaken } from '../db/index.ts'
import { failureWords } from './failure-words.ts'
import { type FieldProblem, notFound, Problem } from './problems.ts'

/** How long a caller is asked to wait when the database is away, in seconds. */
const RETRY_AFTER_SECONDS = '5'

/** Enough places to mend a request by; a hostile body could name thousands. */
const MAX_ERRORS = 20

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

/** The problem that a value is which does not fit its schema: each wrong place, and what is wrong. */
export function validationProblem({
  validation: failures = [],
  validationContext: place = 'body',
}: Pick<FastifyError, 'validation'> & { validationContext?: string | undefined }): Problem {
  const errors = failures
    // A union reports each branch that did not fit and then itself; the branches say more.
    .filter(({ keyword }) => failures.length === 1 || (keyword !== 'anyOf' && keyword !== 'if'))
    .slice(0, MAX_ERRORS)
    .map((failure) => fieldProblem(failure, place))
  const [first] = errors
  // An id that cannot be one names nothing, just as an unknown one does.
  if (place === 'params') return notFound('resource', first?.field)
  return new Problem(
    'invalid-request',
    first === undefined ? 'The request is not valid.' : `${first.field}: ${first.detail}.`,
    { errors },
  )
}

type Failure = NonNullable<FastifyError['validation']>[number]

function fieldProblem(failure: Failure, place: string): FieldProblem {
  const { instancePath, params } = failure
  const member = params.missingProperty ?? params.additionalProperty
  const path =
    typeof member === 'string' ? `${instancePath}/${escapePointer(member)}` : instancePath
  return { field: fieldName(path) || place, detail: failureWords(failure) }
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

const POSITION = /^\d{1,4}$/
const PLAIN_WORD = /^[@$]?[A-Za-z_][A-Za-z_:.-]{0,60}\d{0,2}$/

/**
 * `/steps/0/requires` becomes `steps[0].requires`. A member name that the caller made up is shown
 * only when it is a plain word: it could be an e-mail address, a card number, or markup.
 */
export function fieldName(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (POSITION.test(part) || PLAIN_WORD.test(part) ? part : '(unnamed)'))
    .map((part, position) =>
      /^\d+$/.test(part) ? `[${part}]` : position === 0 ? part : `.${part}`,
    )
    .join('')
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
