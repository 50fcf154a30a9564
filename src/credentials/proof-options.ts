import { type JsonObject, valuesOf } from './json.ts'
import { isAbsoluteIri } from './shape/index.ts'
import { parseDocumentTime } from './times.ts'

/** The members that a proof may have (VC Data Integrity 1.0, section 2.1), and its context. */
const proofMembers = new Set([
  ...['@context', 'id', 'type', 'cryptosuite', 'created', 'expires', 'verificationMethod'],
  ...['proofPurpose', 'proofValue', 'domain', 'challenge', 'nonce', 'previousProof'],
])

/** Base58-btc with its multibase header, as long as a signature of any suite may be. */
const signatureValue = /^z[1-9A-HJ-NP-Za-km-z]{64,135}$/

const isText = (value: unknown) => typeof value === 'string'
const areTexts = (value: unknown) => valuesOf(value).length > 0 && valuesOf(value).every(isText)

/** The form of members that a proof need not have. */
const forms: [member: string, isFit: (value: unknown) => boolean][] = [
  ['id', isAbsoluteIri],
  ['created', (value) => parseDocumentTime(value) !== null],
  ['expires', (value) => parseDocumentTime(value) !== null],
  ['domain', areTexts],
  ['challenge', isText],
  ['nonce', isText],
  ['previousProof', areTexts],
]

/**
 * What is wrong with the form of a proof (VC Data Integrity 1.0, section 2.1), a sentence; null when
 * nothing is.
 *
 * @param document The secured document where the proof's contexts have to be its own; null where
 *   the suite has a rule for them.
 */
export function proofMalformation(proof: JsonObject, document: JsonObject | null): string | null {
  for (const member of Object.keys(proof)) {
    if (!proofMembers.has(member)) return `The proof has a member "${member.slice(0, 100)}".`
  }
  for (const member of ['verificationMethod', 'proofPurpose', 'proofValue']) {
    if (typeof proof[member] !== 'string') return `The proof has no ${member}.`
  }
  for (const [member, isFit] of forms) {
    if (proof[member] !== undefined && !isFit(proof[member])) {
      return `The member "${member}" of the proof is malformed.`
    }
  }
  // The standard takes the contexts of the document, whatever the proof says: let it say the same.
  const own = proof['@context']
  if (document && own !== undefined && JSON.stringify(own) !== JSON.stringify(document['@context']))
    return 'The proof has other contexts than the document.'
  const wellFormed = signatureValue.test(String(proof.proofValue))
  return wellFormed ? null : 'The signature value of the proof is malformed.'
}
