import { isObject, type JsonObject } from '../json.ts'

const MAX_DEPTH = 32

const aliases: { [keyword: string]: string } = { '@id': 'id', '@type': 'type' }

class Unreadable extends Error {
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/**
 * A badge object of Open Badges 1.x or 2.0 as it can be worked on: `@id` and `@type` under the names
 * that the standard gives them, without members that say nothing (null and empty arrays, which
 * issuers of 2.0 write). A copy; nothing is checked but what no text may hold, the depth and the
 * number of values, so that whatever comes after has an end.
 *
 * @param value Anything that was parsed from JSON.
 * @param mostValues How many values it may have.
 */
export function readBadgeObject(
  value: unknown,
  mostValues: number,
): { object: JsonObject } | { problem: { field: string; detail: string } } {
  let values = 0

  function read(one: unknown, field: string, depth: number): unknown {
    values += 1
    if (values > mostValues) throw new Unreadable('', 'has more in it than can be checked')
    if (depth > MAX_DEPTH) throw new Unreadable('', `is nested deeper than ${MAX_DEPTH} levels`)
    if (typeof one === 'string') {
      if (isText(one)) return one
      throw new Unreadable(field, 'holds characters that no text may hold')
    }
    if (Array.isArray(one)) {
      return one.filter((item) => item !== null).map((item) => read(item, field, depth + 1))
    }
    return isObject(one) ? readObject(one, field, depth) : one
  }

  function readObject(object: JsonObject, field: string, depth: number): JsonObject {
    const members: [string, unknown][] = []
    for (const [written, member] of Object.entries(object)) {
      const name = aliases[written] ?? written
      const at = field === '' ? name : `${field}.${name}`
      if (!isText(written)) throw new Unreadable(field, 'has a member whose name is no text')
      if (name !== written && Object.hasOwn(object, name)) {
        throw new Unreadable(at, `is there twice, as ${written} too`)
      }
      if (member === null || (Array.isArray(member) && member.length === 0)) continue
      members.push([name, read(member, at, depth + 1)])
    }
    return Object.fromEntries(members)
  }

  if (!isObject(value)) return { problem: { field: '', detail: 'must be a JSON object' } }
  try {
    return { object: readObject(value, '', 0) }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { problem: { field: error.field, detail: error.message } }
  }
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}
