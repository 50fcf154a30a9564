import { type JsonObject, signCredential } from '../../src/credentials/index.ts'
import { now } from '../credentials/samples.ts'

type Signer = { did: string; key: Parameters<typeof signCredential>[1]['key'] }

/** A signed credential that is no Open Badge, with members of its own. */
export function signedPlain(issuer: Signer, members: JsonObject): Promise<JsonObject> {
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b99',
    type: ['VerifiableCredential'],
    issuer: issuer.did,
    credentialSubject: { id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b98', name: 'Ada' },
    ...members,
  }
  return resigned(issuer, credential)
}

/** A credential with the signature of an issuer in the place of the one that it had. */
export function resigned(
  issuer: Signer,
  { proof: _, ...unsigned }: JsonObject,
): Promise<JsonObject> {
  return signCredential(unsigned, { key: issuer.key, suites: ['eddsa-rdfc-2022'], created: now })
}
