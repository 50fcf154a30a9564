import type { FastifyInstance, FastifyRequest } from 'fastify'
import { repeatsMember } from '../credentials/index.ts'
import { fitsBesides, type LongMembers } from './long-members.ts'
import { invalid, Problem } from './problems.ts'
import { fieldName } from './validation-problem.ts'

/** More than any request has use for; each is looked at by several rules. */
const MAX_VALUES = 25_000
/** Deeper than any document of this field; far from any recursion limit. */
const MAX_DEPTH = 32

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The body holds a document that somebody else wrote. Its text reaches the service as it
     * came, odd characters included, because verification gives the verdict on it.
     */
    foreignBody?: boolean
  }
}

/** How long a JSON body may be, in bytes. */
export type JsonLimits = { maxBytes: number; besides?: LongMembers }

/**
 * Reads JSON bodies: valid UTF-8 only, bounded depth, and no strings that PostgreSQL or a
 * canonical form cannot carry (U+0000, lone surrogates).
 *
 * @param limits - of the body; that of the whole service when left out
 */
export function installJsonBody(app: FastifyInstance, limits?: JsonLimits): void {
  const bodyLimit = limits?.besides?.maxBytes ?? limits?.maxBytes
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    /^application\/(?:[\w.+-]+\+)?json(?:$|;|\s)/,
    { parseAs: 'buffer', ...(bodyLimit !== undefined && { bodyLimit }) },
    async (request: FastifyRequest, body: Buffer) => {
      refuseEncodings(request)
      if (body.length === 0) {
        // A DELETE or a GET may say that it sends JSON and then send nothing.
        return undefined
      }
      if (limits !== undefined && !fitsBesides(body, limits)) throw tooLong()
      return readJson(body, request.routeOptions.config.foreignBody === true)
    },
  )
}

/**
 * The value that a text in JSON has.
 *
 * @param foreign - whether it is a document that somebody else wrote; no member of one stands twice in
 *   an object, since readers do not agree which of the two counts
 * @throws Problem 400
 */
export function readJson(bytes: Buffer, foreign: boolean): unknown {
  const text = decoded(bytes)
  const value = parse(text, 'body')
  inspect(value, foreign, 'body')
  if (foreign && repeatsMember(text, value)) {
    throw malformed('The body has an object with a member that stands there twice.')
  }
  return value
}

/**
 * The value that a text in JSON has which is a part of a body: as if it had come by itself.
 *
 * @param noun - what to call it in a sentence
 * @throws Problem 400
 */
export function readJsonText(text: string, noun: string): unknown {
  const value = parse(text, noun)
  inspect(value, false, noun)
  return value
}

/** JSON is UTF-8 (RFC 8259, section 8.1), as SVG is here, and sent as it is. */
export function refuseEncodings({ headers }: FastifyRequest): void {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1]
  const field =
    charset !== undefined && !/^utf-?8$/i.test(charset)
      ? 'Content-Type'
      : /^(identity)?$/i.test(headers['content-encoding'] ?? '')
        ? null
        : 'Content-Encoding'
  if (field === null) return
  const detail = `${field}: send the body as UTF-8, not encoded otherwise.`
  throw new Problem('unsupported-media-type', detail, { errors: [{ field, detail }] })
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** What a text must hold to have a member named `__proto__`, plainly or with escapes. */
const MAY_NAME_PROTOTYPE = /__proto__|\\u/

function decoded(body: Buffer): string {
  try {
    return decoder.decode(body)
  } catch {
    throw malformed('The body is not valid UTF-8.')
  }
}

function parse(text: string, noun: string): unknown {
  try {
    // Looking at each member takes many times as long as parsing.
    const refuse = (name: string, value: unknown) => refusePrototype(name, value, noun)
    return JSON.parse(text, MAY_NAME_PROTOTYPE.test(text) ? refuse : undefined)
  } catch (error) {
    if (error instanceof Problem) throw error
    if (error instanceof RangeError) throw tooDeep(noun, noun)
    throw malformed(`The ${noun} is not a JSON document.`, noun)
  }
}

/** The top-level member that a place lies in. */
function topMember(path: string, noun: string): string {
  return fieldName(path).split(/[.[]/, 1)[0] || noun
}

function tooLong(): Problem {
  return new Problem('body-too-large', 'The body is larger than this route accepts.')
}

function tooMany(field: string, noun: string): Problem {
  return invalid({ field, detail: `The ${noun} holds more than ${MAX_VALUES} values.` })
}

function tooDeep(field: string, noun: string): Problem {
  return invalid({ field, detail: `The ${noun} is nested deeper than ${MAX_DEPTH} levels.` })
}

function malformed(detail: string, field = 'body'): Problem {
  return new Problem('malformed-body', detail, { errors: [{ field, detail }] })
}

function refusePrototype(name: string, value: unknown, noun: string): unknown {
  if (name === '__proto__') {
    throw malformed(`The ${noun} has a member named __proto__.`, name)
  }
  return value
}

function inspect(root: unknown, foreign: boolean, noun: string): void {
  const open: { value: unknown; path: string; depth: number }[] = [
    { value: root, path: '', depth: 0 },
  ]
  let values = 0
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const { value, path, depth } = entry
    if (typeof value === 'string' && !foreign) refuseUnstorable(value, path)
    if (typeof value !== 'object' || value === null) continue
    if (depth >= MAX_DEPTH) {
      throw tooDeep(topMember(path, noun), noun)
    }
    for (const [name, member] of Object.entries(value)) {
      if (!foreign) refuseUnstorable(name, path)
      values += 1
      if (values > MAX_VALUES && !foreign) throw tooMany(topMember(`${path}/${name}`, noun), noun)
      open.push({ value: member, path: `${path}/${name}`, depth: depth + 1 })
    }
  }
}

/**
 * @param path - where the text stands, as a JSON pointer
 * @throws Problem 400 for text that PostgreSQL or a canonical form cannot carry
 */
export function refuseUnstorable(text: string, path: string): void {
  if (text.includes('\u0000') || !text.isWellFormed()) {
    const field = fieldName(path) || 'body'
    throw invalid({
      field,
      detail: `${field} must not contain the character U+0000 or half of a surrogate pair.`,
    })
  }
}
