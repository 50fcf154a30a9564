import type { JsonObject } from '../json.ts'
import { leafKind } from './leaf.ts'

/**
 * What documents that differ in values only have in common. `tokens` spell out everything but the
 * strings in `leaves`: contexts, types, member names in their order, lengths of arrays, numbers,
 * booleans, and of each leaf whether it is text or an IRI of which scheme.
 */
export type Shape = { tokens: string[]; leaves: string[] }

/** Why a document has no shape: it goes to the library, which knows all there is. */
export type Shapeless = 'inline-context' | 'not-plain-json' | 'too-large'

/** Beyond these a document is no ordinary credential, and remembering it would cost too much. */
const MAX_DEPTH = 32
const MAX_TOKENS = 10_000
const MAX_TEXT = 500_000

/** Members whose strings belong to the shape: they say what others mean, and are no values. */
const fixing = new Set(['@type', '@context', '@language', '@direction', '@index'])
function fixes(name: string): boolean {
  return name === 'type' || (name.startsWith('@') && fixing.has(name))
}

/** The shape of a document, or why it has none. */
export function shapeOf(document: JsonObject): Shape | Shapeless {
  const walk: Walk = { tokens: [], leaves: [], length: 0, refusal: 'not-plain-json' }
  if (!visit(walk, document, '', 0)) return walk.refusal
  if (walk.length > MAX_TEXT || walk.tokens.length > MAX_TOKENS) return 'too-large'
  return { tokens: walk.tokens, leaves: walk.leaves }
}

/** One string for a shape; null where the separator stands in a token. */
export function signatureOf({ tokens }: Shape): string | null {
  return tokens.some((token) => token.includes('\n')) ? null : tokens.join('\n')
}

type Walk = { tokens: string[]; leaves: string[]; length: number; refusal: Shapeless }

// Each value is a token, or a token and what it announces: so many members or elements, or one
// token more. Where one value ends and the next begins is never in doubt.
function visit(walk: Walk, value: unknown, fixedBy: string, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      walk.length += value.length
      if (fixedBy !== '') {
        walk.tokens.push('fixed', value)
        return true
      }
      walk.leaves.push(value)
      walk.tokens.push(leafKind(value))
      return true
    case 'boolean':
      walk.tokens.push(value ? 'true' : 'false')
      return true
    case 'number':
      // Minus zero prints like zero, but need not mean the same.
      walk.tokens.push('number', Object.is(value, -0) ? '-0' : `${value}`)
      return Number.isFinite(value)
    case 'object':
      // Null drops members.
      if (value === null) return false
      if (depth === MAX_DEPTH) return refuse(walk, 'too-large')
      return Array.isArray(value)
        ? visitArray(walk, value, fixedBy, depth)
        : visitObject(walk, value, fixedBy, depth)
    default:
      return false
  }
}

function visitArray(walk: Walk, values: unknown[], fixedBy: string, depth: number): boolean {
  walk.tokens.push('array', `${values.length}`)
  for (let index = 0; index < values.length; index += 1) {
    if (!visit(walk, values[index], fixedBy, depth + 1)) return false
  }
  return true
}

function visitObject(walk: Walk, object: object, fixedBy: string, depth: number): boolean {
  // A context written out in the document may define anything to mean anything.
  if (fixedBy === '@context') return refuse(walk, 'inline-context')
  if (Object.getPrototypeOf(object) !== Object.prototype) return false
  const names = Object.keys(object)
  walk.tokens.push('object', `${names.length}`)
  for (const name of names) {
    walk.tokens.push(name)
    walk.length += name.length
    const value = (object as JsonObject)[name]
    if (!visit(walk, value, fixes(name) ? name : fixedBy, depth + 1)) return false
  }
  return true
}

function refuse(walk: Walk, refusal: Shapeless): false {
  walk.refusal = refusal
  return false
}

/** A copy of a document with other leaves, in the order in which {@link shapeOf} lists them. */
export function withLeaves(document: JsonObject, leaves: readonly string[]): JsonObject {
  let next = 0
  const copy = (value: unknown): unknown => {
    if (typeof value === 'string') {
      next += 1
      return leaves[next - 1]
    }
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(copy)
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, fixes(name) ? member : copy(member)]),
    )
  }
  return copy(document) as JsonObject
}
