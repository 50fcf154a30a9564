import { didKeyDocument, isObject, type JsonObject, valuesOf } from '../credentials/index.ts'
import type { VerificationEnvironment } from './environment.ts'

/** Whether `text` is a DID (DID Core 1.0, section 3.1). */
export function isDid(text: string): boolean {
  return (
    text.length <= 2048 &&
    /^did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*[A-Za-z0-9._-]$/.test(text)
  )
}

/** The DID that a DID URL such as `did:web:example.org#key-1` begins with; null when it has no fragment. */
export function didOfMethod(url: string): string | null {
  const [did = '', fragment = '', ...rest] = url.split('#')
  return rest.length === 0 && fragment !== '' && isDid(did) ? did : null
}

/** A resolver that asks for each DID once, never rejects, and believes only documents with the right id. */
export type Resolver = (
  did: string,
) => Promise<{ document: JsonObject } | { unavailable: string } | { invalid: string }>

/**
 * The resolver for one verification: what the environment keeps itself first, then did:key by
 * computing and other methods through the environment.
 */
export function resolverFor(environment: VerificationEnvironment): Resolver {
  const resolve = async (did: string): ReturnType<Resolver> => {
    const own = async (): Promise<unknown> => environment.resolveOwnDid?.(did) ?? null
    // Whoever could have known that a key is compromised and did not answer: that is no answer.
    const kept = await own().catch(() => ({ unavailable: 'no answer' }))
    if (kept === null && did.startsWith('did:key:')) {
      const document = await didKeyDocument(did)
      return document ? { document } : { invalid: 'it holds no Ed25519 key' }
    }
    const ask = async (): Promise<unknown> => kept ?? environment.resolveDid(did)
    const answer = await ask().catch(() => null)
    if (isObject(answer) && typeof answer.invalid === 'string') return { invalid: answer.invalid }
    if (!isObject(answer) || !('document' in answer)) return { unavailable: 'no answer' }
    if (!isObject(answer.document) || answer.document.id !== did) {
      return { invalid: 'what it leads to is not its DID document' }
    }
    return { document: answer.document }
  }
  const known = new Map<string, ReturnType<Resolver>>()
  return (did) => {
    const answer = known.get(did) ?? resolve(did)
    known.set(did, answer)
    return answer
  }
}

/** An id inside a DID document, which may be written relative to the DID (`#key-1`). */
export function absolute(did: string, id: unknown): unknown {
  return typeof id === 'string' && id.startsWith('#') ? `${did}${id}` : id
}

/**
 * The verification method `url` of a DID document (Controlled Identifiers 1.0, section 3.3), and
 * whether the document lets it make assertions: listed under `assertionMethod`, by reference or in
 * full. Null when the document does not hold it.
 */
export function findMethod(
  document: JsonObject,
  url: string,
): { method: JsonObject; mayAssert: boolean } | null {
  const did = String(document.id)
  const named = (entry: unknown) => isObject(entry) && absolute(did, entry.id) === url
  const asserting = valuesOf(document.assertionMethod)
  const embedded = asserting.find(named)
  const method = embedded ?? valuesOf(document.verificationMethod).find(named)
  if (!isObject(method)) return null
  const mayAssert = embedded !== undefined || asserting.some((id) => absolute(did, id) === url)
  return { method, mayAssert }
}
