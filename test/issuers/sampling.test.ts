import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { sampleSigned } from '../../src/issuers/sampling.ts'

type Outcome = 'same' | 'different' | 'not-compiled' | Error

/** A sampler, of all documents or by its own choice, over a canonicaliser that finds what it is told to. */
function sampler(outcomes: Outcome[], choice: 'all' | 'its own' = 'all') {
  const checked: JsonObject[] = []
  const logged: unknown[][] = []
  const check = async (document: JsonObject) => {
    checked.push(document)
    const outcome = outcomes.shift() ?? 'same'
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  const log = { error: (...said: unknown[]) => void logged.push(said) }
  return {
    offer: sampleSigned({ check }, log, choice === 'all' ? () => true : undefined),
    checked,
    logged,
  }
}

async function idle() {
  for (let turn = 0; turn < 50; turn++) await setImmediate()
}

const document = (number: number) => ({ id: `urn:example:${number}`, name: 'Sam' })

t.test('documents are checked later, one after the other', async (t) => {
  const { offer, checked, logged } = sampler([])
  for (let number = 0; number < 3; number++) offer(document(number))
  t.same(checked, [], 'nobody waits for it')
  await idle()
  t.same(checked, [0, 1, 2].map(document))
  offer(document(3))
  await idle()
  t.equal(checked.length, 4)
  t.same(logged, [])
})

t.test('a difference is an error that says nothing of the document', async (t) => {
  const { offer, checked, logged } = sampler(['different', 'same', new Error('no'), 'not-compiled'])
  for (let number = 0; number < 4; number++) offer(document(number))
  await idle()
  t.equal(checked.length, 4, 'the next ones are checked all the same')
  t.equal(logged.length, 2)
  t.notMatch(JSON.stringify(logged), /Sam|urn:example/)
})

t.test('few wait, and the rest is let go', async (t) => {
  const { offer, checked } = sampler([])
  for (let number = 0; number < 1000; number++) offer(document(number))
  await idle()
  t.equal(checked.length, 10)
})

t.test('one in about a thousand belongs to the sample', async (t) => {
  const { offer, checked } = sampler([], 'its own')
  for (let round = 0; round < 400; round++) {
    for (let number = 0; number < 100; number++) offer(document(number))
    await setImmediate()
  }
  await idle()
  t.ok(checked.length > 5 && checked.length < 120, `${checked.length} of 40,000`)
})
