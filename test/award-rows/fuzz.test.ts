// Whatever comes, a file is read or has a problem, a row is awarded or has one; however it is cut.
import { isDeepStrictEqual } from 'node:util'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { createRowReader } from '../../src/award-rows/index.ts'
import { Problem } from '../../src/http/index.ts'
import { CSV, readFile } from './reading.ts'

// Many: WAYMARK_TEST_COUNT=100000.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 1_000)
const seed = process.env.WAYMARK_TEST_SEED

const BADGE_CLASS = '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'
const read = createRowReader()

const token = fc.constantFrom(
  ...['email', 'learnerId', 'evidence', 'recipient.value', 'results.Score', 'sep=', 'problem'],
  ...['a@example.org', '2026-05-31', '{"recipient":', '{"type":"email"}', '[', ']', '{', '}', ':'],
  ...[
    '"',
    '""',
    ',',
    ';',
    '\t',
    '|',
    '\n',
    '\r',
    '\r\n',
    ' ',
    '\\',
    '\u0000',
    'ü',
    '€',
    '𐀀',
    '\ufeff',
  ],
)
const bytes = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(token, { maxLength: 40 }).map((all) => Buffer.from(all.join(''))),
  },
  { weight: 2, arbitrary: fc.array(token).map((all) => Buffer.from(all.join(''), 'utf16le')) },
  { weight: 2, arbitrary: fc.array(token).map((all) => Buffer.from(all.join(''), 'latin1')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((all) => Buffer.from(all)) },
)
const file = fc
  .record({
    head: fc.constantFrom(
      ...[
        'email,note\n',
        'email,note\n',
        'learnerId;email\r\n',
        '[',
        '\ufeffemail\n',
        'sep=;\n',
        '',
      ],
    ),
    rest: bytes,
    wide: fc.boolean(),
    zipped: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ head, rest, wide, zipped }) => {
    const all = Buffer.concat([Buffer.from(head, wide ? 'utf16le' : 'utf8'), rest])
    return zipped === 0 ? gzipSync(all) : all
  })
const declared = fc.record({
  mediaType: fc.constantFrom('text/csv', 'application/x-ndjson', 'application/json', 'text/plain'),
  charset: fc.constantFrom(undefined, undefined, 'utf-8', 'latin1', 'utf-16le', 'koi8-r'),
  delimiter: fc.constantFrom(undefined, undefined, ';'),
  perRowBadgeClass: fc.boolean(),
})

async function outcomeOf(...file: Parameters<typeof readFile>): Promise<unknown> {
  try {
    const { format, rows } = await readFile(...file)
    return { format, rows, read: rows.map((row) => read(format, row, BADGE_CLASS)) }
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return error.document()
  }
}

t.test('any bytes', async (t) => {
  const counts = { read: 0, refused: 0 }
  const property = fc.asyncProperty(
    file,
    declared,
    fc.integer({ min: 1, max: 30 }),
    async (file, said, piece) => {
      const whole = await outcomeOf(file, { ...CSV, ...said })
      const cut = await outcomeOf(file, { ...CSV, ...said }, { piece })
      counts[(whole as { rows?: unknown }).rows === undefined ? 'refused' : 'read'] += 1
      return isDeepStrictEqual(cut, whole)
    },
  )
  await fc.assert(property, { numRuns, ...(seed !== undefined && { seed: Number(seed) }) })
  t.comment(`${counts.read} files read, ${counts.refused} refused`)
  t.ok(counts.read > numRuns / 20 && counts.refused > numRuns / 20)
})
