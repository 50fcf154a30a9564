import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

/**
 * The media type that a caller prefers among those offered, the first of equals (RFC 9110, section
 * 12.5.1). Parameters other than the weight are left aside: `application/json; charset=utf-8` or a
 * `profile` asks for nothing that we have two of. No header, or an empty one, accepts all.
 *
 * @returns undefined when the caller accepts none of them
 */
export function preferredType(request: FastifyRequest, offered: string[]): string | undefined {
  const accept = request.headers.accept?.trim() || '*/*'
  return new Negotiator({ headers: { accept: weighted(accept) } }).mediaType(offered)
}

/** Runs of text without the separator, which may stand inside of quotes. */
const BETWEEN_COMMAS = /(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g
const BETWEEN_SEMICOLONS = /(?:[^;"]|"(?:\\.|[^"\\])*"?)+/g

/** An `Accept` header with nothing but types and their weights. */
function weighted(accept: string): string {
  const ranges = accept.match(BETWEEN_COMMAS) ?? []
  return ranges
    .map((range) => {
      const [type = '', ...parameters] = range.match(BETWEEN_SEMICOLONS) ?? []
      const weight = parameters.find((parameter) => /^\s*q\s*=/i.test(parameter))
      return weight === undefined ? type : `${type};${weight}`
    })
    .join(',')
}
