import { didWebDocumentUrl, type JsonObject, jwkOf, valuesOf } from '../credentials/index.ts'
import {
  absolute,
  didOfMethod,
  findMethod,
  isDid,
  type ListedMethod,
  methodsOf,
  type Resolver,
} from './dids.ts'
import { type CheckResult, failed, inconclusive } from './report.ts'
import { type KeyDocument, webAddress } from './web-keys.ts'

/** More keys elsewhere than an issuer has reason to refer to are not looked at. */
const MAX_REFERENCES = 3

const silent = inconclusive('issuer-unavailable', 'The keys of the issuer could not be fetched.')
const listless = inconclusive(
  'issuer-lists-no-keys',
  'The issuer publishes no list of its keys in a way that this verifier reads.',
)

/** Why nobody can list keys for an issuer of this id; null for a DID or a web address. */
export function issuerProblem(issuer: unknown): CheckResult | null {
  if (typeof issuer !== 'string' || (issuer.startsWith('did:') && !isDid(issuer))) {
    return failed('malformed-did', 'The identifier of the issuer is malformed.')
  }
  if (isDid(issuer) || webAddress(issuer) !== null) return null
  return inconclusive(
    'issuer-not-a-did',
    'The issuer is named by something that leads to no list of its keys.',
  )
}

/**
 * What an issuer's own side says about a key: the one place where a key is bound to an issuer. An
 * issuer vouches for a key in exactly these ways:
 *
 * - its DID document, or the document at its own https URL, lists the key in full;
 * - that document refers to the key: then it is read from where the reference leads;
 * - `/.well-known/jwks.json` of its own authority has the key (issuers at https URLs and did:web),
 *   which that path is reserved for (RFC 8615): nobody but who runs the host writes there.
 *
 * Nothing else counts. A JWK that lies somewhere on the issuer's origin does not, not even when the
 * `kid` leads there: a platform that keeps people's uploads or evidence would lend its name to any
 * of them. Neither does a document of the signer that claims the issuer as `controller`, nor a `jwk` in
 * a header. A DID's document alone decides on keys that are named by a DID URL of it.
 *
 * An issuer that does not answer is inconclusive. So is one that answers without any list (a home
 * page, 404): it has said nothing about the key. Where it has a list, a key that is not in it has been
 * removed, or never was the issuer's.
 *
 * @param issuer A DID or a web address, see {@link issuerProblem}.
 * @param name The key's id, or a `kid`; undefined for all keys.
 * @returns the methods, as the issuer's own; none when it lists others; or why that is not known
 */
export async function listedBy(
  issuer: string,
  name: string | undefined,
  resolve: Resolver,
): Promise<ListedMethod[] | CheckResult> {
  const did = name === undefined ? null : didOfMethod(name)
  if (isDid(issuer) && did !== null && did !== issuer) return []
  const stated = await resolve.controller(issuer)
  if (isDid(issuer) && !('document' in stated)) return didProblem(stated)
  const listed = 'document' in stated ? await listedIn(stated.document, name, resolve) : []
  if ('outcome' in listed || listed.length > 0 || did === issuer) return listed
  const url = keySetUrl(issuer)
  if (url === null) return listed
  const keySet = await resolve.keysAt(url)
  const published = 'document' in keySet ? matching(keySet.document, name) : []
  const ours = published.filter(({ method }) => (method.controller ?? issuer) === issuer)
  if (ours.length > 0) return ours.map((found) => ownedBy(issuer, found))
  if ('unavailable' in stated || 'unavailable' in keySet) return silent
  return 'document' in stated || 'document' in keySet ? [] : listless
}

/** Why the document of a DID cannot be read. */
export function didProblem(resolution: Exclude<KeyDocument, { document: unknown }>): CheckResult {
  return 'unavailable' in resolution
    ? inconclusive('did-unavailable', 'The keys of the issuer could not be fetched.')
    : failed('did-invalid', 'The identifier of the issuer does not lead to its keys.')
}

/** The methods that a name names: by their id, its fragment with `#` or without, or their JWK's `kid`. */
function matching(document: JsonObject, name: string | undefined): ListedMethod[] {
  const controller = String(document.id)
  return methodsOf(document).filter(({ method }) => {
    if (name === undefined) return jwkOf(method) !== null
    const id = absolute(controller, method.id)
    const jwk = method.publicKeyJwk as JsonObject | undefined
    const names = [absolute(controller, name), `${controller}#${name}`]
    return names.includes(id) || jwk?.kid === name
  })
}

/** What a document lists itself, or refers to. */
async function listedIn(
  document: JsonObject,
  name: string | undefined,
  resolve: Resolver,
): Promise<ListedMethod[] | CheckResult> {
  const inFull = matching(document, name)
  const issuer = String(document.id)
  // A DID document is where the keys of a DID are: it says nothing about the keys of others.
  if (inFull.length > 0 || isDid(issuer)) return inFull
  const references = valuesOf(document.assertionMethod)
    .filter((entry): entry is string => typeof entry === 'string')
    .map((entry) => String(absolute(issuer, entry)))
    .filter((url) => findMethod(document, url) === null)
    .filter((url) => name === undefined || url === name || !isAddress(name))
  const found = await Promise.all(
    references.slice(0, MAX_REFERENCES).map((url) => referredTo(url, resolve)),
  )
  const keys = found.flatMap((one) => one ?? [])
  const named = keys.filter(({ method }) => {
    const jwk = method.publicKeyJwk as JsonObject | undefined
    return name === undefined || isAddress(name) || jwk?.kid === name
  })
  if (named.length === 0 && found.includes(null)) return silent
  return named.map((key) => ownedBy(issuer, key))
}

/** The keys that may assert where a reference leads; null when nobody answers there. */
async function referredTo(url: string, resolve: Resolver): Promise<ListedMethod[] | null> {
  const did = didOfMethod(url)
  const place = did ?? webAddress(url)
  if (place === null) return []
  const found = did === null ? await resolve.keysAt(place) : await resolve.controller(place)
  if ('unavailable' in found) return null
  if (!('document' in found)) return []
  const named = matching(found.document, url)
  const keys = named.length > 0 || did !== null ? named : methodsOf(found.document)
  return keys.filter(({ mayAssert }) => mayAssert)
}

const isAddress = (name: string) => didOfMethod(name) !== null || webAddress(name) !== null

/** A method as the issuer's own: the issuer has said so, and whose it is besides does not matter. */
function ownedBy(issuer: string, { method, mayAssert }: ListedMethod): ListedMethod {
  return { method: { ...method, controller: issuer }, mayAssert }
}

/** Where the host of an issuer publishes keys; null for an issuer without a host. */
function keySetUrl(issuer: string): string | null {
  const url = webAddress(issuer) ?? didWebDocumentUrl(issuer)
  return url === null ? null : new URL('/.well-known/jwks.json', url).href
}
