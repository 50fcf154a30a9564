import {
  isObject,
  type JsonObject,
  type ShapeProblem,
  shapeProblems,
} from '../credentials/index.ts'
import { type CheckResult, failed, passed } from './report.ts'

// JSON-LD processing compares every member of an array with every other, and gives each object its
// own context: what these bounds let through takes a second or so at the most.
const MAX_DEPTH = 64
const MAX_VALUES = 20_000
const MAX_OBJECTS = 1_000
const MAX_MEMBERS = 1_000
const MAX_ARRAY = 1_000
const MAX_CHARACTERS = 4_000_000
/** Each context of its own is processed by itself, which is the dearest part of all. */
const MAX_CONTEXTS = 64

type Item = { value: unknown; depth: number; array: { length: number } | null }

/**
 * Whether a value is small enough to be processed at all: in depth, in the number of values and of
 * objects, in the members of each, in the length of each array (with the arrays inside it), in
 * characters and in its numbers. Looks no further than the first bound that is broken and needs no
 * stack.
 */
function withinBounds(document: unknown): boolean {
  const open: Item[] = [{ value: document, depth: 0, array: null }]
  let values = 0
  let objects = 0
  let characters = 0
  let contexts = 0
  for (let item = open.pop(); item; item = open.pop()) {
    const { value, depth } = item
    values += 1
    if (typeof value === 'string') characters += value.length
    // JSON has no such numbers, and what is beyond every number is read as one.
    if (typeof value === 'number' && !Number.isFinite(value)) return false
    if (values > MAX_VALUES || depth > MAX_DEPTH || characters > MAX_CHARACTERS) return false
    if (Array.isArray(value)) {
      const array = item.array ?? { length: 0 }
      array.length += value.length
      if (array.length > MAX_ARRAY) return false
      for (const member of value) open.push({ value: member, depth: depth + 1, array })
    } else if (isObject(value)) {
      objects += 1
      if (objects > MAX_OBJECTS) return false
      let members = 0
      for (const name in value) {
        members += 1
        if (members > MAX_MEMBERS) return false
        characters += name.length
        if (name === '@context') contexts += 1
        if (contexts > MAX_CONTEXTS) return false
        open.push({ value: value[name], depth: depth + 1, array: null })
        if (open.length > MAX_VALUES) return false
      }
    }
  }
  return true
}

/**
 * How the check of the shape went, and the presented value as an object to work on: null when it
 * is none that can be worked on, which is the case unless it has the right shape.
 *
 * @param problemsOf What is wrong with a document; that of a credential by default.
 */
export function checkShape(
  presented: unknown,
  problemsOf: (document: JsonObject) => ShapeProblem[] = shapeProblems,
): {
  document: JsonObject | null
  result: CheckResult
} {
  if (!isObject(presented)) {
    const result = failed('not-a-credential', 'What was presented is not a JSON object.')
    return { document: null, result }
  }
  if (!withinBounds(presented)) {
    const detail = 'The document is too large or too deeply nested to be checked.'
    return { document: null, result: failed('too-complex', detail) }
  }
  const problems = problemsOf(presented)
  if (problems.length === 0) {
    return {
      document: presented,
      result: passed('The document has the form that the standard asks for.'),
    }
  }
  return { document: null, result: malformed(problems) }
}

/** The result for a document that has not the right shape, naming the first few of its problems. */
export function malformed(problems: ShapeProblem[], noun = 'document'): CheckResult {
  const shown = problems.slice(0, 3).map(({ field, detail }) => {
    return `${field === '' ? `the ${noun}` : field.slice(0, 200)} ${detail}`
  })
  const more = problems.length > 3 ? ` (and ${problems.length - 3} more)` : ''
  const detail = `The ${noun} does not have the form that the standard asks for: ${shown.join('; ')}${more}.`
  return failed('malformed', detail)
}
