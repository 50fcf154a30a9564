import {
  didJwkDocument,
  didKeyDocument,
  isObject,
  type JsonObject,
  valuesOf,
} from '../credentials/index.ts'
import type { VerificationEnvironment } from './environment.ts'
import { type KeyDocument, readController, readKeys, webAddress } from './web-keys.ts'

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

/** Asks for each thing once, and never rejects. */
export type Resolver = {
  /** The document in which a DID or a web address lists its keys, if it has the right id. */
  controller(id: string): Promise<KeyDocument>
  /** The keys that lie at an URL, whosever they are. */
  keysAt(url: string): Promise<KeyDocument>
}

/** The document of a DID that is computed from the DID itself; undefined for other methods. */
async function computed(did: string): Promise<KeyDocument | undefined> {
  if (!/^did:(key|jwk):/.test(did)) return undefined
  const document = did.startsWith('did:key:') ? await didKeyDocument(did) : didJwkDocument(did)
  return document ? { document } : { invalid: 'it holds no key of a kind that signs' }
}

/**
 * The resolver for one verification: what the environment keeps itself first, then did:key and
 * did:jwk by computing, other methods and web addresses through the environment.
 */
export function resolverFor(environment: VerificationEnvironment): Resolver {
  const resolveDid = async (did: string): Promise<KeyDocument> => {
    const own = async (): Promise<unknown> => environment.resolveOwnDid?.(did) ?? null
    // Whoever could have known that a key is compromised and did not answer: that is no answer.
    const kept = await own().catch(() => ({ unavailable: 'no answer' }))
    const ask = async (): Promise<unknown> =>
      kept ?? (await computed(did)) ?? environment.resolveDid(did)
    const answer = await ask().catch(() => null)
    if (isObject(answer) && typeof answer.invalid === 'string') return { invalid: answer.invalid }
    if (!isObject(answer) || !('document' in answer)) return { unavailable: 'no answer' }
    if (!isObject(answer.document) || answer.document.id !== did) {
      return { invalid: 'what it leads to is not its DID document' }
    }
    return { document: answer.document }
  }
  return {
    controller: once((id) =>
      webAddress(id) === null ? resolveDid(id) : readController(environment, id),
    ),
    keysAt: once((url) => readKeys(environment, url)),
  }
}

function once(ask: (id: string) => Promise<KeyDocument>): typeof ask {
  const known = new Map<string, Promise<KeyDocument>>()
  return (id) => {
    const answer = known.get(id) ?? ask(id)
    known.set(id, answer)
    return answer
  }
}

/** An id inside a DID document, which may be written relative to the DID (`#key-1`). */
export function absolute(did: string, id: unknown): unknown {
  return typeof id === 'string' && id.startsWith('#') ? `${did}${id}` : id
}

/** A verification method, and whether the document that holds it lets it make assertions. */
export type ListedMethod = { method: JsonObject; mayAssert: boolean }

/**
 * The verification methods of a document (Controlled Identifiers 1.0, section 3.3), each with whether
 * it may make assertions: listed under `assertionMethod`, by reference or in full.
 */
export function methodsOf(document: JsonObject): ListedMethod[] {
  const did = String(document.id)
  const asserting = valuesOf(document.assertionMethod)
  const inFull = asserting.filter(isObject)
  const referred = new Set(asserting.map((id) => absolute(did, id)))
  const listed = valuesOf(document.verificationMethod).filter(isObject)
  return [
    ...inFull.map((method) => ({ method, mayAssert: true })),
    ...listed.map((method) => ({ method, mayAssert: referred.has(absolute(did, method.id)) })),
  ]
}

/** The verification method `url` of a document; null when the document does not hold it. */
export function findMethod(document: JsonObject, url: string): ListedMethod | null {
  const did = String(document.id)
  return methodsOf(document).find(({ method }) => absolute(did, method.id) === url) ?? null
}

/**
 * The verification method of a document that is listed for a purpose, by reference or in full; any one
 * when no `url` says which. Null when there is none.
 */
export function methodFor(
  document: JsonObject,
  url: string | undefined,
  purpose: 'authentication',
): JsonObject | null {
  const did = String(document.id)
  const listed = valuesOf(document.verificationMethod).filter(isObject)
  const methods = valuesOf(document[purpose]).flatMap((entry) =>
    isObject(entry)
      ? [entry]
      : listed.filter(({ id }) => absolute(did, id) === absolute(did, entry)),
  )
  return methods.find(({ id }) => url === undefined || absolute(did, id) === url) ?? null
}
