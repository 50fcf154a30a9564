// The endorsements that a credential carries (Open Badges 3.0, section 9, step 6).
import t from 'tap'
import {
  endorsementCredential,
  type JsonObject,
  signCredential,
} from '../../src/credentials/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'
import { award, keyIssuer, now } from '../credentials/samples.ts'
import { resigned } from './standing.ts'
import { badgeOf, checkOf, statusList, webIssuer, world } from './world.ts'

const issuer = await keyIssuer()
const endorser = await keyIssuer(2)
const achievementId = award(issuer.did).achievement.id
const list = 'https://endorser.example/status-lists/1'

/** An endorsement of the sample badge class. */
function endorsement(
  changes: Partial<Parameters<typeof endorsementCredential>[0]> = {},
  signer: Awaited<ReturnType<typeof keyIssuer>> = endorser,
): Promise<JsonObject> {
  const unsigned = endorsementCredential({
    id: 'https://endorser.example/endorsements/1',
    name: 'Praise',
    issuer: { id: signer.did, name: 'Harbour Radio' },
    subjectId: achievementId,
    comment: 'We hire by it.',
    validFrom: new Date('2026-01-01T00:00:00Z'),
    ...changes,
  })
  const options = { key: signer.key, suites: ['eddsa-rdfc-2022'] as const, created: now }
  return signCredential(unsigned, options)
}

const good = await endorsement()
const plain = await badgeOf(issuer, { status: undefined })

async function carrying(
  endorsements: JsonObject[],
  outside: Parameters<typeof world>[0] = {},
  place: 'credential' | 'issuer' | 'achievement' = 'achievement',
) {
  const copy = structuredClone(plain)
  const { issuer: profile, credentialSubject } = copy as { [name: string]: JsonObject }
  const holder = { credential: copy, issuer: profile, achievement: credentialSubject?.achievement }[
    place
  ]
  Object.assign(holder as JsonObject, { endorsement: endorsements })
  const environment = await world(outside)
  const report = await verifyCredential(await resigned(issuer, copy), environment)
  const { verdict, endorsements: results = [] } = report
  return { verdict, results, check: checkOf(report, 'endorsements'), asked: environment.asked }
}

t.test('each is verified, wherever the credential carries it, and told of', async (t) => {
  t.match(await carrying([]), { verdict: 'valid', results: [], check: { outcome: 'skipped' } })
  for (const place of ['credential', 'issuer', 'achievement'] as const) {
    t.match(await carrying([good], {}, place), {
      verdict: 'valid',
      check: { outcome: 'passed' },
      results: [
        {
          endorser: { id: endorser.did, name: 'Harbour Radio' },
          subject: achievementId,
          verdict: 'valid',
          detail: 'The endorsement holds.',
        },
      ],
    })
  }
  t.equal((await carrying([good, good])).results.length, 1, 'the same one once')
})

t.test('a forged one fails, although the issuer has signed the whole', async (t) => {
  const forgeries = [
    { ...good, name: 'Higher praise' },
    { ...good, issuer: { ...(good.issuer as object), id: issuer.did } },
  ]
  for (const forged of forgeries) {
    const { verdict, check, results } = await carrying([good, forged])
    t.match({ verdict, check }, { verdict: 'invalid', check: { code: 'endorsement-invalid' } })
    t.strictSame(
      results.map(({ verdict }) => verdict),
      ['valid', 'invalid'],
    )
  }
})

t.test('one that its endorser withdrew since leaves the credential valid', async (t) => {
  const status = {
    statusListCredential: list,
    statusListIndex: 5,
    statusPurpose: 'revocation',
  } as const
  const revocable = await endorsement({ status })
  const lists = { [list]: await statusList(endorser, [5], { id: list }) }
  t.match(await carrying([revocable], { lists }), {
    verdict: 'valid',
    check: { outcome: 'passed', detail: /Not every endorsement/ },
    results: [{ verdict: 'invalid', code: 'revoked', detail: /revoked/ }],
  })
  const ended = await endorsement({ validUntil: new Date('2026-02-01T00:00:00Z') })
  t.match(await carrying([ended]), {
    verdict: 'valid',
    results: [{ verdict: 'invalid', code: 'expired' }],
  })
})

t.test('an endorser who does not answer leaves it open', async (t) => {
  const web = await webIssuer(9)
  const away = await endorsement({}, web)
  t.match(await carrying([good, away]), {
    verdict: 'inconclusive',
    check: { outcome: 'inconclusive', code: 'endorsement-unverifiable' },
    results: [{ verdict: 'valid' }, { verdict: 'inconclusive', code: 'did-unavailable' }],
  })
  const dids = { [web.did]: web.document }
  t.match(await carrying([good, away], { dids }), { verdict: 'valid' })
})

t.test('they are bounded, in number and in whom they have us ask', async (t) => {
  const many = Array.from({ length: 26 }, (_, number) => ({ ...good, id: `urn:example:${number}` }))
  t.match(await carrying(many), {
    verdict: 'inconclusive',
    check: { code: 'too-many-endorsements' },
    results: [],
  })
  const names = Array.from({ length: 25 }, (_, number) => `https://e${number}.example/list`)
  const askers = await Promise.all(
    names.map((name) =>
      endorsement({
        id: `${name}/endorsement`,
        status: { statusListCredential: name, statusListIndex: 5, statusPurpose: 'revocation' },
      }),
    ),
  )
  const { asked } = await carrying(askers)
  t.equal(asked.length, 25, 'once for each list')
})
