import { isObject, type JsonObject, valuesOf } from '../credentials/index.ts'
import type { FieldProblem } from '../http/index.ts'

/** A verification method that the live document must have. */
export type WantedMethod = { id: string; type: string; publicKeyMultibase: string }

/**
 * What a live DID document lacks for keys of ours to sign as its subject: a sentence each, none when
 * they may (DID Core 1.0, sections 5.2 and 5.3.2).
 *
 * @param wanted - must be listed, and may make assertions
 * @param unwanted - public keys that must not be able to make assertions
 */
export function missingIn(
  document: unknown,
  did: string,
  wanted: WantedMethod[],
  unwanted: string[],
): FieldProblem[] {
  if (!isObject(document)) return [{ field: '', detail: 'It is not a JSON object.' }]
  const problems: FieldProblem[] = []
  const miss = (field: string, detail: string) => void problems.push({ field, detail })
  if (document.id !== did) miss('id', `Its id must be ${did}.`)
  for (const method of wanted) {
    const found = methodOf(document, did, method.id)
    if (found === undefined) {
      miss('verificationMethod', `verificationMethod must list ${method.id}.`)
      continue
    }
    for (const member of ['type', 'publicKeyMultibase'] as const) {
      if (found[member] !== method[member]) {
        miss('verificationMethod', `The ${member} of ${method.id} must be ${method[member]}.`)
      }
    }
    if (found.controller !== did) {
      miss('verificationMethod', `The controller of ${method.id} must be ${did}.`)
    }
    if (found.revoked !== undefined || found.expires !== undefined) {
      miss('verificationMethod', `${method.id} must be neither revoked nor about to expire.`)
    }
    if (!mayAssert(document, did, method.id)) {
      miss('assertionMethod', `assertionMethod must list ${method.id}.`)
    }
  }
  for (const method of methodsOf(document)) {
    const id = absolute(did, method.id)
    if (typeof method.publicKeyMultibase !== 'string') continue
    if (!unwanted.includes(method.publicKeyMultibase)) continue
    if (method.revoked === undefined && mayAssert(document, did, id)) {
      miss('assertionMethod', `assertionMethod must not list ${id}, whose key was compromised.`)
    }
  }
  return problems
}

function methodsOf(document: JsonObject): JsonObject[] {
  const all = [...valuesOf(document.verificationMethod), ...valuesOf(document.assertionMethod)]
  return all.filter(isObject)
}

function methodOf(document: JsonObject, did: string, id: string): JsonObject | undefined {
  return methodsOf(document).find((method) => absolute(did, method.id) === id)
}

function mayAssert(document: JsonObject, did: string, id: string): boolean {
  return valuesOf(document.assertionMethod).some(
    (entry) => absolute(did, isObject(entry) ? entry.id : entry) === id,
  )
}

/** An id may be written relative to the DID: `#key-1`. */
function absolute(did: string, id: unknown): string {
  const text = String(id)
  return text.startsWith('#') ? `${did}${text}` : text
}
