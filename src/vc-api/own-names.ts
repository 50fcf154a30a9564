import { isObject, type JsonObject } from '../credentials/index.ts'
import type { FieldProblem } from '../http/index.ts'

/** Members that say what something is, or where its status stands. */
const NAMING = new Set(['id', 'statusListCredential'])

/** Pictures here are found by their content, and anybody may show them. */
const PICTURES = '/images/'

/** Whether a text is an address of this service, however it is written. */
function isOurs(value: unknown, host: string): boolean {
  const url = typeof value === 'string' ? URL.parse(value) : null
  return url !== null && url.host === host && !url.pathname.startsWith(PICTURES)
}

/**
 * Where a credential that a caller wrote names something as being one of this service's own:
 * credentials, achievements and status lists under its address are made here and nowhere else. With the
 * signature of an issuer here such a credential would pass for one that it is not, or claim the place
 * in a status list that another has.
 *
 * @param publicUrl - the address of this service, an origin
 */
export function ownNames(credential: JsonObject, publicUrl: string): FieldProblem[] {
  const { host } = new URL(publicUrl)
  const problems: FieldProblem[] = []
  const open: { value: unknown; field: string }[] = [{ value: credential, field: 'credential' }]
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { value, field } = item
    if (Array.isArray(value)) {
      for (const [at, one] of value.entries()) open.push({ value: one, field: `${field}[${at}]` })
    }
    if (!isObject(value)) continue
    for (const [name, member] of Object.entries(value)) {
      const place = `${field}.${name}`
      if (NAMING.has(name) && isOurs(member, host)) {
        const detail = `${place} is an address of this service, which only it gives to what it makes.`
        problems.push({ field: place, detail })
      }
      open.push({ value: member, field: place })
    }
  }
  return problems
}
