import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { issue } from '@digitalbazaar/vc'
import { documentLoader as bundledOnly, type DocumentLoader } from './contexts.ts'
import { hasType, type JsonObject } from './json.ts'
import type { SigningKey } from './keys.ts'
import { Ed25519Signature2020, eddsaRdfc2022 } from './library-suites.ts'

/** The proof suites that we make (VC-DI EdDSA 1.0, sections 3.2 and A.2). */
export type ProofSuite = 'eddsa-rdfc-2022' | 'Ed25519Signature2020'

/** What a proof says that it was made for (VC Data Integrity 1.0, section 2.1). */
export type ProofOccasion = { challenge?: string; domain?: string }

function suiteFor(suite: ProofSuite, key: SigningKey, date: Date): { proof?: object } {
  const signer = {
    id: key.verificationMethod,
    algorithm: 'Ed25519',
    sign: ({ data }: { data: Uint8Array }) => key.sign(data),
  }
  if (suite === 'eddsa-rdfc-2022') {
    return new DataIntegrityProof({ signer, date, cryptosuite: eddsaRdfc2022 })
  }
  const id = key.ed25519VerificationMethod ?? key.verificationMethod
  return new Ed25519Signature2020({ signer: { ...signer, id }, date })
}

/**
 * Signs a credential, by each of the suites for itself (a proof set, VC Data Integrity 1.0, section
 * 2.1.1): every proof covers the document and none covers another.
 *
 * @param unsigned A credential without `proof`; it is not altered. For `Ed25519Signature2020` its
 *   context must already be among the contexts.
 * @param options.created The time of the proof, cut to whole seconds.
 * @param options.occasion Goes into every proof.
 * @returns The document with `proof`: an array on Open Badges and endorsements (the formal 1EdTech
 *   schema asks for one), elsewhere a single proof is an object (as the VC API has it).
 *
 * Rejects when a context is not bundled, when a term is not defined or an IRI not absolute (JSON-LD
 * safe mode), and when the library finds the credential to be no credential. Lint before.
 */
export async function signCredential(
  unsigned: JsonObject,
  options: {
    key: SigningKey
    suites: readonly ProofSuite[]
    created: Date
    occasion?: ProofOccasion
    documentLoader?: DocumentLoader
  },
): Promise<JsonObject> {
  const { key, suites, created, occasion = {}, documentLoader = bundledOnly } = options
  if (suites.length === 0) throw new TypeError('At least one proof suite is needed.')
  if ('proof' in unsigned) throw new TypeError('The credential to be signed has a proof already.')
  const proofs: unknown[] = []
  for (const name of suites) {
    const suite = suiteFor(name, key, created)
    if (hasMembers(occasion)) suite.proof = occasion
    const signed = await issue({ credential: { ...unsigned }, suite, documentLoader, now: created })
    // The library adds a missing context by itself, but then only one of the proofs would cover it.
    if (JSON.stringify(signed['@context']) !== JSON.stringify(unsigned['@context'])) {
      throw new TypeError(`The contexts of the credential do not define ${name}.`)
    }
    proofs.push(signed.proof)
  }
  return withProofs(unsigned, proofs)
}

/** Whether an occasion says anything. */
export function hasMembers(occasion: ProofOccasion): boolean {
  return Object.keys(occasion).length > 0
}

/** The classes of Open Badges 3.0 whose `proof` the formal 1EdTech schema wants as an array. */
const listingProofs = ['OpenBadgeCredential', 'AchievementCredential', 'EndorsementCredential']

/** The document with its proofs, as `signCredential` gives them. */
export function withProofs(unsigned: JsonObject, proofs: readonly unknown[]): JsonObject {
  const asList = proofs.length > 1 || listingProofs.some((type) => hasType(unsigned, type))
  return { ...unsigned, proof: asList ? proofs : proofs[0] }
}
