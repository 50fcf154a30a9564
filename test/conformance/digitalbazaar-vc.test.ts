// The verifier of @digitalbazaar/vc, set up as its README says, against the running service.
import t from 'tap'
import { didKeyDocument, didWebDocumentUrl, type JsonObject } from '../../src/credentials/index.ts'
import { type Service, startService } from '../support/service.ts'
import { plainlyVerify } from './plain-verifier.ts'
import { type Awarded, awardVariants, identities, proofSuites, read } from './variants.ts'

/** Verifies an award with nothing but what the service publishes. */
function verify(service: Service, award: Awarded, credential: JsonObject) {
  return plainlyVerify(credential, async (url) => {
    const { did, id } = award.issuer
    const address = url === did ? `${service.publicUrl}/issuers/${id}/did.json` : url
    const { status, body } = await read(service, address)
    if (status !== 200) throw new Error(`NotFoundError: ${url}`)
    return body
  })
}

/** The credential with one character of its achievement's description exchanged. */
function altered({ credential }: Awarded): JsonObject {
  const copy = structuredClone(credential) as { credentialSubject: { achievement: JsonObject } }
  const { achievement } = copy.credentialSubject
  achievement.description = String(achievement.description).replace('podcast', 'bodcast')
  return copy
}

for (const [method, env] of Object.entries(identities)) {
  t.test(`@digitalbazaar/vc and issuers with a ${method}`, async (t) => {
    const service = await startService(t, { env })
    for (const [suite, suites] of Object.entries(proofSuites)) {
      const awards = await awardVariants(service, suites)

      t.test(`accepts credentials with ${suite}`, async (t) => {
        for (const award of awards) {
          t.ok(award.issuer.did.startsWith(`${method}:`))
          const result = await verify(service, award, award.credential)
          t.ok(result.verified, award.name)
          t.strictSame(
            result.results?.map((proof) => proof.verified),
            suites.map(() => true),
            'by each of its proofs',
          )
          t.match(result.statusResult, { verified: true, results: [{ status: false }] })
        }
      })

      t.test(`rejects one changed character with ${suite}`, async (t) => {
        for (const award of awards) {
          t.notOk((await verify(service, award, altered(award))).verified, award.name)
        }
      })

      t.test(`sees a revocation with ${suite}`, async (t) => {
        const [award] = awards as [Awarded]
        await service.admin.post(`/v1/assertions/${award.assertionId}/revocation`, {
          reason: 'Awarded to the wrong person.',
        })
        const result = await verify(service, award, award.credential)
        t.match(result.statusResult, { verified: true, results: [{ status: true }] })
      })
    }
  })
}

t.test('a did:key document as served is what the method computes', async (t) => {
  const service = await startService(t)
  const [award] = (await awardVariants(service, ['eddsa-rdfc-2022'])) as [Awarded]
  const { body } = await read(service, `/issuers/${award.issuer.id}/did.json`)
  t.strictSame(body, await didKeyDocument(award.issuer.did))
})

t.test('a did:web document is served where the method looks for it', async (t) => {
  const service = await startService(t, { env: identities['did:web'] })
  const [award] = (await awardVariants(service, ['eddsa-rdfc-2022'])) as [Awarded]
  const { body } = await read(service, didWebDocumentUrl(award.issuer.did) ?? '')
  t.equal(body.id, award.issuer.did)
})
