// A newer copy of a credential (Open Badges 3.0, section 9, step 3).
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { verify } from '../../src/verification/index.ts'
import { keyIssuer } from '../credentials/samples.ts'
import { resigned, signedPlain } from './standing.ts'
import { checkOf, listUrl, statusList, world } from './world.ts'

const issuer = await keyIssuer()
const service = 'https://badges.example/refresh/1'
const refreshable = {
  '@context': [
    'https://www.w3.org/ns/credentials/v2',
    'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  ],
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2026-02-01T00:00:00Z',
  refreshService: { id: service, type: '1EdTechCredentialRefresh' },
}
const original = await signedPlain(issuer, refreshable)

/** A newer copy that the issuer has signed. */
const copyWith = (changes: JsonObject = {}, signer = issuer) =>
  resigned(signer, { ...original, validUntil: '2026-04-01T00:00:00Z', ...changes })

/** What comes of the credential when its service answers with this. */
async function refreshed(answer: unknown, credential = original) {
  const environment = await world({ lists: { [service]: answer } })
  const { report, document } = await verify({ credential }, environment)
  return { report, document, asked: environment.asked, refresh: checkOf(report, 'refresh') }
}

t.test('the report is about the newest copy', async (t) => {
  const copy = await copyWith()
  const { report, document, refresh, asked } = await refreshed(copy)
  t.equal(report.verdict, 'valid')
  t.match(refresh, { outcome: 'passed', detail: /about that one/ })
  t.equal(report.credential.validUntil, '2026-04-01T00:00:00Z')
  t.strictSame(document, copy)
  t.strictSame(asked, [service], 'which is not refreshed again')
  const revoked = await copyWith({
    credentialStatus: {
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '3',
      statusListCredential: listUrl,
    },
  })
  const lists = { [service]: revoked, [listUrl]: await statusList(issuer, [3]) }
  const { report: later } = await verify({ credential: original }, await world({ lists }))
  t.match(checkOf(later, 'status'), { outcome: 'failed', code: 'revoked' })
  const same = await refreshed(original)
  t.match(same.refresh, { outcome: 'passed', detail: /no newer copy/ })
  t.match(checkOf(same.report, 'validity'), { code: 'expired' })
})

t.test('a refresh that does not succeed leaves the credential as it is', async (t) => {
  const thief = await keyIssuer(2)
  const answers: [string, unknown][] = [
    ['silence', undefined],
    ['a page', '<html>'],
    ['garbage', { x: 1 }],
    ['a forgery', { ...(await copyWith()), name: 'Better' }],
    ['a copy that somebody else signed', await copyWith({}, thief)],
    ['a copy of another issuer', await copyWith({ issuer: thief.did }, thief)],
    ['another credential', await copyWith({ id: 'urn:uuid:7f9cf1d1-6f3c-4a4e-9d0a-0a4dc6a0f6b2' })],
    ['one of somebody else', await copyWith({ credentialSubject: { id: 'did:example:x' } })],
    ['an earlier one', await copyWith({ validFrom: '2025-12-31T23:59:59Z' })],
  ]
  for (const [what, answer] of answers) {
    const { report, refresh, document } = await refreshed(answer)
    t.match(refresh, { outcome: 'skipped', detail: /as it was presented/ }, what)
    t.strictSame(document, original)
    t.match(checkOf(report, 'validity'), { code: 'expired' })
  }
  const current = await signedPlain(issuer, { ...refreshable, validUntil: '2027-01-01T00:00:00Z' })
  const { report } = await refreshed(undefined, current)
  t.equal(report.verdict, 'valid', 'a service that is gone ruins no credential')
})

t.test('nobody is asked on behalf of a forgery, or of another kind of service', async (t) => {
  const forged = await refreshed(await copyWith(), { ...original, name: 'Better' })
  t.strictSame(forged.asked, [])
  t.equal(forged.refresh?.outcome, 'skipped')
  const manual = await signedPlain(issuer, {
    '@context': [
      'https://www.w3.org/2018/credentials/v1',
      'https://w3id.org/security/data-integrity/v2',
    ],
    issuanceDate: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:x' },
    refreshService: { id: service, type: 'ManualRefreshService2018' },
  })
  const { asked, refresh, report } = await refreshed(undefined, manual)
  t.strictSame(asked, [])
  t.match(refresh, { outcome: 'skipped', detail: /not refreshed in a way/ })
  t.equal(report.verdict, 'valid')
})
