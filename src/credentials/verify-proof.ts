import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { decode } from 'base58-universal'
import { Ed25519Signature2020, eddsaRdfc2022 } from './canonize.ts'
import {
  documentLoader as bundledOnly,
  CREDENTIALS_V2,
  DATA_INTEGRITY_V1,
  DATA_INTEGRITY_V2,
  type DocumentLoader,
  ED25519_2020,
  MULTIKEY_V1,
} from './contexts.ts'
import { isObject, type JsonObject, valuesOf } from './json.ts'
import { type JsonLdProblem, jsonLdProblem } from './json-ld.ts'
import { parseDocumentTime } from './times.ts'
import { ed25519KeyOf } from './verification-key.ts'

/** The outcome for one proof. `detail` is a sentence for a reader, `code` is for a program. */
export type ProofVerdict =
  | { verified: true }
  | {
      verified: false
      code:
        | JsonLdProblem['code']
        | 'unsupported-proof'
        | 'malformed-proof'
        | 'previous-proof-missing'
        | 'suite-context-missing'
        | 'unusable-key'
        | 'invalid-signature'
      detail: string
    }

type Refusal = Extract<ProofVerdict, { verified: false }>

const refuse = (code: Refusal['code'], detail: string): Refusal => ({
  verified: false,
  code,
  detail,
})

/** The members that a proof may have (VC Data Integrity 1.0, section 2.1), and its context. */
const proofMembers = new Set([
  ...['@context', 'id', 'type', 'cryptosuite', 'created', 'expires', 'verificationMethod'],
  ...['proofPurpose', 'proofValue', 'domain', 'challenge', 'nonce', 'previousProof'],
])

/** Which of the suites a proof is of; null when it is of none that we know. */
export function suiteOfProof(proof: unknown): 'eddsa-rdfc-2022' | 'Ed25519Signature2020' | null {
  if (!isObject(proof)) return null
  if (proof.type === 'Ed25519Signature2020') return 'Ed25519Signature2020'
  const known = proof.type === 'DataIntegrityProof' && proof.cryptosuite === 'eddsa-rdfc-2022'
  return known ? 'eddsa-rdfc-2022' : null
}

function malformation(document: JsonObject, proof: JsonObject): string | null {
  for (const member of Object.keys(proof)) {
    if (!proofMembers.has(member)) return `The proof has a member "${member.slice(0, 100)}".`
  }
  for (const member of ['verificationMethod', 'proofPurpose', 'proofValue']) {
    if (typeof proof[member] !== 'string') return `The proof has no ${member}.`
  }
  for (const member of ['created', 'expires']) {
    if (proof[member] !== undefined && !parseDocumentTime(proof[member])) {
      return `The time "${member}" of the proof is malformed.`
    }
  }
  // The standard takes the contexts of the document, whatever the proof says: let it say the same.
  const own = proof['@context']
  if (own !== undefined && JSON.stringify(own) !== JSON.stringify(document['@context'])) {
    return 'The proof has other contexts than the document.'
  }
  const value = String(proof.proofValue)
  const signature = /^z[1-9A-HJ-NP-Za-km-z]{64,90}$/.test(value)
    ? decode(value.slice(1))
    : undefined
  return signature?.length === 64 ? null : 'The signature value of the proof is malformed.'
}

function suiteContextMissing(document: JsonObject, suite: string): boolean {
  const contexts = valuesOf(document['@context'])
  return suite === 'Ed25519Signature2020'
    ? !contexts.includes(ED25519_2020)
    : ![CREDENTIALS_V2, DATA_INTEGRITY_V1, DATA_INTEGRITY_V2].some((url) => contexts.includes(url))
}

/**
 * What a proof covers: the document without proofs, or with just those that its `previousProof`
 * names (proof chains, VC Data Integrity 1.0, section 4.7). Null when one of them is not there.
 */
function coveredBy(proof: JsonObject, secured: JsonObject): JsonObject | null {
  const { proof: proofs, ...document } = secured
  const named = valuesOf(proof.previousProof)
  if (named.length === 0) return document
  const others = valuesOf(proofs).filter(isObject)
  const previous = named.map((id) => others.filter((other) => other.id === id))
  if (named.includes(proof.id) || previous.some((found) => found.length !== 1)) return null
  return { ...document, proof: previous.flat() }
}

/**
 * Verifies one proof over one document, by `eddsa-rdfc-2022` (VC-DI EdDSA 1.0, section 3.2.2) or
 * `Ed25519Signature2020` (the same, appendix A.2), and nothing else: whether the key is the
 * issuer's, and the proof of the right purpose and age, is for the caller. Of a proof array each
 * has to be verified for itself.
 *
 * @param input.document The secured document with all its proofs; of these only the ones that
 *   `previousProof` names are covered by the proof.
 * @param input.verificationMethod What `proof.verificationMethod` was resolved to.
 * @param input.documentLoader For tests with contexts of their own; bundled contexts otherwise.
 *
 * Never rejects. JSON-LD safe mode is on: an undefined term or a relative IRI is a refusal.
 */
export async function verifyProof(input: {
  document: JsonObject
  proof: unknown
  verificationMethod: unknown
  documentLoader?: DocumentLoader
}): Promise<ProofVerdict> {
  const { proof, documentLoader = bundledOnly } = input
  const name = suiteOfProof(proof)
  if (!isObject(proof) || !name) {
    return refuse('unsupported-proof', 'The proof is of a kind that this verifier does not know.')
  }
  const malformed = malformation(input.document, proof)
  if (malformed) return refuse('malformed-proof', malformed)
  const document = coveredBy(proof, input.document)
  if (!document) {
    return refuse('previous-proof-missing', 'The proof builds on another that is not there.')
  }
  if (suiteContextMissing(document, name)) {
    return refuse('suite-context-missing', `The contexts of the document do not define ${name}.`)
  }
  const publicKeyMultibase = ed25519KeyOf(input.verificationMethod)
  if (!publicKeyMultibase) {
    return refuse('unusable-key', 'The key that the proof names is no Ed25519 key.')
  }

  const id = String(proof.verificationMethod)
  const key = { '@context': MULTIKEY_V1, id, type: 'Multikey', publicKeyMultibase }
  const loader: (url: string) => Promise<unknown> = async (url) =>
    url === id ? { contextUrl: null, documentUrl: url, document: key } : documentLoader(url)
  const legacyContext =
    valuesOf(document['@context']).includes(DATA_INTEGRITY_V1) &&
    !valuesOf(document['@context']).includes(DATA_INTEGRITY_V2)
  const suite =
    name === 'eddsa-rdfc-2022'
      ? new DataIntegrityProof({ cryptosuite: eddsaRdfc2022, legacyContext })
      : new Ed25519Signature2020()
  const { '@context': _own, ...options } = proof
  try {
    const result = await suite.verifyProof({ proof: options, document, documentLoader: loader })
    if (result.verified) return { verified: true }
    const invalid = result.error instanceof Error && result.error.message === 'Invalid signature.'
    if (!invalid) return { verified: false, ...jsonLdProblem(result.error) }
    return refuse(
      'invalid-signature',
      'The signature does not fit the document: one of them was altered, or another key signed.',
    )
  } catch (error) {
    return { verified: false, ...jsonLdProblem(error) }
  }
}
