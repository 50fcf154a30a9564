import { hash, verify as verifyBytes } from 'node:crypto'
import { decode } from 'base58-universal'
import canonicalize from 'canonicalize'
import { isObject, type JsonObject, valuesOf } from './json.ts'
import {
  type HashAlgorithm,
  type JsonLdProblem,
  type JsonLdProcessor,
  jsonLdProcessor,
} from './json-ld/index.ts'
import { type ChainProblem, coveredBy } from './proof-chain.ts'
import { proofMalformation } from './proof-options.ts'
import { curveRules, suiteOfProof, suiteRules } from './proof-suites.ts'
import { publicKeyOf } from './verification-key.ts'

/** The outcome for one proof. `detail` is a sentence for a reader, `code` is for a program. */
export type ProofVerdict =
  | { verified: true }
  | {
      verified: false
      code:
        | JsonLdProblem['code']
        | ChainProblem
        | 'unsupported-proof'
        | 'malformed-proof'
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

const notAsSigned = refuse(
  'invalid-signature',
  'The signature does not fit the document: one of them was altered, or another key signed.',
)

/** The parts of what was signed, in the order in which their hashes are: proof options, document. */
type Hashed = { hashes: Uint8Array[] } | Refusal

async function hashedAsRdf(
  document: JsonObject,
  options: JsonObject,
  { algorithm, jsonLd }: { algorithm: HashAlgorithm; jsonLd: JsonLdProcessor },
): Promise<Hashed> {
  const { '@context': _own, ...rest } = options
  // Whatever the proof says, the contexts are those of the document (VC-DI EdDSA 1.0, 3.2.5).
  const configuration = { '@context': document['@context'], ...rest }
  const result = await jsonLd.hashes([configuration, document], algorithm)
  return 'hashes' in result ? result : { verified: false, ...result.problem }
}

const withoutForm = refuse(
  'malformed-json-ld',
  'The document holds a text or a number that JSON has no one form for.',
)

/** The canonical form of a value (RFC 8785); null where it holds half a surrogate pair, say. */
function canonical(value: unknown): string | null {
  try {
    return canonicalize(value) ?? null
  } catch {
    return null
  }
}

/**
 * VC-DI EdDSA 1.0, section 3.3.2: the contexts that the proof names are the signed ones, and those of
 * the document must begin with them. What follows them is not signed: it must not change a thing.
 */
async function hashedAsJson(
  document: JsonObject,
  options: JsonObject,
  jsonLd: JsonLdProcessor,
): Promise<Hashed> {
  const signed = { ...document }
  const own = options['@context']
  if (own !== undefined) {
    const [named, present] = [valuesOf(own), valuesOf(document['@context'])]
    if (named.some((context, at) => canonical(context) !== canonical(present[at]))) {
      return refuse('malformed-proof', 'The proof has other contexts than the document.')
    }
    signed['@context'] = own
    if (present.length > named.length) {
      const meanings = await jsonLd.hashes([signed, document], 'sha256')
      if ('problem' in meanings) return { verified: false, ...meanings.problem }
      const [before, after] = meanings.hashes.map((one) => Buffer.from(one).toString('hex'))
      if (before !== after) return notAsSigned
    }
  }
  const hashes: Uint8Array[] = []
  for (const part of [options, signed]) {
    const form = canonical(part)
    if (form === null) return withoutForm
    hashes.push(hash('sha256', form, 'buffer'))
  }
  return { hashes }
}

/**
 * Verifies one proof over one document, by the suite that the proof names (see `suiteRules`), and
 * nothing else: whether the key is the issuer's, and the proof of the right purpose and age, is for
 * the caller. Of a proof array each has to be verified for itself.
 *
 * @param input.document The secured document with all its proofs; of these only the ones that
 *   `previousProof` names are covered by the proof.
 * @param input.verificationMethod What `proof.verificationMethod` was resolved to.
 * @param input.jsonLd What does the JSON-LD work; in this thread, with the bundled contexts, by default.
 *
 * Rejects only when `jsonLd` does. JSON-LD safe mode is on: an undefined term or a relative IRI is a
 * refusal.
 */
export async function verifyProof(input: {
  document: JsonObject
  proof: unknown
  verificationMethod: unknown
  jsonLd?: JsonLdProcessor | undefined
}): Promise<ProofVerdict> {
  const { proof, jsonLd = jsonLdProcessor() } = input
  const suite = suiteOfProof(proof)
  if (!isObject(proof) || !suite) {
    return refuse('unsupported-proof', 'The proof is of a kind that this verifier does not know.')
  }
  const { canonicalForm, curves, contexts } = suiteRules[suite]
  const malformed = proofMalformation(proof, canonicalForm === 'rdfc' ? input.document : null)
  if (malformed) return refuse('malformed-proof', malformed)
  const covered = coveredBy(proof, input.document)
  if ('problem' in covered) {
    const missing = covered.problem === 'previous-proof-missing'
    const what = missing ? 'another that is not there' : 'itself'
    return refuse(covered.problem, `The proof builds on ${what}.`)
  }
  const { document } = covered
  const present = valuesOf(document['@context'])
  if (contexts && !contexts.some((url) => present.includes(url))) {
    return refuse('suite-context-missing', `The contexts of the document do not define ${suite}.`)
  }
  const publicKey = publicKeyOf(input.verificationMethod)
  if (!publicKey || !curves.includes(publicKey.curve)) {
    return refuse('unusable-key', `The key that the proof names is none for ${suite}.`)
  }
  const { proofValue, ...options } = proof
  const { hash: algorithm, signatureBytes } = curveRules[publicKey.curve]
  const signature = decode(String(proofValue).slice(1))
  if (signature?.length !== signatureBytes) {
    return refuse('malformed-proof', 'The signature value of the proof is malformed.')
  }
  const hashed =
    canonicalForm === 'rdfc'
      ? await hashedAsRdf(document, options, { algorithm, jsonLd })
      : await hashedAsJson(document, options, jsonLd)
  if ('verified' in hashed) return hashed
  const key = { key: publicKey.key, dsaEncoding: 'ieee-p1363' as const }
  const digest = publicKey.curve === 'Ed25519' ? null : algorithm
  return verifyBytes(digest, Buffer.concat(hashed.hashes), key, signature)
    ? { verified: true }
    : notAsSigned
}
