import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import {
  encodeStatusList,
  readStatusList,
  STATUS_LIST_SIZE,
  shapeProblems,
  statusListCredential,
  statusListIndexPermutation,
} from '../../src/credentials/index.ts'

t.test('the permutation of indices', async (t) => {
  t.test('gives every index of a list exactly once', async (t) => {
    const permute = statusListIndexPermutation(new Uint8Array(32).fill(9))
    const seen = new Uint8Array(STATUS_LIST_SIZE)
    for (let counter = 0; counter < STATUS_LIST_SIZE; counter += 1) {
      const index = permute(counter)
      seen[index] = (seen[index] ?? 0) + 1
    }
    t.ok(seen.every((times) => times === 1))
  })

  t.test('is a bijection for every key and every size', async () => {
    const key = fc.uint8Array({ minLength: 16, maxLength: 64 })
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 600 }), (key, size) => {
        const permute = statusListIndexPermutation(key, size)
        const indices = new Set(Array.from({ length: size }, (_, counter) => permute(counter)))
        return indices.size === size && [...indices].every((index) => index >= 0 && index < size)
      }),
      { numRuns: 60 },
    )
  })

  t.test('tells nothing about neighbours', async (t) => {
    const permute = statusListIndexPermutation(new Uint8Array(32).fill(1))
    const gaps = Array.from({ length: 2000 }, (_, n) => Math.abs(permute(n + 1) - permute(n)))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    // Two random points of a line of length n are n/3 apart in the mean.
    t.ok(Math.abs(mean / (STATUS_LIST_SIZE / 3) - 1) < 0.1, `${mean}`)
    t.ok(gaps.filter((gap) => gap < 64).length < 10)
  })

  t.test('depends on the key', async (t) => {
    const one = statusListIndexPermutation(new Uint8Array(32).fill(1))
    const other = statusListIndexPermutation(new Uint8Array(32).fill(2))
    const same = Array.from({ length: 1000 }, (_, n) => one(n) === other(n)).filter(Boolean)
    t.ok(same.length < 5)
  })

  t.test('refuses counters outside of the list, short keys and senseless sizes', async (t) => {
    const permute = statusListIndexPermutation(new Uint8Array(16), 10)
    for (const counter of [-1, 10, 0.5, Number.NaN]) t.throws(() => permute(counter), RangeError)
    t.throws(() => statusListIndexPermutation(new Uint8Array(15)), RangeError)
    t.throws(() => statusListIndexPermutation(new Uint8Array(16), 0), RangeError)
  })
})

t.test('an encoded list', async (t) => {
  t.test('reads back exactly what was set', async () => {
    const indices = fc.uniqueArray(fc.integer({ min: 0, max: 2047 }), { maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(indices, async (indices) => {
        const list = await encodeStatusList(indices, 2048)
        const set = new Set(indices)
        for (const index of [...indices.slice(0, 20), 0, 7, 8, 1024, 2047]) {
          const bit = await readStatusList(list, index)
          if (!('value' in bit) || bit.value !== Number(set.has(index))) return false
          if (bit.entries !== 2048) return false
        }
        return true
      }),
      { numRuns: 40 },
    )
  })

  t.test('is multibase base64url of gzip, the first entry leftmost', async (t) => {
    const list = await encodeStatusList([0, 9])
    t.match(list, /^uH4sI[A-Za-z0-9_-]+$/)
    const bits = Buffer.alloc(STATUS_LIST_SIZE / 8)
    bits[0] = 0b1000_0000
    bits[1] = 0b0100_0000
    const foreign = gzipSync(bits).toString('base64url')
    for (const text of [`u${foreign}`, foreign, list]) {
      t.strictSame(await readStatusList(text, 0), { value: 1, entries: STATUS_LIST_SIZE })
      t.strictSame(await readStatusList(text, 1), { value: 0, entries: STATUS_LIST_SIZE })
      t.strictSame(await readStatusList(text, 9), { value: 1, entries: STATUS_LIST_SIZE })
    }
  })

  t.test('is the same text for the same indices in any order', async (t) => {
    t.equal(await encodeStatusList([3, 5, 99_999]), await encodeStatusList([99_999, 5, 3]))
  })

  t.test('has no place outside of its range', async (t) => {
    const list = await encodeStatusList([])
    for (const index of [STATUS_LIST_SIZE, -1, 1.5, Number.NaN]) {
      t.strictSame(await readStatusList(list, index), { problem: 'out-of-range' })
    }
    await t.rejects(encodeStatusList([STATUS_LIST_SIZE]))
  })

  t.test('that is broken, or a bomb, is a problem and nothing worse', async (t) => {
    for (const text of ['', 'u', 'uH4sI', 'z123', 'u!!!!', `u${'A'.repeat(100)}`]) {
      t.strictSame(await readStatusList(text, 0), { problem: 'malformed' }, text)
    }
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64url')
    const before = process.memoryUsage().arrayBuffers
    t.strictSame(await readStatusList(`u${bomb}`, 0), { problem: 'too-large' })
    t.ok(process.memoryUsage().arrayBuffers - before < 32 * 1024 * 1024)
    t.strictSame(await readStatusList('A'.repeat(26_000_000), 0), { problem: 'too-large' })
  })
})

t.test('the credential of a list says what it is for and how long it may be used', async (t) => {
  const credential = statusListCredential({
    id: 'https://badges.example/status-lists/3',
    issuer: 'did:web:badges.example',
    purpose: 'suspension',
    encodedList: await encodeStatusList([1]),
    validFrom: new Date('2026-01-01T00:00:00.900Z'),
    validUntil: new Date('2026-01-02T00:00:00Z'),
    ttlMs: 300_000,
  })
  t.match(credential, {
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    validFrom: '2026-01-01T00:00:00Z',
    validUntil: '2026-01-02T00:00:00Z',
    credentialSubject: {
      id: 'https://badges.example/status-lists/3#list',
      type: 'BitstringStatusList',
      statusPurpose: 'suspension',
      ttl: 300_000,
    },
  })
  t.strictSame(shapeProblems(credential), [])
})
