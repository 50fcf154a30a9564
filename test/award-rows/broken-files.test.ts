// Files that cannot be read, and the sentence that each gets.
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { type Declared, openRows, ROW_BOUNDS } from '../../src/award-rows/index.ts'
import { CSV, inPieces, JSON_ARRAY, NDJSON, problemOf, readFile } from './reading.ts'

const GZIPPED = gzipSync('email\n'.repeat(1000))
const damaged = Buffer.from(GZIPPED)
damaged[20] = (damaged[20] as number) ^ 0xff

const latin = (text: string) => Buffer.from(text, 'latin1')

const BROKEN: [
  file: string | Buffer,
  declared: Partial<Declared>,
  status: number,
  sentence: string,
][] = [
  ['', CSV, 400, 'The file is empty.'],
  ['', NDJSON, 400, 'The file is empty.'],
  [' \r\n\t', JSON_ARRAY, 400, 'The file is empty.'],
  ['\ufeff\n', CSV, 400, 'The file is empty.'],
  [',,\n,\n', CSV, 400, 'The file has no first line with the names of columns.'],
  ['sep=;\n', CSV, 400, 'The file has no first line with the names of columns.'],
  [
    'email,note\na@example.org,"x\nb@example.org,y\n',
    CSV,
    400,
    'Row 1 has a quote that is not closed before the file ends.',
  ],
  [
    'email,"note\na,b\n',
    CSV,
    400,
    'The first line has a quote that is not closed before the file ends.',
  ],
  [
    'email,note\na@example.org,x\nb@example.org,"x" y\n',
    CSV,
    400,
    'Row 2 has a cell with something after its closing quote: inside of quotes, write a quote twice.',
  ],
  [
    latin('email,note\na@example.org,x\nb@example.org,\xfc\n'),
    { charset: 'utf-8' },
    400,
    'Row 2 is not UTF-8: save the file as UTF-8, or declare its charset.',
  ],
  [
    Buffer.concat([Buffer.from('email,note\na@example.org,ü\nb@example.org,x\n'), latin('c,\xfc')]),
    CSV,
    400,
    'Row 3 is not UTF-8: save the file as UTF-8, or declare its charset.',
  ],
  [
    latin('\xef\xbb\xbfemail,n\xfc\nx,y\n'),
    CSV,
    400,
    'The first line is not UTF-8: save the file as UTF-8, or declare its charset.',
  ],
  [
    Buffer.from('\ufeffemail\na\n\ud800b\n', 'utf16le'),
    CSV,
    400,
    'Row 2 is not UTF-16: save the file as UTF-8, or declare its charset.',
  ],
  [
    Buffer.from('\ufeffemail\na\n', 'utf16le').subarray(0, -1),
    CSV,
    400,
    'Row 1 is not UTF-16: save the file as UTF-8, or declare its charset.',
  ],
  [
    Buffer.from('\ufeffemail\n', 'utf16le').swap16(),
    CSV,
    415,
    'The file is UTF-16 in big-endian order: save it as UTF-8.',
  ],
  [
    'email\n',
    { charset: 'shift_jis' },
    415,
    'The charset is none that is read here: send utf-8, windows-1252 or utf-16le.',
  ],
  ['{}', { ...NDJSON, charset: 'windows-1252' }, 415, 'JSON is UTF-8: save the file so.'],
  [Buffer.from('\ufeff[{}]', 'utf16le'), JSON_ARRAY, 415, 'JSON is UTF-8: save the file so.'],
  [
    Buffer.from('PK\u0003\u0004xl/worksheets'),
    CSV,
    415,
    'The file is a workbook of a spreadsheet: save it as CSV.',
  ],
  [
    Buffer.from('email\n', 'utf16le'),
    CSV,
    415,
    'The file is no text in UTF-8, Windows-1252, or UTF-16 with a byte order mark.',
  ],
  [
    '{"recipient": 7}',
    JSON_ARRAY,
    400,
    'The file is not an array of rows in JSON; send lines of JSON as application/x-ndjson.',
  ],
  ['[{}', JSON_ARRAY, 400, 'The file ends before its array does, in row 1.'],
  ['[{}, {"a": "]', JSON_ARRAY, 400, 'The file ends before its array does, in row 2.'],
  ['[{}] []', JSON_ARRAY, 400, 'After the array of rows there is something else.'],
  ['[{},,{}]', JSON_ARRAY, 400, 'Row 2 is empty: there is a comma too many.'],
  ['[{},]', JSON_ARRAY, 400, 'Row 2 is empty: there is a comma too many.'],
  ['[,{}]', JSON_ARRAY, 400, 'Row 1 is empty: there is a comma too many.'],
  [
    Buffer.concat([Buffer.from('[{}, {"a": "'), latin('\xfc"}]')]),
    JSON_ARRAY,
    400,
    'Row 2 is not valid UTF-8.',
  ],
  [
    `[{}, "${'x'.repeat(ROW_BOUNDS.rowBytes)}"]`,
    JSON_ARRAY,
    413,
    'Row 2 is longer than a row may be.',
  ],
  [
    `email,note\na,b\nc,"${'x'.repeat(ROW_BOUNDS.rowBytes + 99)}`,
    CSV,
    413,
    'Row 2 is longer than a row may be; perhaps a quote is not closed.',
  ],
  [
    GZIPPED.subarray(0, -10),
    CSV,
    400,
    'The file is compressed with gzip, but damaged or not complete.',
  ],
  [damaged, CSV, 400, 'The file is compressed with gzip, but damaged or not complete.'],
  [
    'email\na\n',
    { gzip: true },
    400,
    'The file is compressed with gzip, but damaged or not complete.',
  ],
]

for (const [file, declared, status, sentence] of BROKEN) {
  t.test(sentence, async (t) => {
    for (const piece of [file.length || 1, 3]) {
      if (piece === 3 && file.length > 10_000) continue
      const problem = await problemOf(file, { ...CSV, ...declared }, { piece })
      t.match(problem, { status, message: sentence, errors: [{ detail: sentence }] })
    }
  })
}

t.test('a record has no more cells than can be kept', async (t) => {
  const wide = ','.repeat(1_000)
  const sentences: [file: string, sentence: string][] = [
    [`email${wide}\na\n`, 'The first line has more than 1000 cells.'],
    [`email\na\nb${wide}\n`, 'Row 2 has more than 1000 cells.'],
  ]
  for (const [file, sentence] of sentences) t.match(await problemOf(file), { message: sentence })

  // Its end never comes, but no more is kept than a row may have.
  let pieces = 0
  async function* endless() {
    yield Buffer.from('email\na\n')
    for (; ; pieces += 1) yield Buffer.alloc(64 * 1024, pieces % 2 === 0 ? ',' : ',,"\n",')
  }
  const { rows } = await openRows(endless(), CSV)
  const reading = (async () => {
    for await (const _ of rows);
  })()
  await t.rejects(reading, { status: 413, message: 'Row 2 has more than 1000 cells.' })
  t.ok(pieces < 20)

  // Blank lines are no row, however many they are.
  const { rows: two } = await readFile(`email,note\na,\n${',\n'.repeat(1_000_000)}b,\n`)
  t.strictSame(two, [
    ['a', ''],
    ['b', ''],
  ])
})

t.test('bounds of rows and bytes', async (t) => {
  const bounds = { rows: 3, rowBytes: 100, bytes: 1024 * 1024 }
  const three = 'email\na\nb\nc\n'
  t.match(await readFile(three, CSV, { bounds }), { rows: { length: 3 } })
  for (const [file, declared] of [
    [`${three}d\n`, CSV],
    ['{}\n{}\n{}\n{}', NDJSON],
    ['[1,2,3,4]', JSON_ARRAY],
  ] as const) {
    const problem = await problemOf(file, declared, { bounds })
    t.match(problem, { status: 413, message: 'The file has more than 3 rows: split it.' })
  }
  const bomb = gzipSync(`email\n${'\n'.repeat(10_000_000)}`)
  const problem = await problemOf(bomb, CSV, { bounds })
  const detail = 'The file is larger than 1 MB when it is not compressed: split it.'
  t.match(problem, { status: 413, message: detail, errors: [{ field: 'body', detail }] })
})

t.test('what fails on the way passes through as it is', async (t) => {
  const gone = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
  async function* cut(file: Buffer) {
    yield* inPieces(file, 10)
    throw gone
  }
  for (const [file, declared] of [
    [Buffer.from('email,note\na@example.org,"x'), CSV],
    [Buffer.from('em'), CSV],
    [GZIPPED.subarray(0, 15), CSV],
    [GZIPPED.subarray(0, 15), { ...CSV, gzip: true }],
    [Buffer.from('{}\n{'), NDJSON],
    [Buffer.from('[{}'), JSON_ARRAY],
  ] as const) {
    const reading = openRows(cut(file), declared).then(async ({ rows }) => {
      for await (const _ of rows);
    })
    await t.rejects(reading, gone)
    await reading.catch((error) => t.equal(error, gone))
  }
})
