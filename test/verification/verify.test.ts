import t from 'tap'
import { signCredential } from '../../src/credentials/index.ts'
import { checkNames, verifyCredential } from '../../src/verification/index.ts'
import { altered, at, keyIssuer, now } from '../credentials/samples.ts'
import { badgeOf, checkOf, listUrl, outcome, statusList, webIssuer, world } from './world.ts'

t.test('a good badge is valid', async (t) => {
  t.test('of a did:key issuer, with one proof or both', async (t) => {
    const issuer = await keyIssuer()
    for (const suites of [
      ['eddsa-rdfc-2022'],
      ['Ed25519Signature2020'],
      ['eddsa-rdfc-2022', 'Ed25519Signature2020'],
    ] as const) {
      const report = await verifyCredential(await badgeOf(issuer, {}, [...suites]), await world())
      t.equal(report.verdict, 'valid', suites.join(', '))
      t.strictSame(
        report.checks.map(({ name }) => name),
        checkNames,
      )
      for (const check of report.checks) {
        t.match(check, { outcome: /^(passed|skipped)$/, detail: /^[A-Z].*\.$/ })
        t.notOk('code' in check)
      }
    }
  })

  t.test('of a did:web issuer, whose document is asked for once', async (t) => {
    const issuer = await webIssuer()
    const environment = await world({
      dids: { [issuer.did]: issuer.document },
      lists: { [listUrl]: await statusList(issuer) },
    })
    t.equal(await outcome(await badgeOf(issuer), environment), 'valid')
    t.strictSame(environment.asked, [issuer.did, listUrl])
  })

  t.test('that has no status entry, since it cannot be revoked', async (t) => {
    const badge = await badgeOf(await keyIssuer(), { status: undefined })
    const environment = await world()
    const report = await verifyCredential(badge, environment)
    t.equal(report.verdict, 'valid')
    t.match(checkOf(report, 'status'), { outcome: 'skipped', detail: /cannot be revoked/ })
    t.strictSame(environment.asked, [])
  })

  t.test('that names its issuer by the DID alone', async (t) => {
    const { did, key } = await keyIssuer()
    const { proof: _, ...unsigned } = await badgeOf({ did, key })
    const options = { key, suites: ['eddsa-rdfc-2022'] as const, created: now }
    const badge = await signCredential({ ...unsigned, issuer: did }, options)
    t.equal(await outcome(badge, await world()), 'valid')
  })
})

t.test('the presented document is left as it was', async (t) => {
  const badge = await badgeOf(await keyIssuer())
  const before = structuredClone(badge)
  await verifyCredential(badge, await world())
  t.strictSame(badge, before)
})

t.test('the validity period', async (t) => {
  const issuer = await keyIssuer()
  const badge = await badgeOf(issuer, {
    validFrom: new Date('2026-02-01T09:00:00Z'),
    validUntil: new Date('2026-04-01T09:00:00Z'),
    status: undefined,
  })
  for (const [time, expected] of [
    ['2026-02-01T09:00:01Z', 'valid'],
    ['2026-04-01T09:00:00Z', 'valid'],
    ['2026-04-01T09:00:01Z', 'invalid validity expired'],
    ['2099-01-01T00:00:00Z', 'invalid validity expired'],
  ] as const) {
    t.equal(await outcome(badge, await world({ now: new Date(time) })), expected, time)
  }
  const later = await badgeOf(issuer, { validFrom: new Date('2026-03-01T12:02:00Z') })
  t.equal(await outcome(later, await world()), 'invalid validity not-yet-valid')
  const ahead = await badgeOf(issuer, { validFrom: new Date('2026-03-01T12:00:30Z') })
  t.equal(await outcome(ahead, await world()), 'valid', 'clocks may differ by a minute')
})

t.test('proofs', async (t) => {
  const issuer = await keyIssuer()
  const both = ['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const
  const badge = await badgeOf(issuer, {}, [...both])
  const proofs = [at(badge, 'proof', 0), at(badge, 'proof', 1)]

  t.test('a document without proof is invalid', async (t) => {
    const { proof: _, ...bare } = badge
    for (const document of [bare, { ...bare, proof: [] }]) {
      t.equal(await outcome(document, await world()), 'invalid proof no-proof')
    }
  })

  t.test('of two proofs both must verify', async (t) => {
    const [one, other] = proofs
    for (const proof of [
      [one, { ...other, proofValue: one?.proofValue }],
      [{ ...one, created: '2026-02-01T09:00:02Z' }, other],
    ]) {
      t.equal(await outcome({ ...badge, proof }, await world()), 'invalid proof invalid-signature')
    }
    const unknown = { ...badge, proof: [one, { ...other, type: 'RsaSignature2018' }] }
    t.equal(await outcome(unknown, await world()), 'invalid proof unsupported-proof')
    const many = { ...badge, proof: [one, other, one, other, one, other] }
    t.equal(await outcome(many, await world()), 'invalid proof too-complex')
  })

  t.test('one proof may be taken away: each covers the whole document', async (t) => {
    for (const proof of proofs) t.equal(await outcome({ ...badge, proof }, await world()), 'valid')
  })

  t.test('must have been made to assert, by now, and not be expired', async (t) => {
    const { proof: _, ...unsigned } = await badgeOf(issuer)
    const created = new Date('2026-03-01T12:02:00Z')
    const early = await signCredential(unsigned, {
      key: issuer.key,
      suites: ['eddsa-rdfc-2022'],
      created,
    })
    t.equal(await outcome(early, await world()), 'invalid proof proof-not-yet-valid')
    const [proof] = proofs
    const other = { ...badge, proof: { ...proof, proofPurpose: 'authentication' } }
    t.equal(await outcome(other, await world()), 'invalid proof wrong-proof-purpose')
    const over = { ...badge, proof: { ...proof, expires: '2026-03-01T12:00:00Z' } }
    t.equal(await outcome(over, await world()), 'invalid proof proof-expired')
  })

  t.test('after a failure what rests on it is skipped, and no stranger is asked', async (t) => {
    const environment = await world()
    const forged = altered(badge, (copy) => Object.assign(copy, { name: 'Poet' }))
    const report = await verifyCredential(forged, environment)
    t.strictSame(
      report.checks.map(({ name, outcome }) => `${name} ${outcome}`),
      [
        'shape passed',
        'context passed',
        'proof failed',
        'issuer-key skipped',
        'refresh skipped',
        'status skipped',
        'validity passed',
        'recipient skipped',
        'endorsements skipped',
        'evidence skipped',
        'related-resources skipped',
        'issuer-trust skipped',
      ],
    )
    t.strictSame(environment.asked, [])
  })
})

t.test('an Open Badge of the data model 1.1 is held to its own dates', async (t) => {
  const { did, key } = await keyIssuer()
  const {
    validFrom: _,
    validUntil: __,
    credentialStatus: ___,
    proof: ____,
    ...rest
  } = await badgeOf({ did, key })
  const older = {
    ...rest,
    '@context': [
      'https://www.w3.org/2018/credentials/v1',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      'https://w3id.org/security/suites/ed25519-2020/v1',
    ],
    issuanceDate: '2026-01-01T00:00:00Z',
  }
  const signed = async (changes: object) =>
    signCredential(
      { ...older, ...changes },
      { key, suites: ['Ed25519Signature2020'], created: new Date('2026-01-01T00:00:00Z') },
    )
  t.equal(await outcome(await signed({}), await world()), 'valid')
  const over = await signed({ expirationDate: '2026-02-01T00:00:00Z' })
  t.equal(await outcome(over, await world()), 'invalid validity expired')
  const early = await signed({ issuanceDate: '2026-04-01T00:00:00Z' })
  t.equal(await outcome(early, await world()), 'invalid validity not-yet-valid')
})
