import { UnknownContextError } from '../contexts.ts'
import { isObject, type JsonObject } from '../json.ts'
import { TooComplexError } from './work-bounds.ts'

/** Why a document could not be processed as JSON-LD, in words for the person who presents it. */
export type JsonLdProblem = {
  code:
    | 'unknown-context'
    | 'undefined-term'
    | 'relative-iri'
    | 'too-complex'
    | 'malformed-json-ld'
    | 'checking-broken-off'
  detail: string
}

/** Says nothing about the document: another time, or on another machine, it may be processed. */
export const brokenOff: JsonLdProblem = {
  code: 'checking-broken-off',
  detail: 'The document could not be checked in the time that there is for one document.',
}

/** Says what an error thrown by jsonld, rdf-canonize or a document loader is about. */
export function jsonLdProblem(error: unknown): JsonLdProblem {
  for (let at = error, depth = 0; isErrorLike(at) && depth < 8; depth += 1) {
    if (at instanceof UnknownContextError) {
      return {
        code: 'unknown-context',
        detail: `The document uses the context ${at.url.slice(0, 200)}, which this verifier does not know.`,
      }
    }
    const event = at.details?.event
    if (isObject(event)) return safeModeProblem(event)
    if (at instanceof TooComplexError) {
      return {
        code: 'too-complex',
        detail: 'The document is so complicated that checking it would take too much work.',
      }
    }
    if (typeof at.message === 'string' && at.message.startsWith('Maximum deep iterations')) {
      return {
        code: 'too-complex',
        detail: 'The document holds so many look-alike parts that it cannot be checked.',
      }
    }
    at = at.cause ?? at.details?.cause
  }
  return { code: 'malformed-json-ld', detail: 'The document is not well-formed JSON-LD.' }
}

type ErrorLike = { message?: unknown; cause?: unknown; details?: JsonObject }
function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null
}

/** In JSON-LD safe mode whatever would be dropped, and so not signed, is an error with an event. */
function safeModeProblem(event: JsonObject): JsonLdProblem {
  const details = isObject(event.details) ? event.details : {}
  const shown = (value: unknown) => (typeof value === 'string' ? ` "${value.slice(0, 100)}"` : '')
  if (event.code === 'invalid property') {
    return {
      code: 'undefined-term',
      detail: `The member${shown(details.property)} is defined by none of the contexts, so nothing says what it means and no signature covers it.`,
    }
  }
  if (typeof event.code === 'string' && event.code.startsWith('relative ')) {
    const value = details.id ?? details.type ?? details.predicate ?? details.value
    return {
      code: event.code === 'relative @type reference' ? 'undefined-term' : 'relative-iri',
      detail: `The value${shown(value)} should be a complete web address or a term that a context defines.`,
    }
  }
  return {
    code: 'malformed-json-ld',
    detail: 'The document holds something that JSON-LD would drop, so no signature covers it.',
  }
}
