import t from 'tap'
import { notAProblem } from '../support/problem.ts'
import { startService } from '../support/service.ts'
import { strangersBadge } from './strangers.ts'

t.test("a stranger's credential that points into our store gets a verdict", async (t) => {
  const { admin, publicUrl } = await startService(t)
  const ends = [
    '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
    'x',
    '',
    '%00',
    "1'or'1'='1",
    '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11/..',
    '../../livez',
    'a'.repeat(2000),
  ]
  for (const end of ends) {
    const credential = await strangersBadge({
      statusListCredential: `${publicUrl}/status-lists/${end}`,
    })
    const { status, body } = await admin.post('/v1/verify', { credential })
    t.equal(status, 200, end)
    const check = body.checks.find(({ name }: { name: string }) => name === 'status')
    // What is not there tells nothing, here as anywhere.
    t.match([body.verdict, check.outcome], ['inconclusive', 'inconclusive'], end)
  }
})

t.test('an address under ours that is no credential gets a verdict', async (t) => {
  const { admin, publicUrl } = await startService(t)
  for (const end of ['x', '', '%00', "'", 'a'.repeat(1500), 'x.json', '..%2f..', '?a#b', '%ff']) {
    const url = `${publicUrl}/credentials/${end}`
    const { status, body } = await admin.post('/v1/verify', { url })
    t.equal(status, 200, end)
    t.match(body, { verdict: 'invalid', checks: [{ name: 'retrieval', outcome: 'failed' }] })
  }
})

t.test('texts that no table can hold get a verdict wherever they stand', async (t) => {
  const { admin, publicUrl } = await startService(t)
  const good = await strangersBadge({ statusListCredential: `${publicUrl}/status-lists/x` })
  const odd = [
    '\u0000',
    'a\u0000b',
    '\ud800',
    'did:web:\u0000',
    'did:key:\u0000',
    'did:web:%00',
    '',
  ]
  const places: ((text: string) => object)[] = [
    (text) => ({ ...good, issuer: text }),
    (text) => ({ ...good, issuer: { ...(good.issuer as object), id: text } }),
    (text) => ({ ...good, issuer: { id: `did:key:${text}`, type: ['Profile'] } }),
    (text) => ({ ...good, id: text }),
    (text) => ({ ...good, '@context': [text] }),
    (text) => ({ ...good, credentialStatus: { ...(good.credentialStatus as object), id: text } }),
    (text) => ({
      ...good,
      proof: [{ ...(good.proof as object[])[0], verificationMethod: `did:web:${text}#key-1` }],
    }),
    (text) => ({ ...good, proof: [{ ...(good.proof as object[])[0], proofValue: text }] }),
    (text) => ({ ...good, [text]: text }),
    (text) => ({ ...good, constructor: { prototype: text }, toString: text }),
  ]
  for (const place of places) {
    for (const text of odd) {
      const answer = await admin.post('/v1/verify', { credential: place(text) })
      const what = `${place} with ${JSON.stringify(text)}`
      if (answer.status === 200) t.equal(answer.body.verdict, 'invalid', what)
      else t.equal(notAProblem(answer), null, what)
    }
  }
})
