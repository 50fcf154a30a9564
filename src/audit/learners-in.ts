import { isObject } from '../credentials/index.ts'

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** As deep as anything names a learner. */
const DEPTH = 6
/** What holds a resource, or several: a learner in one is a learner still. */
const WRAPPINGS = ['data', 'resource', 'body']

/**
 * Every learner whom an answer, or what a service gives back, is about: each `learnerId` in it, and
 * the id of what is a learner itself.
 */
export function learnersIn(value: unknown, isLearner: boolean): Set<string> {
  const found = new Set<string>()
  collect(value, isLearner, found, DEPTH)
  return found
}

function collect(value: unknown, isLearner: boolean, found: Set<string>, depth: number): void {
  if (depth === 0) return
  if (Array.isArray(value)) {
    for (const one of value) collect(one, isLearner, found, depth)
    return
  }
  if (!isObject(value) || ArrayBuffer.isView(value)) return
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string') {
      if ((name === 'learnerId' || (isLearner && name === 'id')) && UUID.test(member)) {
        found.add(member)
      }
    } else if (typeof member === 'object' && member !== null && name !== 'credential') {
      collect(member, isLearner && WRAPPINGS.includes(name), found, depth - 1)
    }
  }
}
