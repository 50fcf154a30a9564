import type { FastifyRequest } from 'fastify'
import { invalid, Problem } from './problems.ts'

/**
 * The Idempotency-Key of a request; null when it has none.
 *
 * @throws Problem 400 for one that is none
 */
export function idempotencyKey(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  if (header === undefined) return null
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw invalid({
      field: 'Idempotency-Key',
      detail: 'Idempotency-Key must be 1 to 255 printable ASCII characters.',
    })
  }
  return header
}

/** 409 for a key under which a request is being carried out. */
export function underWay(): Problem {
  return new Problem(
    'request-in-progress',
    'A request with this Idempotency-Key is under way; repeat it shortly for its answer.',
    {
      headers: { 'retry-after': '1' },
      errors: [{ field: 'Idempotency-Key', detail: 'is in use by a request under way' }],
    },
  )
}

/** 422 for a key that came with another request before. */
export function reused(): Problem {
  const detail = 'This Idempotency-Key was used for a request with other contents.'
  return new Problem('idempotency-key-reused', detail, {
    errors: [{ field: 'Idempotency-Key', detail }],
  })
}
