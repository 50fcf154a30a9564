import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { createSignCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { cryptosuite as rdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import {
  documentLoader,
  type JsonObject,
  type SigningKey,
  valuesOf,
} from '../../src/credentials/index.ts'
import { now } from './samples.ts'

/** A proof of a set or a chain: whose it is, and on which others it builds. */
export type Link = { key: SigningKey; id?: string; previous?: string | string[]; jcs?: boolean }

/**
 * A document with proofs that build on each other (VC Data Integrity 1.0, section 4.7), each made by the
 * library of Digital Bazaar over the document with the proofs that `previous` names.
 */
export async function withProofs(
  unsigned: JsonObject,
  links: readonly Link[],
): Promise<JsonObject & { proof: JsonObject[] }> {
  const proofs: JsonObject[] = []
  for (const { key, id, previous, jcs = false } of links) {
    const signer = {
      id: key.verificationMethod,
      algorithm: 'Ed25519',
      sign: ({ data }: { data: Uint8Array }) => key.sign(data),
    }
    const cryptosuite = jcs ? createSignCryptosuite() : rdfc
    const suite = new DataIntegrityProof({ signer, date: now, cryptosuite })
    suite.proof = {
      proofPurpose: 'assertionMethod',
      ...(id !== undefined && { id }),
      ...(previous !== undefined && { previousProof: previous }),
    }
    const before = proofs.filter((proof) => valuesOf(previous).includes(proof.id))
    const proof = await suite.createProof({
      document: before.length === 0 ? structuredClone(unsigned) : { ...unsigned, proof: before },
      purpose: { update: async (made: object) => made },
      documentLoader,
    })
    proofs.push(proof)
  }
  return { ...unsigned, proof: proofs }
}
