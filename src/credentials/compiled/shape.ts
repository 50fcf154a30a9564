import type { JsonObject } from '../json.ts'
import { leafKind } from './leaf.ts'

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

/** Where the walk through a document is written down. */
export type Walk = {
  /**
   * Spell out everything but leaves: contexts, types, member names in their order, lengths of
   * arrays, numbers, booleans, and of each leaf whether it is text or an IRI of which scheme. There
   * may be more of them, from before, than `count`.
   */
  tokens: string[]
  count: number
  /** The strings that are values. */
  leaves: string[]
  /** Of all strings. */
  length: number
  /** Objects and arrays that are known: each is one token, and nothing in it is looked at. */
  known?: ReadonlySet<unknown>
}

/** Walks through a document. @returns why it has no shape, or null when it has one */
export function walkThrough(walk: Walk, document: JsonObject): Shapeless | null {
  const refusal = visit(walk, document, '', 0)
  if (refusal !== null) return refusal
  return walk.length > MAX_TEXT || walk.count > MAX_TOKENS ? 'too-large' : null
}

function put(walk: Walk, token: string): void {
  walk.tokens[walk.count] = token
  walk.count += 1
}

// Each value is a token, or a token and what it announces: so many members or elements, or one
// token more. Where one value ends and the next begins is never in doubt.
function visit(walk: Walk, value: unknown, fixedBy: string, depth: number): Shapeless | null {
  if (walk.count > MAX_TOKENS) return 'too-large'
  switch (typeof value) {
    case 'string':
      walk.length += value.length
      if (fixedBy !== '') {
        put(walk, 'fixed')
        put(walk, value)
        return null
      }
      walk.leaves.push(value)
      put(walk, leafKind(value))
      return null
    case 'boolean':
      put(walk, value ? 'true' : 'false')
      return null
    case 'number':
      // Minus zero prints like zero, but need not mean the same.
      put(walk, 'number')
      put(walk, Object.is(value, -0) ? '-0' : `${value}`)
      return Number.isFinite(value) ? null : 'not-plain-json'
    case 'object':
      // Null drops members.
      if (value === null) return 'not-plain-json'
      if (walk.known?.has(value)) {
        put(walk, 'known')
        return null
      }
      if (depth === MAX_DEPTH) return 'too-large'
      return Array.isArray(value)
        ? visitArray(walk, value, fixedBy, depth)
        : visitObject(walk, value, fixedBy, depth)
    default:
      return 'not-plain-json'
  }
}

function visitArray(
  walk: Walk,
  values: unknown[],
  fixedBy: string,
  depth: number,
): Shapeless | null {
  put(walk, 'array')
  put(walk, `${values.length}`)
  for (let index = 0; index < values.length; index += 1) {
    const refusal = visit(walk, values[index], fixedBy, depth + 1)
    if (refusal !== null) return refusal
  }
  return null
}

function visitObject(walk: Walk, object: object, fixedBy: string, depth: number): Shapeless | null {
  // A context written out in the document may define anything to mean anything.
  if (fixedBy === '@context') return 'inline-context'
  if (Object.getPrototypeOf(object) !== Object.prototype) return 'not-plain-json'
  const names = Object.keys(object)
  put(walk, 'object')
  put(walk, `${names.length}`)
  for (const name of names) {
    put(walk, name)
    walk.length += name.length
    const value = (object as JsonObject)[name]
    const refusal = visit(walk, value, fixes(name) ? name : fixedBy, depth + 1)
    if (refusal !== null) return refusal
  }
  return null
}

/** A copy of a document with other leaves, in the order in which {@link walkThrough} lists them. */
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

/** Which leaves of a document, numbered as {@link walkThrough} lists them, are in none of these parts of it. */
export function leavesOutside(document: JsonObject, parts: ReadonlySet<unknown>): number[] {
  const outside: number[] = []
  let next = 0
  const visitValue = (value: unknown, isInside: boolean): void => {
    if (typeof value === 'string') {
      if (!isInside) outside.push(next)
      next += 1
    }
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (Array.isArray(value) || !fixes(name)) visitValue(member, isInside || parts.has(value))
    }
  }
  visitValue(document, false)
  return outside
}
