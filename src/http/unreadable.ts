import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './error-handler.ts'
import { notFound, Problem } from './problems.ts'

/** How long a caller that does not close the connection keeps it. */
const LINGER_MS = 500

/**
 * Options of Fastify for what fails before there is a route, or a request at all: without them it
 * answers in a form of its own that repeats the address.
 */
export const unreadableRequests = {
  /** An address that cannot be decoded, or with a part longer than anything of ours. */
  frameworkErrors(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
    void sendProblem(
      reply,
      error.code === 'FST_ERR_BAD_URL'
        ? new Problem('invalid-request', 'The address is not valid percent-encoded UTF-8.', {
            errors: [{ field: 'path', detail: 'is not valid percent-encoded UTF-8' }],
          })
        : notFound('resource', 'path'),
    )
  },

  /** What is no HTTP request, or one whose head is too large or too slow. */
  clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) return
    // Closed at once, with something of the request unread, the answer would be lost on its way.
    socket.end(rawAnswer(unreadable(error.code)))
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  },
}

function unreadable(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('headers-too-large', 'The headers are larger than this service accepts.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request-timeout', 'The request did not arrive in time.')
  }
  return new Problem('invalid-request', 'This is not an HTTP request that can be understood.')
}

function rawAnswer(problem: Problem): string {
  const { status } = problem
  const body = JSON.stringify(problem.document())
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
