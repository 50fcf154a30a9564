import { isObject, type JsonObject, valuesOf } from '../credentials/index.ts'
import type { FieldProblem } from '../http/index.ts'

/** A public key of ours; only the members of a JWK that make up the key count, and its `kid`. */
export type PublicKey = { publicKeyMultibase: string } | { publicKeyJwk: JsonObject }

/** A verification method that the live document must have. */
export type WantedMethod = { id: string; type: string } & PublicKey

/** What makes up an RSA or EC key (RFC 7518, sections 6.2.1 and 6.3.1). */
const JWK_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e']

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
  unwanted: PublicKey[],
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
    if (found.type !== method.type) {
      miss('verificationMethod', `The type of ${method.id} must be ${method.type}.`)
    }
    if ('publicKeyJwk' in method) {
      const { publicKeyJwk } = method
      const its = isObject(found.publicKeyJwk) ? found.publicKeyJwk : {}
      if (its.kid !== publicKeyJwk.kid || !isSameJwk(its, publicKeyJwk)) {
        const text = JSON.stringify(publicKeyJwk)
        miss('verificationMethod', `The publicKeyJwk of ${method.id} must be ${text}.`)
      }
    } else if (found.publicKeyMultibase !== method.publicKeyMultibase) {
      const text = method.publicKeyMultibase
      miss('verificationMethod', `The publicKeyMultibase of ${method.id} must be ${text}.`)
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
    if (!unwanted.some((key) => holds(method, key))) continue
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

function holds(method: JsonObject, key: PublicKey): boolean {
  return 'publicKeyJwk' in key
    ? isObject(method.publicKeyJwk) && isSameJwk(method.publicKeyJwk, key.publicKeyJwk)
    : method.publicKeyMultibase === key.publicKeyMultibase
}

function isSameJwk(one: JsonObject, other: JsonObject): boolean {
  return JWK_MEMBERS.every((member) => one[member] === other[member])
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
