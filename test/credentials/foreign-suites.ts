import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { generate as generateEcdsa } from '@digitalbazaar/ecdsa-multikey'
import { cryptosuite as ecdsaRdfc2019 } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite'
import { generate as generateEd25519, type Multikey } from '@digitalbazaar/ed25519-multikey'
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import { createSignCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { issue, signPresentation } from '@digitalbazaar/vc'
import {
  documentLoader,
  ED25519_2020,
  type JsonObject,
  type VerifiableSuite,
} from '../../src/credentials/index.ts'
import { now } from './samples.ts'

/** Proofs made by the libraries of Digital Bazaar, none of it by our own code. */
export const foreignSuites = [
  'eddsa-rdfc-2022',
  'eddsa-jcs-2022',
  'Ed25519Signature2020',
  'ecdsa-rdfc-2019 P-256',
  'ecdsa-rdfc-2019 P-384',
] as const

export type ForeignSuite = (typeof foreignSuites)[number]

/** An issuer with a did:key and one key; the public half as the verification method it leads to. */
export type ForeignIssuer = {
  suite: ForeignSuite
  name: VerifiableSuite
  did: string
  verificationMethod: JsonObject
  sign(unsigned: JsonObject): Promise<JsonObject>
  present(
    unsigned: JsonObject,
    occasion?: { challenge: string; domain?: string },
  ): Promise<JsonObject>
}

async function keyFor(suite: ForeignSuite, seed: number): Promise<Multikey> {
  if (suite.endsWith('P-256')) return generateEcdsa({ curve: 'P-256' })
  if (suite.endsWith('P-384')) return generateEcdsa({ curve: 'P-384' })
  return generateEd25519({ seed: new Uint8Array(32).fill(seed) })
}

function suiteWith(suite: ForeignSuite, signer: object): object {
  if (suite === 'Ed25519Signature2020') return new Ed25519Signature2020({ signer, date: now })
  const cryptosuite =
    suite === 'eddsa-rdfc-2022'
      ? eddsaRdfc2022
      : suite === 'eddsa-jcs-2022'
        ? createSignCryptosuite()
        : ecdsaRdfc2019
  return new DataIntegrityProof({ signer, date: now, cryptosuite })
}

/** An issuer, or a holder, that signs with one of the suites; `seed` tells those of Ed25519 apart. */
export async function foreignIssuer(suite: ForeignSuite, seed = 9): Promise<ForeignIssuer> {
  const key = await keyFor(suite, seed)
  const { publicKeyMultibase } = key
  const did = `did:key:${publicKeyMultibase}`
  const id = `${did}#${publicKeyMultibase}`
  Object.assign(key, { id, controller: did })
  return {
    suite,
    name: suite.split(' ')[0] as VerifiableSuite,
    did,
    verificationMethod: { id, type: 'Multikey', controller: did, publicKeyMultibase },
    sign: (unsigned) => {
      const contexts = unsigned['@context'] as string[]
      const isLacking = suite === 'Ed25519Signature2020' && !contexts.includes(ED25519_2020)
      const needed = isLacking ? [...contexts, ED25519_2020] : contexts
      return issue({
        credential: { ...structuredClone(unsigned), '@context': needed },
        suite: suiteWith(suite, key.signer()),
        documentLoader,
        now,
      })
    },
    present: (unsigned, occasion = { challenge: 'of no interest' }) =>
      signPresentation({
        presentation: structuredClone(unsigned),
        suite: suiteWith(suite, key.signer()),
        documentLoader,
        ...occasion,
      }),
  }
}
