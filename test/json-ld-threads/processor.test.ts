// Documents are processed as JSON-LD in threads, with the same outcome as in this one.
import t from 'tap'
import { type JsonObject, jsonLdProcessor } from '../../src/credentials/index.ts'
import { createJsonLdThreads } from '../../src/json-ld-threads/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'
import { altered, at, signedBadge } from '../credentials/samples.ts'
import { checkOf, world } from '../verification/world.ts'
import { type Attack, attacks, clique } from '../verifications/attacks.ts'

const badge = await signedBadge({ changes: { status: undefined } })
const dear = attacks.find(({ name }) => name === 'types in ever new orders') as Attack
/** Takes a good while, and is another document for each number. */
const heavy = (number: number): JsonObject =>
  JSON.parse(dear.text.replaceAll('urn:evidence:', `urn:evidence:${number}:`))

t.test('the outcome is that of this thread', async (t) => {
  const threads = createJsonLdThreads()
  t.teardown(threads.close)
  const here = jsonLdProcessor()
  const documents = [
    badge,
    altered(badge, (copy) => Object.assign(copy, { colour: 'red' })),
    altered(badge, (copy) => Object.assign(copy, { id: 'relative' })),
    altered(badge, (copy) => Object.assign(copy, { '@context': 'https://a.example/unknown' })),
    altered(badge, (copy) => Object.assign(at(copy, 'evidence', 0), { id: '__proto__' })),
    heavy(0),
    JSON.parse(clique(5).text),
  ]
  // Each twice: what was found out is kept.
  for (const document of [...documents, ...documents]) {
    t.strictSame(await threads.problemOf(document), await here.problemOf(document))
    for (const algorithm of ['sha256', 'sha384'] as const) {
      const both = [badge, document]
      const [made, expected] = [
        await threads.hashes(both, algorithm),
        await here.hashes(both, algorithm),
      ]
      t.strictSame(hex(made), hex(expected))
    }
  }
})

function hex(result: { hashes: Uint8Array[] } | object): unknown {
  return 'hashes' in result
    ? (result.hashes as Uint8Array[]).map((one) => Buffer.from(one).toString('hex'))
    : result
}

t.test('and stays it when a structure comes again and again', async (t) => {
  const threads = createJsonLdThreads()
  t.teardown(threads.close)
  const here = jsonLdProcessor()
  for (let number = 0; number < 12; number += 1) {
    const document = altered(badge, (copy) => Object.assign(copy, { id: `urn:badge:${number}` }))
    t.equal(await threads.problemOf(document), null)
    const made = await threads.hashes([document], 'sha256')
    t.strictSame(hex(made), hex(await here.hashes([document], 'sha256')))
  }
})

t.test('what takes too long is broken off, which says nothing about the document', async (t) => {
  const impatient = createJsonLdThreads({ longestMs: 1 })
  t.teardown(impatient.close)
  const environment = { ...(await world()), jsonLd: impatient }
  const report = await verifyCredential(heavy(1), environment)
  const broken = { outcome: 'inconclusive', code: 'checking-broken-off' }
  t.match(checkOf(report, 'context') ?? {}, broken)
  t.equal(report.verdict, 'inconclusive')
})

t.test('light documents do not wait for heavy ones', async (t) => {
  const threads = createJsonLdThreads()
  t.teardown(threads.close)
  let over = 0
  const under = [2, 3, 4].map(async (number) => {
    await threads.problemOf(heavy(number))
    over += 1
  })
  t.equal(await threads.problemOf(badge), null)
  t.ok(over < under.length, `${over} of ${under.length} heavy ones were over by then`)
  await Promise.all(under)
})
