// Working on what comes: in order, several at once, never further ahead than is allowed.
import fc from 'fast-check'
import t from 'tap'
import { inOrder } from '../../src/verification-batches/in-order.ts'
import { type Line, linesOf } from '../../src/verification-batches/lines.ts'

const never = new AbortController().signal
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await null
}

t.test('results come in order, and nobody runs ahead of who takes them', async () => {
  const rows = fc.array(fc.record({ slow: fc.nat(20), weight: fc.nat(5) }), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.integer({ min: 1, max: 6 }),
      fc.nat(10),
      async (all, atOnce, most) => {
        let taken = 0
        let given = 0
        let weight = 0
        let wrong = ''
        async function* source() {
          for (const [at, row] of all.entries()) {
            taken += 1
            if (taken - given > atOnce + 1) wrong = `${taken} taken and ${given} given`
            await turns(row.slow % 3)
            yield { ...row, at }
          }
        }
        const work = async ({
          at,
          slow,
          weight: own,
        }: {
          at: number
          slow: number
          weight: number
        }) => {
          weight += own
          if (weight > most + 5) wrong = `${weight} at the same time`
          await turns(slow)
          weight -= own
          return at
        }
        const bounds = { atOnce, weight: most, weigh: (one: { weight: number }) => one.weight }
        const results: number[] = []
        for await (const at of inOrder(source(), work, { bounds, stop: never })) {
          given += 1
          results.push(at)
          await turns(at % 4)
        }
        return (
          wrong === '' &&
          results.every((at, place) => at === place) &&
          results.length === all.length
        )
      },
    ),
  )
})

t.test('once stopped it finishes what is under way', async (t) => {
  const stop = new AbortController()
  async function* endless() {
    for (let at = 0; ; at += 1) yield at
  }
  const bounds = { atOnce: 4, weight: 1, weigh: () => 0 }
  const results: number[] = []
  for await (const at of inOrder(endless(), async (one) => one, { bounds, stop: stop.signal })) {
    results.push(at)
    if (at === 10) stop.abort()
  }
  t.ok(results.length >= 11 && results.length <= 16, `${results.length}`)
})

t.test('lines are the same however they are cut into pieces', async () => {
  const text = fc.array(fc.constantFrom('a', 'bcd', '\n', '\r\n', ' ', '"image":"', '"', 'é'), {
    maxLength: 80,
  })
  const limits = { maxBytes: 12, besides: { members: ['image'], maxBytes: 30 } }
  const read = async (pieces: Buffer[]) => {
    async function* chunks() {
      yield* pieces
    }
    const lines: Line[] = []
    for await (const line of linesOf(chunks(), limits)) lines.push(line)
    return lines.map(({ line, text }) => `${line} ${text}`).join('|')
  }
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(100)), async (parts, cuts) => {
      const whole = Buffer.from(parts.join(''))
      const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort(
        (a, b) => a - b,
      )
      const pieces = places.slice(1).map((end, at) => whole.subarray(places[at], end))
      const short = whole
        .toString()
        .split('\n')
        .filter((line) => line.trim() !== '')
      const lines = await read([whole])
      return (
        short.length === (lines === '' ? 0 : lines.split('|').length) &&
        (await read(pieces)) === lines
      )
    }),
  )
})
