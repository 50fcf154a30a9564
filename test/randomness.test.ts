import t from 'tap'
import { randomOctets } from '../src/randomness.ts'

t.test('no two pieces are the same, however many are taken', async (t) => {
  const pieces = Array.from({ length: 5_000 }, () => randomOctets(16).toString('hex'))
  t.equal(new Set(pieces).size, pieces.length)
})

t.test('a piece is as long as it was asked for, and stays as it is', async (t) => {
  const lengths = [0, 1, 12, 16, 1_024]
  const pieces = lengths.map(randomOctets)
  t.strictSame(
    pieces.map(({ length }) => length),
    lengths,
  )
  const before = pieces.map((piece) => piece.toString('hex'))
  for (let count = 0; count < 2_000; count += 1) randomOctets(16)
  t.strictSame(
    pieces.map((piece) => piece.toString('hex')),
    before,
  )
})
