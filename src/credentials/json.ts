/** A JSON object as it was parsed: members are looked at before they are used. */
export type JsonObject = { [member: string]: unknown }

/** Whether `value` is a JSON object (not null, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON-LD lets one value stand for an array of one: the values, whichever form was used. */
export function valuesOf(value: unknown): unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/** Whether a JSON-LD `type` (a string or an array of strings) names `type`. */
export function hasType(value: unknown, type: string): boolean {
  return isObject(value) && valuesOf(value.type).includes(type)
}

const PLAIN = { enumerable: true, configurable: true, writable: true }

/**
 * `object` without members that are undefined or an empty array. Signed documents hold neither,
 * nor nulls: JSON-LD drops all three before signing, so nothing would vouch for them.
 */
export function withoutEmpty(object: { [member: string]: unknown }): JsonObject {
  const kept: JsonObject = {}
  // Written out, for every part of every award passes here: lists of entries would be its garbage.
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue
    // Assigned, this one member would be another prototype.
    if (name === '__proto__') Object.defineProperty(kept, name, { ...PLAIN, value })
    else kept[name] = value
  }
  return kept
}

/**
 * Whether an object in a text in JSON has a member twice (I-JSON, RFC 7493, section 2.3; JSON-LD 1.1,
 * section 9): readers do not agree which of the two counts, so that one verifies what another shows.
 *
 * @param text Well-formed.
 * @param value What it was parsed to, in which the last of them is left.
 */
export function repeatsMember(text: string, value: unknown): boolean {
  return membersWritten(text) > membersIn(value)
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a]

/** Counts the colons outside of strings: there is one for each member. */
function membersWritten(text: string): number {
  let count = 0
  let isString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) isString = !isString
    else if (isString && code === BACKSLASH) at += 1
    else if (!isString && code === COLON) count += 1
  }
  return count
}

function membersIn(root: unknown): number {
  let count = 0
  const open: unknown[] = [root]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const members = Object.values(value)
    if (!Array.isArray(value)) count += members.length
    for (const member of members) open.push(member)
  }
  return count
}
