import { isObject, type JsonObject, valuesOf } from '../json.ts'
import { idProblems } from './data-model.ts'
import type { ShapeProblem } from './problem.ts'

/** Integrity metadata of Subresource Integrity: digests in base64, one or several. */
const sri = /^sha(256|384|512)-[A-Za-z0-9+/]+={0,2}(\s+sha(256|384|512)-[A-Za-z0-9+/]+={0,2})*$/
/** Multibase: base64url, base58-btc or hexadecimal. */
const multibase = /^(u[A-Za-z0-9_-]+|z[1-9A-HJ-NP-Za-km-z]+|f[0-9a-f]+)$/

/**
 * `relatedResource` (VCDM 2.0, section 5.3): objects with an id, each another, and at least one digest
 * in a known form. Whether a digest is right, only the resource can tell.
 */
export function relatedResourceProblems(credential: JsonObject): ShapeProblem[] {
  const member = 'relatedResource'
  const resources = valuesOf(credential[member])
  const seen = new Set<unknown>()
  return resources.flatMap((resource, at) => {
    const field = Array.isArray(credential[member]) ? `${member}.${at}` : member
    if (!isObject(resource)) return [{ field, detail: 'must be an object' }]
    const problems = idProblems(resource, `${field}.id`, 'required')
    const { id, mediaType, digestSRI, digestMultibase } = resource
    if (seen.has(id)) problems.push({ field: `${field}.id`, detail: 'must not come twice' })
    seen.add(id)
    if (mediaType !== undefined && typeof mediaType !== 'string') {
      problems.push({ field: `${field}.mediaType`, detail: 'must be a media type' })
    }
    if (digestSRI === undefined && digestMultibase === undefined) {
      problems.push({ field, detail: 'must have a digestSRI or a digestMultibase' })
    }
    for (const [name, digest, form] of [
      ['digestSRI', digestSRI, sri],
      ['digestMultibase', digestMultibase, multibase],
    ] as const) {
      if (digest !== undefined && !(typeof digest === 'string' && form.test(digest))) {
        problems.push({ field: `${field}.${name}`, detail: 'must be a digest in its usual form' })
      }
    }
    return problems
  })
}
