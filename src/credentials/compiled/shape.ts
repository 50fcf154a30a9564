import { isBuiltIn } from '../canonize.ts'
import type { JsonObject } from '../json.ts'
import { leafLetter } from './leaf.ts'

/**
 * What documents that differ in values only have in common. `signature` spells out everything but
 * the strings in `leaves`: contexts, types, member names in their order, lengths of arrays, numbers,
 * booleans, and of each leaf whether it is text or an IRI of which scheme.
 */
export type Shape = { signature: string; leaves: string[] }

/** Why a document has no shape: it goes to the library, which knows all there is. */
export type Shapeless = 'inline-context' | 'built-in-name' | 'not-plain-json' | 'too-large'

/** Beyond these a document is no ordinary credential, and remembering it would cost too much. */
const MAX_DEPTH = 32
const MAX_LEAVES = 2_000
const MAX_TEXT = 500_000

type Walk = { signature: string; leaves: string[]; length: number; refusal: Shapeless | null }

/** The separators that a signature is read by must not stand in a name or a fixed value. */
const SEPARATOR = '\n'

/** The shape of a document, or why it has none. */
export function shapeOf(document: JsonObject): Shape | Shapeless {
  const walk: Walk = { signature: '', leaves: [], length: 0, refusal: null }
  if (!visit(walk, document, '', 0)) return walk.refusal ?? 'not-plain-json'
  if (walk.length + walk.signature.length > MAX_TEXT || walk.leaves.length > MAX_LEAVES) {
    return 'too-large'
  }
  return { signature: walk.signature, leaves: walk.leaves }
}

/** Members whose strings belong to the shape: they say what others mean, and are no values. */
const fixing = new Set(['type', '@type', '@context', '@language', '@direction', '@index'])

function visit(walk: Walk, value: unknown, fixedBy: string, depth: number): boolean {
  if (typeof value === 'string') {
    if (fixedBy !== '') {
      walk.signature += `=${value}${SEPARATOR}`
      return !value.includes(SEPARATOR)
    }
    // The library, in the experiments of `probe`, must not see one as an id, see `canonize`.
    if (isBuiltIn(value)) return refuse(walk, 'built-in-name')
    walk.leaves.push(value)
    walk.length += value.length
    walk.signature += leafLetter(value)
    return true
  }
  if (typeof value === 'boolean') {
    walk.signature += value ? '+' : '-'
    return true
  }
  if (typeof value === 'number') {
    // Minus zero prints like zero, but need not mean the same.
    walk.signature += `#${Object.is(value, -0) ? '-0' : value}${SEPARATOR}`
    return Number.isFinite(value)
  }
  // Null and whatever JSON does not know drops members, or worse.
  if (typeof value !== 'object' || value === null) return false
  if (depth === MAX_DEPTH) return refuse(walk, 'too-large')
  return Array.isArray(value)
    ? visitArray(walk, value, fixedBy, depth)
    : visitObject(walk, value, fixedBy, depth)
}

function visitArray(walk: Walk, values: unknown[], fixedBy: string, depth: number): boolean {
  walk.signature += '['
  for (let index = 0; index < values.length; index += 1) {
    if (!visit(walk, values[index], fixedBy, depth + 1)) return false
  }
  walk.signature += ']'
  return true
}

function visitObject(walk: Walk, object: object, fixedBy: string, depth: number): boolean {
  // A context written out in the document may define anything to mean anything.
  if (fixedBy === '@context') return refuse(walk, 'inline-context')
  if (Object.getPrototypeOf(object) !== Object.prototype) return false
  walk.signature += '{'
  for (const name of Object.keys(object)) {
    if (name.includes(SEPARATOR)) return false
    if (isBuiltIn(name)) return refuse(walk, 'built-in-name')
    walk.signature += `,${name}${SEPARATOR}`
    const value = (object as JsonObject)[name]
    if (!visit(walk, value, fixing.has(name) ? name : fixedBy, depth + 1)) return false
  }
  walk.signature += '}'
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
      Object.entries(value).map(([name, member]) => [
        name,
        fixing.has(name) ? member : copy(member),
      ]),
    )
  }
  return copy(document) as JsonObject
}
