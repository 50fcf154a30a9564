import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import t from 'tap'
import {
  documentLoader,
  type JsonObject,
  openBadgeCredential,
  revokedDidKeyDocument,
  type SigningKey,
  signCredential,
} from '../../src/credentials/index.ts'
import { type DidResolution, verifyCredential } from '../../src/verification/index.ts'
import { altered, at, award, keyIssuer, now } from '../credentials/samples.ts'
import { badgeOf, checkOf, listUrl, outcome, statusList, webIssuer, world } from './world.ts'

/** A badge that names one issuer and is signed with the key of another. */
async function forged(issuer: string, key: SigningKey): Promise<JsonObject> {
  const unsigned = openBadgeCredential(award(issuer, { status: undefined }))
  const created = new Date('2026-02-01T09:00:01Z')
  return signCredential(unsigned, { key, suites: ['eddsa-rdfc-2022'], created })
}

t.test('a badge signed with a key that is not the issuer’s is invalid', async (t) => {
  const victim = await webIssuer(7)
  const thief = await webIssuer(8)
  const dids = { [victim.did]: victim.document, [thief.did]: thief.document }
  const refused = 'invalid issuer-key key-not-issuers'

  t.test('when the proof names the key of another DID', async (t) => {
    const badge = await forged(victim.did, thief.key)
    t.equal(await outcome(badge, await world({ dids })), refused)
    const byKey = await forged(victim.did, (await keyIssuer(9)).key)
    t.equal(await outcome(byKey, await world({ dids })), refused)
    const ofKey = await forged((await keyIssuer(1)).did, (await keyIssuer(9)).key)
    t.equal(await outcome(ofKey, await world({ dids })), refused)
  })

  t.test('when the other document claims that the issuer controls the key', async (t) => {
    // The signer hosts this document, and writes into it whatever helps.
    const lying = JSON.parse(
      JSON.stringify(thief.document).replaceAll(
        `"controller":"${thief.did}"`,
        `"controller":"${victim.did}"`,
      ),
    )
    const badge = await forged(victim.did, thief.key)
    const environment = await world({ dids: { ...dids, [thief.did]: lying } })
    t.equal(await outcome(badge, environment), refused)
  })

  t.test('when it names a key of the issuer but was signed with another', async (t) => {
    const { verificationMethod } = victim.key
    const badge = await forged(victim.did, { ...thief.key, verificationMethod })
    t.equal(await outcome(badge, await world({ dids })), 'invalid proof invalid-signature')
  })

  t.test('when the issuer’s document holds the key but not for assertions', async (t) => {
    const document = {
      ...victim.document,
      assertionMethod: [],
      authentication: victim.document.assertionMethod,
    }
    const environment = await world({ dids: { [victim.did]: document } })
    t.equal(await outcome(await forged(victim.did, victim.key), environment), refused)
  })

  t.test('when the issuer’s document gives the key to another controller', async (t) => {
    const document = structuredClone(victim.document)
    for (const method of document.verificationMethod) method.controller = thief.did
    const environment = await world({ dids: { [victim.did]: document } })
    t.equal(await outcome(await forged(victim.did, victim.key), environment), refused)
  })

  t.test('when the DID leads to the document of somebody else', async (t) => {
    const environment = await world({ dids: { [victim.did]: thief.document } })
    const badge = await forged(victim.did, victim.key)
    t.equal(await outcome(badge, environment), 'invalid proof did-invalid')
  })

  t.test('when the issuer has removed the key', async (t) => {
    const document = { ...victim.document, verificationMethod: [], assertionMethod: [] }
    const environment = await world({ dids: { [victim.did]: document } })
    const badge = await forged(victim.did, victim.key)
    t.equal(await outcome(badge, environment), 'invalid proof key-not-found')
  })
})

t.test('the issuer may write its DID document in any of the forms there are', async (t) => {
  const { did, key, document } = await webIssuer()
  const badge = await forged(did, key)
  const [method] = document.verificationMethod
  for (const [form, other] of [
    ['by reference', document],
    ['in full', { ...document, verificationMethod: [], assertionMethod: [method] }],
    ['by a relative reference', { ...document, assertionMethod: ['#key-1'] }],
    [
      'one value instead of a list',
      { ...document, assertionMethod: `${did}#key-1`, verificationMethod: method },
    ],
    [
      'relative throughout',
      {
        ...document,
        verificationMethod: [{ ...method, id: '#key-1' }],
        assertionMethod: ['#key-1'],
      },
    ],
  ] as const) {
    t.equal(await outcome(badge, await world({ dids: { [did]: other } })), 'valid', form)
  }
})

t.test(
  'a key that was revoked or has expired fails, whatever the proof says of its age',
  async (t) => {
    const { did, key, document } = await webIssuer()
    const badge = await forged(did, key)
    for (const [changes, expected] of [
      [{ revoked: '2026-02-20T00:00:00Z' }, 'invalid issuer-key key-revoked'],
      [{ revoked: 'yes' }, 'invalid issuer-key key-revoked'],
      [{ revoked: '2027-01-01T00:00:00Z' }, 'valid'],
      [{ expires: '2026-02-20T00:00:00Z' }, 'invalid issuer-key key-expired'],
      [{ expires: '2027-01-01T00:00:00Z' }, 'valid'],
    ] as const) {
      const changed = structuredClone(document)
      Object.assign(changed.verificationMethod[0] ?? {}, changes)
      t.equal(await outcome(badge, await world({ dids: { [did]: changed } })), expected)
    }
  },
)

t.test(
  'an issuer that cannot be reached makes the badge inconclusive, never valid or invalid',
  async (t) => {
    const issuer = await webIssuer()
    const report = await verifyCredential(await badgeOf(issuer), await world({ lists: {} }))
    t.equal(report.verdict, 'inconclusive')
    t.match(checkOf(report, 'proof'), { outcome: 'inconclusive', code: 'did-unavailable' })
    t.match(checkOf(report, 'issuer-key'), { outcome: 'inconclusive', code: 'did-unavailable' })
    const broken = { ...(await world()), resolveDid: () => Promise.reject(new Error('boom')) }
    t.equal((await verifyCredential(await badgeOf(issuer), broken)).verdict, 'inconclusive')
  },
)

t.test('what the verifier itself keeps of a DID counts before anything else', async (t) => {
  const issuer = await keyIssuer()
  const badge = await badgeOf(issuer)
  const keeping = async (answer: () => Promise<DidResolution | null>) => ({
    ...(await world()),
    resolveOwnDid: async (did: string) => (did === issuer.did ? answer() : null),
  })
  const revoked = await revokedDidKeyDocument(issuer.did, '2026-02-20T00:00:00Z')
  const knowing = await keeping(async () => ({ document: revoked }))
  t.equal(await outcome(badge, knowing), 'invalid issuer-key key-revoked')
  t.equal(await outcome(badge, await keeping(async () => null)), 'valid', 'not its own')
  const silent = await keeping(() => Promise.reject(new Error('away')))
  t.match(await outcome(badge, silent), /^inconclusive/, 'a did:key is not computed instead')
  const other = await webIssuer()
  const web = await badgeOf(other)
  const environment = await world({ dids: {}, lists: { [listUrl]: await statusList(other) } })
  const own = { ...environment, resolveOwnDid: async () => ({ document: other.document }) }
  t.equal(await outcome(web, own), 'valid')
  t.notOk(environment.asked.includes(other.did), 'and nobody else is asked')
})

t.test('a list by another identity than the issuer’s is as good', async (t) => {
  const issuer = await keyIssuer(1)
  const badge = await badgeOf(issuer)
  for (const [bits, expected] of [
    [[], 'valid'],
    [[at(badge, 'credentialStatus', 'statusListIndex')], 'invalid status revoked'],
  ] as const) {
    const lists = { [listUrl]: await statusList(await keyIssuer(2), bits.map(Number)) }
    t.equal(await outcome(badge, await world({ lists })), expected)
  }
})

t.test('an issuer at a web address that does not answer is inconclusive at best', async (t) => {
  const { key } = await keyIssuer()
  const badge = await forged('https://library.example/issuer', key)
  t.equal(await outcome(badge, await world()), 'inconclusive issuer-key issuer-unavailable')
  const tampered = altered(badge, (copy) => Object.assign(copy, { name: 'Poet' }))
  t.equal(await outcome(tampered, await world()), 'invalid proof invalid-signature')
  const webKey = { ...key, verificationMethod: 'https://library.example/issuer#key-1' }
  const unsupported = await forged('https://library.example/issuer', webKey)
  t.equal(await outcome(unsupported, await world()), 'inconclusive proof issuer-unavailable')
})

t.test('a malformed DID is a failure', async (t) => {
  const { key } = await keyIssuer()
  for (const did of [
    'did:',
    'did:web',
    'did:WEB:a.example',
    'did:web:a.example/x',
    'did:key:z6Mk',
  ]) {
    const report = await verifyCredential(await forged(did, key), await world())
    t.equal(report.verdict, 'invalid', did)
  }
  const { did } = await keyIssuer()
  for (const verificationMethod of [did, `${did}#`, `${did}#a#b`, 'did:web#x', 'did:x:%zz#a']) {
    const badge = await forged(did, { ...key, verificationMethod })
    t.match(await outcome(badge, await world()), /^invalid proof (malformed-did|key-not-found)/)
  }
})

/** A chain of two proofs: of the witness over the badge, and of the issuer over both. */
async function countersigned(
  badge: JsonObject,
  witness: SigningKey,
  issuer: SigningKey,
): Promise<JsonObject> {
  const id = 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b55'
  const proofOver = async (document: JsonObject, key: SigningKey, members: object) => {
    const sign = ({ data }: { data: Uint8Array }) => key.sign(data)
    const signer = { id: key.verificationMethod, algorithm: 'Ed25519', sign }
    const suite = new DataIntegrityProof({ signer, cryptosuite, date: now })
    suite.proof = members
    const update = async (proof: object) => ({ ...proof, proofPurpose: 'assertionMethod' })
    return suite.createProof({ document, purpose: { update }, documentLoader })
  }
  const { proof: _, ...unsigned } = badge
  const first = await proofOver(unsigned, witness, { id })
  const last = await proofOver({ ...unsigned, proof: [first] }, issuer, { previousProof: id })
  return { ...unsigned, proof: [first, last] }
}

t.test('a second signer', async (t) => {
  const issuer = await webIssuer(7)
  const witness = await webIssuer(8)
  const dids = { [issuer.did]: issuer.document, [witness.did]: witness.document }
  const lists = { [listUrl]: await statusList(issuer) }
  const badge = await badgeOf(issuer)

  t.test('may not stand beside the issuer', async (t) => {
    const { proof: _, ...unsigned } = badge
    const options = { key: witness.key, suites: ['eddsa-rdfc-2022'] as const, created: now }
    const witnessed = await signCredential(unsigned, options)
    const both = { ...badge, proof: [at(badge, 'proof', 0), at(witnessed, 'proof', 0)] }
    const refused = 'invalid issuer-key key-not-issuers'
    t.equal(await outcome(both, await world({ dids, lists })), refused)
  })

  t.test('may be a link of a chain that the issuer is part of', async (t) => {
    const chain = await countersigned(badge, witness.key, issuer.key)
    t.equal(await outcome(chain, await world({ dids, lists })), 'valid')
    const away = await world({ dids: { [issuer.did]: issuer.document }, lists })
    t.equal(await outcome(chain, away), 'inconclusive proof did-unavailable')
    const idle = { ...witness.document, assertionMethod: [] }
    const mute = await world({ dids: { ...dids, [witness.did]: idle }, lists })
    t.equal(await outcome(chain, mute), 'invalid proof key-not-for-assertion')
    const last = { ...chain, proof: at(chain, 'proof', 1) }
    t.equal(
      await outcome(last, await world({ dids, lists })),
      'invalid proof previous-proof-missing',
    )
    const first = { ...chain, proof: at(chain, 'proof', 0) }
    t.equal(
      await outcome(first, await world({ dids, lists })),
      'invalid issuer-key key-not-issuers',
    )
  })
})
