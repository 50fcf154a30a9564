import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential as verifyByLibrary } from '@digitalbazaar/vc'
import { verifyCredential as verifyByCore } from '@digitalcredentials/verifier-core'
import {
  createCompiledCanonicaliser,
  didKeyDocument,
  documentLoader,
  type JsonObject,
  jsonLdProcessor,
} from '../../src/credentials/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'

/** Verifies a credential of a did:key issuer; nothing of it needs the network. */
type Verifier = (credential: JsonObject) => Promise<boolean>

/** Has contexts and keys in memory, the contexts so that jsonld keeps them longest. */
async function staticLoader(url: string): Promise<object> {
  if (!url.startsWith('did:key:')) return documentLoader(url)
  const [did = '', fragment] = url.split('#')
  const controller = await didKeyDocument(did)
  const method = { '@context': 'https://w3id.org/security/multikey/v1' }
  const [key] = controller?.verificationMethod ?? []
  const document = fragment === undefined ? controller : { ...method, ...key }
  return { contextUrl: null, documentUrl: url, document }
}

/** `@digitalbazaar/vc`, with a loader that has all it needs. */
export const byLibrary: Verifier = async (credential) => {
  const suite = new DataIntegrityProof({ cryptosuite })
  const options = { credential, suite, documentLoader: staticLoader }
  return (await verifyByLibrary(options)).verified
}

/** `@digitalcredentials/verifier-core`, which asks no registry and gets nothing from the network. */
const byCore: Verifier = async (credential) => {
  const { log = [] } = await verifyByCore({ credential, knownDIDRegistries: [] })
  return log.some(({ id, valid }) => id === 'valid_signature' && valid === true)
}

// As the threads of the service have it.
const shapes = createCompiledCanonicaliser({
  documentLoader,
  maxShapes: 200,
  maxBytes: 20_000_000,
  compileAfter: 2,
})
const jsonLd = jsonLdProcessor(documentLoader, shapes)

/** Every check of ours, all in one thread. */
const byWaymark: Verifier = async (credential) => {
  const nobody = async () => ({ unavailable: 'nobody is asked' })
  const outside = { now: new Date(), resolveDid: nobody, load: nobody, jsonLd }
  const { verdict } = await verifyCredential(credential, outside)
  return verdict === 'valid'
}

/** All of them, by name. */
export const verifiers: Record<string, Verifier> = {
  '@digitalbazaar/vc': byLibrary,
  'verifier-core': byCore,
  waymark: byWaymark,
}

/** What was verified, in seconds by the clock and of processor time. */
export type Tally = { count: number; clock: number; processor: number }

/** Keeps this process from the network. */
export function withoutNetwork(): void {
  globalThis.fetch = async () => {
    throw new TypeError('fetch failed')
  }
  // Verifier-core prints the stack of every fetch that failed.
  Object.assign(globalThis.console, { error: () => undefined, log: () => undefined })
}
