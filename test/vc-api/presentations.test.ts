// Presentations by the VC API, as the W3C's test suite for the data model sends them.
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { now } from '../credentials/samples.ts'
import { startService } from '../support/service.ts'
import { credentialOf, notARefusal, V2 } from './issuing.ts'

const { as } = await startService(t, { now: () => now })
const holder = await foreignIssuer('eddsa-rdfc-2022', 3)
const credential = await holder.sign(credentialOf(holder.did))

const presentationOf = (changes: JsonObject = {}) => ({
  '@context': [V2],
  type: ['VerifiablePresentation'],
  ...changes,
})
const verify = (verifiablePresentation: unknown, options: object = { checks: [] }) =>
  as(null).post('/presentations/verify', { verifiablePresentation, options })
const occasion = { challenge: 'u1a2b3c4', domain: 'employer.example' }

t.test('what its holder signed verifies, with each credential in it', async (t) => {
  for (const [what, changes, credentials] of [
    ['no credential', { verifiableCredential: [] }, 0],
    ['a credential', { verifiableCredential: [credential] }, 1],
    ['two', { verifiableCredential: [credential, credential], holder: holder.did }, 2],
    ['an id', { id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11' }, 0],
    [
      'a context of its own',
      {
        '@context': [V2, { Offer: 'https://example.org/#Offer' }],
        type: ['VerifiablePresentation', 'Offer'],
      },
      0,
    ],
    [
      'the context of examples',
      { '@context': [V2, 'https://www.w3.org/ns/credentials/examples/v2'] },
      0,
    ],
  ] as const) {
    const signed = await holder.present(presentationOf(changes), occasion)
    const answer = await verify(signed, { ...occasion, returnPresentation: true })
    t.equal(answer.status, 200, `${what}: ${answer.text.slice(0, 300)}`)
    t.match(answer.body, { verified: true, problemDetails: [] })
    t.equal(answer.body.credentialResults.length, credentials)
    t.strictSame(answer.body.verifiablePresentation, signed)
  }
})

t.test('what nobody signed is presented as such', async (t) => {
  const presentation = presentationOf({ verifiableCredential: [credential] })
  const answer = await as(null).post('/presentations/verify', { presentation })
  t.match(answer, {
    status: 200,
    body: { verified: true, credentialResults: [{ verified: true }] },
  })
  t.notOk('holder' in answer.body)
  const claimed = await verify(presentation)
  t.equal(notARefusal(claimed, 'PROOF_VERIFICATION_ERROR', 'verifiablePresentation'), null)
})

t.test('everything else is a 400', async (t) => {
  const signed = await holder.present(
    presentationOf({ verifiableCredential: [credential] }),
    occasion,
  )
  const { type: _, ...untyped } = credential
  const of = (changes: JsonObject) => ({ ...signed, ...changes })
  for (const [what, presentation, type] of [
    ['no context', of({ '@context': undefined }), 'MALFORMED_VALUE_ERROR'],
    [
      'another context first',
      of({ '@context': ['https://www.w3.org/ns/credentials/examples/v2', V2] }),
      'MALFORMED_VALUE_ERROR',
    ],
    [
      'a context that nobody knows',
      of({ '@context': [V2, 'https://a.example'] }),
      'MALFORMED_VALUE_ERROR',
    ],
    ['a context that is no URL', of({ '@context': [V2, 'https ://no'] }), 'MALFORMED_VALUE_ERROR'],
    ['a number for a context', of({ '@context': [V2, 7] }), 'MALFORMED_VALUE_ERROR'],
    ['no type', of({ type: undefined }), 'MALFORMED_VALUE_ERROR'],
    ['another type', of({ type: ['https://example.org/#Offer'] }), 'MALFORMED_VALUE_ERROR'],
    [
      'a credential that is a text',
      of({ verifiableCredential: ['text'] }),
      'MALFORMED_VALUE_ERROR',
    ],
    ['a credential without a type', of({ verifiableCredential: [untyped] }), /ERROR$/],
    [
      'an altered credential',
      of({ verifiableCredential: [{ ...credential, name: 'x' }] }),
      /ERROR$/,
    ],
    ['another holder', of({ holder: 'did:example:other' }), 'PROOF_VERIFICATION_ERROR'],
    [
      'an altered proof',
      of({ proof: { ...(signed.proof as object), proofValue: 'z5nmMBw2u9TG' } }),
      'PROOF_VERIFICATION_ERROR',
    ],
    [
      'an empty envelope',
      { '@context': V2, type: 'EnvelopedVerifiablePresentation' },
      'MALFORMED_VALUE_ERROR',
    ],
    ['something else', { type: ['NonconformingDocument'] }, 'MALFORMED_VALUE_ERROR'],
  ] as const) {
    const answer = await verify(presentation)
    t.equal(notARefusal(answer, type), null, what)
    t.equal(answer.body.verified, false, what)
  }
})

t.test('a credential in it that does not verify is named', async (t) => {
  const revealed = { ...credential, name: 'Altered' }
  const presentation = presentationOf({ verifiableCredential: [credential, revealed] })
  const answer = await as(null).post('/presentations/verify', { presentation })
  const field = 'presentation.verifiableCredential.1'
  t.equal(notARefusal(answer, 'PROOF_VERIFICATION_ERROR', field), null)
  t.equal(answer.body.problemDetails.length, 1)
})

t.test('it has to be made for the occasion', async (t) => {
  const signed = await holder.present(presentationOf(), occasion)
  for (const [options, type] of [
    [{ ...occasion, challenge: 'another' }, 'INVALID_CHALLENGE_ERROR'],
    [{ ...occasion, domain: 'another.example' }, 'INVALID_DOMAIN_ERROR'],
  ] as const) {
    t.equal(notARefusal(await verify(signed, options), type), null)
  }
  t.equal((await verify(signed, occasion)).status, 200)
})

t.test('exactly one presentation', async (t) => {
  for (const [body, field] of [
    [{}, 'verifiablePresentation'],
    [{ verifiablePresentation: {}, presentation: {} }, 'presentation'],
  ] as const) {
    const answer = await as(null).post('/presentations/verify', body)
    t.equal(notARefusal(answer, 'MALFORMED_VALUE_ERROR', field), null)
  }
})
