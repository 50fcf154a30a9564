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

/**
 * `object` without members that are undefined or an empty array. Signed documents hold neither,
 * nor nulls: JSON-LD drops all three before signing, so nothing would vouch for them.
 */
export function withoutEmpty(object: { [member: string]: unknown }): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  )
}
