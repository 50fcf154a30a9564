import fc from 'fast-check'
import t from 'tap'
import { verifyCredential } from '../../src/verification/index.ts'
import { keyIssuer } from '../credentials/samples.ts'
import { badgeOf, world } from './world.ts'

const environment = await world()
const badge = await badgeOf(await keyIssuer())
const summaryOf = async (document: unknown) =>
  (await verifyCredential(document, environment)).credential

t.test('the summary shows a reader what the badge is', async (t) => {
  const { did } = await keyIssuer()
  t.strictSame(await summaryOf(badge), {
    id: 'https://badges.example/credentials/9f2c',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'Story Teller',
    description: 'Awarded in the reading summer.',
    image: 'https://badges.example/images/ab12.png',
    issuer: { id: did, name: 'Harbour Library', url: 'https://library.example' },
    achievement: {
      id: 'https://badges.example/achievements/7a/versions/2',
      name: 'Story Teller',
      description: 'Told a story to people who wanted to hear it.',
      criteria: 'Tell a story of **five minutes** or more.',
      image: 'https://badges.example/images/ab12.png',
    },
    recipientHint: 'emailAddress (hashed)',
    validFrom: '2026-02-01T09:00:00Z',
    validUntil: '2028-02-01T09:00:00Z',
  })
})

t.test('the hint at the learner', async (t) => {
  const hint = async (credentialSubject: object) =>
    (await summaryOf({ credentialSubject })).recipientHint
  t.equal(await hint({ id: 'urn:uuid:1' }), 'urn:uuid:1')
  t.equal(await hint({ id: 'urn:uuid:1', name: 'Ada' }), 'Ada')
  const open = { hashed: false, identityType: 'sourcedId', identityHash: '4711' }
  t.equal(await hint({ identifier: open }), '4711', 'what the issuer published in clear')
  const hashed = { hashed: true, identityType: 'emailAddress', identityHash: 'sha256$00' }
  t.equal(await hint({ identifier: [hashed] }), 'emailAddress (hashed)', 'a hash stays a hash')
})

t.test('links and images are web addresses or nothing', async (t) => {
  for (const id of ['javascript:alert(1)', 'data:text/html,x', 'image.png', 7, '', null]) {
    const summary = await summaryOf({
      image: { id },
      issuer: { url: id },
      credentialSubject: { achievement: { image: { id }, criteria: { id } } },
    })
    t.strictSame(summary, {}, String(id))
  }
})

t.test('of garbage only well-formed strings are shown, and not too long ones', async (t) => {
  t.strictSame(await summaryOf(null), {})
  t.strictSame(
    await summaryOf({ name: ['x'], id: 7, type: [{}], issuer: [], description: 'a\u0000' }),
    {},
  )
  t.equal((await summaryOf({ name: 'x'.repeat(10_000) })).name?.length, 4001)
  t.ok((await summaryOf({ name: `${'x'.repeat(3999)}😀` })).name?.isWellFormed())
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (one, other) => {
      const summary = await summaryOf({
        ...badge,
        name: one,
        issuer: other,
        image: one,
        type: other,
        credentialSubject: { achievement: one, identifier: other },
      })
      const text = JSON.stringify(summary)
      return text.length < 100_000 && text.isWellFormed() && !text.includes('null')
    }),
  )
})
