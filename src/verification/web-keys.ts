import { isObject, type JsonObject, jwkOfPem, valuesOf } from '../credentials/index.ts'
import type { DocumentKind, VerificationEnvironment } from './environment.ts'
import { loadText } from './loading.ts'

/** Keys at an URL, as a controlled identifier document that lists them; or why there are none. */
export type KeyDocument = { document: JsonObject } | NoKeys
type NoKeys = { unavailable: string } | { invalid: string }

const noList: NoKeys = { invalid: 'nothing at the address lists keys' }

/** An URL that keys can be read from, without its fragment; null for anything else. */
export function webAddress(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 2048 || !/^https?:\/\//.test(text)) return null
  return URL.canParse(text) ? (text.split('#')[0] ?? null) : null
}

/**
 * Reads the document in which an https identity lists its keys (Controlled Identifiers 1.0, section
 * 3.3): it lies at the identity's own URL, has it as its `id`, and came from its origin. A server
 * that redirects to another one says nothing: half the web has a page that redirects to wherever its
 * query says, and `https://library.example/go?to=...` must not become an identity of the library.
 *
 * `publicKey` is the older way to list keys (Open Badges 2.0, Profile), and every one asserts.
 */
export async function readController(
  environment: VerificationEnvironment,
  id: string,
): Promise<KeyDocument> {
  const loaded = await loadJson(environment, id, 'issuer')
  if (!('json' in loaded)) return loaded
  const { json: document, url } = loaded
  if (URL.parse(url)?.origin !== URL.parse(id)?.origin) return noList
  if (!isObject(document) || document.id !== id) return noList
  const { verificationMethod, assertionMethod, publicKey } = document
  if ([verificationMethod, assertionMethod, publicKey].every((keys) => keys === undefined)) {
    return noList
  }
  const older = valuesOf(publicKey).map((key) => (isObject(key) ? methodOfKey(key, id) : key))
  const asserting = [...valuesOf(assertionMethod), ...older]
  return { document: { id, verificationMethod, assertionMethod: asserting } }
}

/**
 * Reads keys that lie at an URL: a JWK (RFC 7517) on its own or in a JWKS, or a key in the older form
 * (`publicKeyPem`). They are the keys of whoever refers to them; a JWK that says whose it is (`iss`)
 * is nobody else's.
 */
export async function readKeys(
  environment: VerificationEnvironment,
  url: string,
): Promise<KeyDocument> {
  const loaded = await loadJson(environment, url, 'key')
  if (!('json' in loaded)) return loaded
  const { json } = loaded
  if (!isObject(json)) return noList
  const methods = Array.isArray(json.keys)
    ? json.keys.filter(isObject).map((jwk) => methodOfJwk(jwk, `${url}#${jwk.kid}`))
    : [json.kty === undefined ? methodOfKey(json, undefined) : methodOfJwk(json, url)]
  if (methods[0] === undefined && !Array.isArray(json.keys)) return noList
  return { document: { id: url, assertionMethod: methods } }
}

function methodOfJwk(jwk: JsonObject, id: string): JsonObject {
  const { iss: controller, revoked } = jwk
  const about = { controller, ...(revoked === undefined ? {} : { revoked }) }
  return { id, type: 'JsonWebKey', ...about, publicKeyJwk: jwk }
}

/** A key in the older form, as a method: nobody says more about it than its controller (`owner`). */
function methodOfKey(key: JsonObject, listedBy: string | undefined): JsonObject {
  const { publicKeyPem, owner, ...rest } = key
  const method = { ...rest, controller: key.controller ?? owner ?? listedBy }
  const publicKeyJwk = typeof publicKeyPem === 'string' ? jwkOfPem(publicKeyPem) : null
  return publicKeyJwk === null ? method : { ...method, type: 'JsonWebKey', publicKeyJwk }
}

async function loadJson(
  environment: VerificationEnvironment,
  url: string,
  kind: DocumentKind,
): Promise<{ json: unknown; url: string } | NoKeys> {
  const loaded = await loadText(environment, url, kind)
  if ('unavailable' in loaded) return { unavailable: 'no answer' }
  if (!('text' in loaded) || loaded.status !== 200) return noList
  try {
    return { json: JSON.parse(loaded.text), url: loaded.url }
  } catch {
    return noList
  }
}
