import { startForeignHost } from '../../conformance/foreign-issuer.ts'
import type { Client } from '../../support/client.ts'
import type { Guide } from './guide.ts'

/** The keys of an issuer, and a DID at its own domain. */
export async function keepKeys({ t, call, create, service: { admin } }: Guide, issuerId: string) {
  const ofIssuer = { id: issuerId }
  const key = await call('rotateIssuerKey', { params: ofIssuer, status: 201 })
  const ofKey = { ...ofIssuer, number: String(key.body.number) }
  await call('listIssuerKeys', { params: ofIssuer })
  await call('getIssuerKey', { params: ofKey })
  await call('listAssertionsOfKey', { params: { ...ofIssuer, number: '1' } })
  await call('compromiseIssuerKey', { params: ofKey })
  const unused = { ...ofIssuer, number: await unusedKey(admin, issuerId) }
  await call('getReissue', { params: unused })
  await call('startReissue', { params: unused, status: 202 })
  const host = await startForeignHost(t)
  const ofTown = { id: (await create('createIssuer')).id }
  const did = host.origin.replace('https://localhost:', 'did:web:localhost%3A')
  const claim = { params: ofTown, change: { did }, status: 201 }
  host.publish('/.well-known/did.json', (await call('claimIssuerDid', claim)).body.document)
  await call('verifyIssuerDid', { params: ofTown })
  await call('claimIssuerDid', claim)
  await call('getIssuerDid', { params: ofTown })
  await call('giveUpIssuerDid', { params: ofTown, status: 204 })
}

/** The number of a compromised key that signed nothing. */
async function unusedKey(admin: Client, issuerId: string): Promise<string> {
  const path = `/v1/issuers/${issuerId}/keys`
  const { number } = (await admin.post(path, {})).body
  await admin.post(`${path}/${number}/compromise`, { reason: 'Lost.' })
  return String(number)
}

/** Credentials that others wrote, by the VC API. */
export async function signForOthers({ call, create }: Guide, did: string) {
  const { verifiableCredential } = await create('issueCredential', {
    credential: {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: did,
      credentialSubject: { name: 'Sam Sample' },
    },
  })
  await call('verifyCredential', { change: { verifiableCredential } })
  const presentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    verifiableCredential: [verifiableCredential],
  }
  const unsigned = { verifiablePresentation: undefined, presentation, options: {} }
  await call('verifyPresentation', { change: unsigned })
  const credentialId = verifiableCredential.credentialStatus.id
  await call('setCredentialStatus', { change: { credentialId } })
}
