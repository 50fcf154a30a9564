import fc from 'fast-check'
import t from 'tap'
import {
  createCredentialSigner,
  documentLoader,
  embeddable,
  endorsementCredential,
  type JsonObject,
  type ProofSuite,
  signCredential,
} from '../../../src/credentials/index.ts'
import { at, keyIssuer, now } from '../samples.ts'
import { roomyCanonicaliser } from './agreement.ts'
import { awarded } from './numbered-awards.ts'

const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 100)
const { did, key } = await keyIssuer()
const endorsers = [await keyIssuer(2), await keyIssuer(3)]

/** A signed statement of one of two endorsers. */
async function statement(
  number: number,
  about: { subjectId: string; comment: string; by: number; suites: ProofSuite[] },
): Promise<JsonObject> {
  const endorser = endorsers[about.by] ?? endorsers[0]
  const unsigned = endorsementCredential({
    id: `https://badges.example/endorsements/${number}`,
    name: 'Endorsement',
    issuer: { id: endorser?.did ?? '', name: `Endorser ${about.by}`, url: 'https://e.example/' },
    subjectId: about.subjectId,
    comment: about.comment,
    status: {
      statusListCredential: `https://badges.example/status-lists/e${about.by}`,
      statusListIndex: number,
      statusPurpose: 'revocation',
    },
    validFrom: now,
    ed25519Signature2020: about.suites.includes('Ed25519Signature2020'),
  })
  const options = { key: endorser?.key ?? key, suites: about.suites, created: now }
  return embeddable(await signCredential(unsigned, options))
}

/** An award that embeds statements about its issuer and about its achievement. */
function endorsed(number: number, ofIssuer: JsonObject[], ofAchievement: JsonObject[]) {
  return awarded(number, (copy) => {
    if (ofIssuer.length > 0) at(copy, 'issuer').endorsement = ofIssuer
    const achievement = at(copy, 'credentialSubject', 'achievement')
    if (ofAchievement.length > 0) achievement.endorsement = ofAchievement
  })
}

const achievementId = String(at(awarded(0), 'credentialSubject', 'achievement').id)

t.test('awards with endorsements are signed to the byte as the library does it', async (t) => {
  const signer = createCredentialSigner({ canonicaliser: roomyCanonicaliser(), documentLoader })
  const suites = fc.constantFrom<ProofSuite[][]>(
    ['eddsa-rdfc-2022'],
    ['Ed25519Signature2020'],
    ['eddsa-rdfc-2022', 'Ed25519Signature2020'],
  )
  const about = fc.record({
    comment: fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('"\\\n\t', 'did:web:a', 'x'),
    ),
    by: fc.nat(1),
    suites,
  })
  const many = fc.array(about, { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(many, many, async (issuers, achievements) => {
      let number = 0
      const sign = (subjectId: string) => (one: Parameters<typeof statement>[1]) =>
        statement(++number, { ...one, subjectId })
      const ofIssuer = await Promise.all(
        issuers.map((one) => sign(did)({ ...one, subjectId: did })),
      )
      const ofAchievement = await Promise.all(
        achievements.map((one) => sign(achievementId)({ ...one, subjectId: achievementId })),
      )
      // Once as a new shape, then by what was compiled of it.
      for (const award of [1, 2, 3, 4]) {
        const document = endorsed(award, ofIssuer, ofAchievement)
        const options = { key, suites: ['eddsa-rdfc-2022'] as const, created: now }
        const expected = JSON.stringify(await signCredential(document, options))
        if (JSON.stringify(await signer.sign(document, options)) !== expected) return false
      }
      return true
    }),
    { numRuns },
  )
  t.pass()
})

t.test('they take the compiled way, from the second or third award on', async (t) => {
  const canonicaliser = roomyCanonicaliser()
  const signer = createCredentialSigner({ canonicaliser, documentLoader })
  const by = { comment: 'Good.', suites: ['eddsa-rdfc-2022' as const] }
  const ofIssuer = [await statement(1, { ...by, subjectId: did, by: 0 })]
  const ofAchievement = [
    await statement(2, { ...by, subjectId: achievementId, by: 0 }),
    await statement(3, { ...by, subjectId: 'https://badges.example/standards/1', by: 1 }),
  ]
  const options = { key, suites: ['eddsa-rdfc-2022'] as const, created: now }
  for (let number = 0; number < 30; number += 1) {
    await signer.sign(endorsed(number, ofIssuer, ofAchievement), options)
  }
  const { carried, differed } = canonicaliser.stats()
  t.ok(carried >= 24, `${carried} of 30`)
  t.equal(differed, 0)
})
