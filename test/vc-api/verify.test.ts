// Verifying by the VC API: what the W3C's test suites for Data Integrity, its cryptosuites and status
// lists ask of a verifier, in our own words.
import { encode } from 'base58-universal'
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { now } from '../credentials/samples.ts'
import type { Answer } from '../support/client.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { credentialOf, notARefusal } from './issuing.ts'

const { admin, as } = await startService(t, { now: () => now })
const verify = (verifiableCredential: unknown, options?: object) =>
  as(null).post('/credentials/verify', { verifiableCredential, ...(options && { options }) })

const issuer = await foreignIssuer('eddsa-rdfc-2022')
const signed = await issuer.sign(credentialOf(issuer.did))
const proof = signed.proof as JsonObject
const withProof = (changes: JsonObject) => ({ ...signed, proof: { ...proof, ...changes } })
const without = (member: string) => {
  const { [member]: _, ...rest } = proof
  return { ...signed, proof: rest }
}

/** What is wrong with the answer to a credential that does not verify; null when nothing is. */
function notUnverified(answer: Answer, type: string | RegExp): string | null {
  const { body, text } = answer
  const isResult = body.verified === false && Array.isArray(body.checks) && body.errors?.length > 0
  return notARefusal(answer, type) ?? (isResult ? null : `no result: ${text.slice(0, 300)}`)
}

t.test('a credential of anybody verifies, by whichever suite', async (t) => {
  for (const suite of ['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'Ed25519Signature2020'] as const) {
    const foreign = await foreignIssuer(suite)
    const answer = await verify(await foreign.sign(credentialOf(foreign.did)), {
      checks: ['proof'],
    })
    t.equal(answer.status, 200, `${suite}: ${answer.text}`)
    t.match(answer.body, { verified: true, warnings: [], errors: [], problemDetails: [] })
    t.ok(
      ['shape', 'context', 'proof', 'issuer-key'].every((one) => answer.body.checks.includes(one)),
    )
    t.notOk('credential' in answer.body)
  }
  const returned = await verify(signed, { returnCredential: true, returnProblemDetails: true })
  t.strictSame(returned.body.credential, signed)
})

t.test('a proof that is not one is an error', async (t) => {
  const tooLong = `z${encode(Buffer.alloc(96, 7))}`
  for (const [what, credential, type] of [
    ['no proof', { ...signed, proof: undefined }, 'PROOF_VERIFICATION_ERROR'],
    ['null for a proof', { ...signed, proof: null }, 'MALFORMED_VALUE_ERROR'],
    ['no type', without('type'), 'MALFORMED_VALUE_ERROR'],
    ['an unknown type', withProof({ type: 'UnknownProofType' }), 'PROOF_VERIFICATION_ERROR'],
    ['no key', without('verificationMethod'), 'PROOF_VERIFICATION_ERROR'],
    [
      'a key that is none',
      withProof({ verificationMethod: 'did:key:invalidVm' }),
      'PROOF_VERIFICATION_ERROR',
    ],
    ['no purpose', without('proofPurpose'), 'PROOF_VERIFICATION_ERROR'],
    ['another purpose', withProof({ proofPurpose: 'authentication' }), 'PROOF_VERIFICATION_ERROR'],
    ['no value', without('proofValue'), 'PROOF_VERIFICATION_ERROR'],
    ['null for a value', withProof({ proofValue: null }), 'MALFORMED_VALUE_ERROR'],
    [
      'a value without its multibase header',
      withProof({ proofValue: String(proof.proofValue).slice(1) }),
      'PROOF_VERIFICATION_ERROR',
    ],
    ['a value that is too long', withProof({ proofValue: tooLong }), 'PROOF_VERIFICATION_ERROR'],
    ['an unknown suite', withProof({ cryptosuite: 'Unknown' }), 'PROOF_VERIFICATION_ERROR'],
    [
      'the suite of another canonical form',
      withProof({ cryptosuite: 'eddsa-jcs-2022' }),
      'PROOF_VERIFICATION_ERROR',
    ],
    ['a time that is none', withProof({ created: 'invalidDate' }), 'PROOF_VERIFICATION_ERROR'],
    ['an altered word', { ...signed, name: 'Another' }, 'PROOF_VERIFICATION_ERROR'],
    ['a removed context', { ...signed, '@context': undefined }, 'MALFORMED_VALUE_ERROR'],
    ['a new term', { ...signed, anything: 'goes' }, 'MALFORMED_VALUE_ERROR'],
    ['something else', { type: ['NonconformingDocument'] }, 'MALFORMED_VALUE_ERROR'],
    ['nothing', {}, 'MALFORMED_VALUE_ERROR'],
  ] as const) {
    t.equal(notUnverified(await verify(credential, { checks: ['proof'] }), type), null, what)
  }
})

t.test("a proof by a key that is not the issuer's does not verify", async (t) => {
  const thief = await foreignIssuer('eddsa-rdfc-2022', 8)
  const stolen = await thief.sign(credentialOf(issuer.did))
  t.equal(notUnverified(await verify(stolen), 'PROOF_VERIFICATION_ERROR'), null)
})

t.test('a set of proofs verifies when each of them does', async (t) => {
  t.equal((await verify({ ...signed, proof: [proof] })).status, 200)
  const broken = { ...proof, proofValue: `z${encode(Buffer.alloc(64, 7))}` }
  const set = { ...signed, proof: [proof, broken] }
  t.equal(notUnverified(await verify(set), 'PROOF_VERIFICATION_ERROR'), null)
  for (const previousProof of ['urn:uuid:not-there', ['urn:uuid:not-there'], 7]) {
    const chain = { ...signed, proof: [proof, { ...proof, previousProof }] }
    t.equal(notUnverified(await verify(chain), /ERROR$/), null)
  }
})

t.test('the options say for what it should be signed', async (t) => {
  const mismatched: [object, string][] = [
    [{ expectedProofPurpose: 'authentication' }, 'PROOF_VERIFICATION_ERROR'],
    [{ domain: 'domain.example' }, 'INVALID_DOMAIN_ERROR'],
    [{ challenge: '1235abcd6789' }, 'INVALID_CHALLENGE_ERROR'],
  ]
  for (const [options, type] of mismatched) {
    t.equal(notUnverified(await verify(signed, options), type), null, type)
  }
  t.equal((await verify(signed, { expectedProofPurpose: 'assertionMethod' })).status, 200)
})

t.test('its time is over, or has not come', async (t) => {
  for (const period of [
    { validFrom: '2999-01-01T00:00:00Z' },
    { validUntil: '2000-01-01T00:00:00Z' },
  ]) {
    const answer = await verify(await issuer.sign(credentialOf(issuer.did, period)))
    t.equal(notUnverified(answer, 'RANGE_ERROR'), null)
  }
})

t.test('what cannot be found out does not verify, and says so', async (t) => {
  const unknown = credentialOf('did:web:nobody.invalid')
  const elsewhere = await issuer.sign(unknown)
  const verificationMethod = 'did:web:nobody.invalid#key-1'
  const answer = await verify({ ...elsewhere, proof: { ...proof, verificationMethod } })
  t.equal(notUnverified(answer, 'PROOF_VERIFICATION_ERROR'), null)
  t.match(answer.body, { verdict: 'inconclusive', problemDetails: [{ code: 'did-unavailable' }] })

  const credentialStatus = {
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '7',
    statusListCredential: 'https://nobody.invalid/list',
  }
  const listed = await verify(await issuer.sign(credentialOf(issuer.did, { credentialStatus })))
  t.equal(notUnverified(listed, 'STATUS_RETRIEVAL_ERROR'), null)
  const malformed = { ...credentialStatus, statusListIndex: 'seven' }
  const entry = await issuer.sign(credentialOf(issuer.did, { credentialStatus: malformed }))
  t.equal(notUnverified(await verify(entry), 'MALFORMED_VALUE_ERROR'), null)
})

t.test('an award of ours verifies in both forms, until it is revoked', async (t) => {
  const { badgeClass } = await makeBadgeClass(admin)
  const recipient = { type: 'library-card', value: '1', authority: 'harbour' }
  const award = made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  const jwt = (await as(null).get(award.credentialUrl, { accept: 'application/vc+jwt' })).text
  const enveloped = {
    '@context': 'https://www.w3.org/ns/credentials/v2',
    id: `data:application/vc+jwt,${jwt}`,
    type: 'EnvelopedVerifiableCredential',
  }
  for (const form of [award.credential, enveloped]) {
    t.equal((await verify(form)).status, 200, (await verify(form)).text)
  }
  const forged = { ...enveloped, id: `${enveloped.id.slice(0, -8)}AAAAAAAA` }
  t.equal(notUnverified(await verify(forged), 'PROOF_VERIFICATION_ERROR'), null)
  const untyped = { ...enveloped, id: 'https://example.org/x' }
  t.equal(notUnverified(await verify(untyped), 'MALFORMED_VALUE_ERROR'), null)

  await admin.post(`/v1/assertions/${award.id}/revocation`, { reason: 'A test.' })
  for (const form of [award.credential, enveloped]) {
    const answer = await verify(form)
    t.equal(notUnverified(answer, 'STATUS_VERIFICATION_ERROR'), null)
    t.match(answer.body, { verdict: 'invalid', problemDetails: [{ code: 'revoked' }] })
  }
})

t.test('options are held to what is known', async (t) => {
  const unknown = await verify(signed, { surprise: true })
  t.equal(notARefusal(unknown, 'UNKNOWN_OPTION_PROVIDED', 'options.surprise'), null)
  const broken = await verify(signed, { checks: ['proof', 'a\ud800'] })
  t.equal(notARefusal(broken, 'MALFORMED_VALUE_ERROR', 'options.checks[1]'), null)
})

t.test('callers without a key verify so often a minute', async (t) => {
  const limited = await startService(t, { env: { ANONYMOUS_VERIFICATIONS_PER_MINUTE: '1' } })
  const body = { verifiableCredential: {} }
  t.equal((await limited.as(null).post('/credentials/verify', body)).status, 400)
  const presentation = { presentation: {} }
  const statuses = [
    (await limited.as(null).post('/credentials/verify', body)).status,
    (await limited.admin.post('/credentials/verify', body)).status,
    (await limited.admin.post('/presentations/verify', presentation)).status,
  ]
  t.strictSame(statuses, [429, 400, 400])
  const closed = await startService(t, { env: { ANONYMOUS_VERIFICATIONS_PER_MINUTE: '0' } })
  t.equal((await closed.as(null).post('/credentials/verify', body)).status, 401)
  t.equal((await closed.as(null).post('/presentations/verify', presentation)).status, 401)
})
