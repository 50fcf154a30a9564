// Documents that are made to keep a verifier busy: each has its answer, and nobody else waits for it.
import t from 'tap'
import { signedBadge } from '../credentials/samples.ts'
import { startService } from '../support/service.ts'
import { type Attack, attacks } from './attacks.ts'

const service = await startService(t)

type Report = { verdict: string; checks: { outcome: string; code?: string }[]; type?: string }

async function verify(credential: string) {
  const response = await fetch(`${service.url}/v1/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"credential":${credential}}`,
  })
  return { status: response.status, body: (await response.json()) as Report }
}

t.test('each has a clear answer', async (t) => {
  for (const { name, text, codes } of attacks) {
    const { status, body } = await verify(text)
    const code =
      status === 200
        ? body.checks.find(({ outcome }) => outcome === 'failed')?.code
        : body.type?.split(':').at(-1)
    t.ok(codes.includes(String(code)), `${name}: ${code}`)
    t.equal(status === 200 ? body.verdict : status, status === 200 ? 'invalid' : 400)
  }
})

t.test('meanwhile everything else is answered as ever', async (t) => {
  const dear = attacks.find(({ name }) => name === 'types in ever new orders') as Attack
  let answered = 0
  const under = Array.from({ length: 8 }, async (_, number) => {
    // Each a document that was not seen before.
    const response = await verify(dear.text.replaceAll('urn:evidence:', `urn:evidence:${number}:`))
    answered += 1
    return response
  })
  const badge = JSON.stringify(await signedBadge({ changes: { status: undefined } }))
  for (const _ of [1, 2, 3]) {
    t.equal((await fetch(`${service.url}/livez`)).status, 200)
    t.match(await verify(badge), { status: 200, body: { verdict: 'valid' } })
  }
  t.ok(answered < under.length, `${answered} of ${under.length} attacks were over by then`)
  for (const { body } of await Promise.all(under)) t.equal(body.verdict, 'invalid')
})

t.test('who comes when too many documents wait is asked to come again', async (t) => {
  const dear = attacks.find(({ name }) => name === 'types in ever new orders') as Attack
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, number) =>
      verify(dear.text.replaceAll('urn:evidence:', `urn:evidence:again:${number}:`)),
    ),
  )
  const statuses = new Set(answers.map(({ status }) => status))
  t.strictSame([...statuses].sort(), [200, 503])
})
