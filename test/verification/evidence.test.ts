// Whether evidence is still there, for callers who ask.
import { hash } from 'node:crypto'
import t from 'tap'
import type { DocumentLoad } from '../../src/verification/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'
import { keyIssuer } from '../credentials/samples.ts'
import { resigned } from './standing.ts'
import { badgeOf, checkOf, found, world } from './world.ts'

const issuer = await keyIssuer()
const badge = await badgeOf(issuer, { status: undefined })
const film = 'https://library.example/films/1'
const bytes = Buffer.from('a film')

/** The check of the evidence, as `verdict code`, when such an answer lies behind every link. */
async function asked(answer: DocumentLoad, credential = badge): Promise<string> {
  const environment = { ...(await world()), load: async () => answer }
  const report = await verifyCredential(credential, environment, { checkEvidence: true })
  const check = checkOf(report, 'evidence')
  return check && 'code' in check ? `${report.verdict} ${check.code}` : `${check?.outcome}`
}

const answer = (status: number): DocumentLoad => ({ status, mediaType: 'video/mp4', bytes })

t.test('links are visited only when somebody asks', async (t) => {
  const environment = await world()
  const report = await verifyCredential(badge, environment)
  t.match(checkOf(report, 'evidence'), {
    outcome: 'skipped',
    detail: 'Nobody asked for this check.',
  })
  t.strictSame(environment.asked, [])
  t.equal(await asked(answer(200)), 'passed')
  t.equal(await asked(answer(404)), 'invalid evidence-missing')
  t.equal(await asked(answer(410)), 'invalid evidence-missing')
  t.equal(await asked(answer(500)), 'inconclusive evidence-unavailable')
  t.equal(await asked({ unavailable: 'no answer' }), 'inconclusive evidence-unavailable')
  t.equal(await asked({ unavailable: 'it is long', tooLarge: true }), 'passed')
  const bare = await badgeOf(issuer, { status: undefined, evidence: [{ name: 'A letter' }] })
  t.equal(await asked(answer(404), bare), 'skipped')
})

t.test('what the credential has a digest of must be the same', async (t) => {
  const withDigest = (digest: object) =>
    resigned(issuer, { ...badge, relatedResource: [{ id: film, ...digest }] })
  const sha256 = hash('sha256', bytes, 'buffer')
  const multihash = Buffer.concat([Buffer.from([0x12, 0x20]), sha256])
  const good = [
    { digestSRI: `sha256-${sha256.toString('base64')}` },
    { digestSRI: `sha256-AAAA sha384-${hash('sha384', bytes, 'base64')}` },
    { digestMultibase: `u${multihash.toString('base64url')}` },
    { digestMultibase: `f${multihash.toString('hex')}` },
  ]
  for (const digest of good) {
    const credential = await withDigest(digest)
    t.equal(await asked(answer(200), credential), 'passed', JSON.stringify(digest))
    const other = { ...answer(200), bytes: Buffer.from('another film') }
    t.equal(await asked(other, credential), 'invalid evidence-changed')
    const long = { unavailable: 'it is long', tooLarge: true }
    t.equal(await asked(long, credential), 'inconclusive evidence-unavailable')
  }
})

t.test('no more than ten links are visited', async (t) => {
  const evidence = Array.from({ length: 11 }, (_, number) => ({ id: `${film}${number}` }))
  const many = await badgeOf(issuer, { status: undefined, evidence })
  const environment = await world()
  let visited = 0
  const load = async () => {
    visited += 1
    return found('x')
  }
  const report = await verifyCredential(many, { ...environment, load }, { checkEvidence: true })
  t.equal(visited, 10)
  t.match(checkOf(report, 'evidence'), { outcome: 'inconclusive', code: 'evidence-unavailable' })
})
