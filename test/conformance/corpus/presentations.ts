import {
  CREDENTIALS_V1,
  CREDENTIALS_V2,
  ED25519_2020,
  type JsonObject,
} from '../../../src/credentials/index.ts'
import { foreignIssuer, foreignSuites } from '../../credentials/foreign-suites.ts'
import { badge, olderBadge } from './documents.ts'
import type { Specimen } from './specimen.ts'
import { signedByJose, tokenIssuer } from './tokens.ts'

/** Presentations of two credentials, by the libraries of others. */
export async function presentations(more: JsonObject = {}): Promise<Specimen[]> {
  const issuer = await foreignIssuer('eddsa-rdfc-2022', 41)
  const other = await foreignIssuer('ecdsa-rdfc-2019 P-384')
  const held = [
    await issuer.sign(badge(issuer.did, more)),
    await other.sign(olderBadge(other.did, { id: 'https://elsewhere.example/credentials/3' })),
  ]
  const unsigned = (holder: string): JsonObject => ({
    '@context': [CREDENTIALS_V2],
    id: 'urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5',
    type: ['VerifiablePresentation'],
    holder,
    verifiableCredential: held,
  })
  const specimens: Specimen[] = []
  for (const suite of foreignSuites) {
    const holder = await foreignIssuer(suite, 42)
    // In the data model 1.1 the contexts of a presentation go for what is in it as well.
    const older = {
      '@context': [CREDENTIALS_V1, ED25519_2020],
      verifiableCredential: held.slice(1),
    }
    const changes = suite === 'Ed25519Signature2020' ? older : {}
    const document = { ...unsigned(holder.did), ...changes }
    specimens.push({
      name: `presentation, ${suite}`,
      form: suite === 'eddsa-jcs-2022' ? 'jcs' : 'rdfc',
      credential: await holder.present(document, { challenge: 'c', domain: 'shop.example' }),
    })
  }
  const holder = tokenIssuer('ES256')
  const claims = { ...unsigned(holder.did), iss: holder.did, nonce: 'c', aud: 'shop.example' }
  const jwt = await signedByJose(holder, claims, { typ: 'vp+jwt' })
  return [...specimens, { name: 'presentation by jose', form: 'token', jwt }]
}
