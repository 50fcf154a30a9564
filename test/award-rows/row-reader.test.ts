// What a row awards, or the first thing that is wrong with it.
import t from 'tap'
import { createRowReader } from '../../src/award-rows/index.ts'
import { CSV, NDJSON, readFile } from './reading.ts'

const BADGE_CLASS = '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'
const OTHER = '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c412'
const read = createRowReader()

/** Reads a CSV file with one row. */
async function record(cells: Record<string, string>, badgeClassId: string | null = BADGE_CLASS) {
  const quoted = (texts: string[]) => texts.map((text) => `"${text.replaceAll('"', '""')}"`).join()
  const file = `${quoted(Object.keys(cells))},x\n${quoted(Object.values(cells))},x\n`
  const { format, rows } = await readFile(file, CSV)
  return read(format, rows[0] as string[], badgeClassId)
}

const EMAIL = { email: 'a@example.org' }
const TO_EMAIL = { recipient: { type: 'email', value: 'a@example.org' } }

const AWARDS: [cells: Record<string, string>, input: object][] = [
  [EMAIL, TO_EMAIL],
  [{ email: '  a@example.org\t' }, TO_EMAIL],
  [{ 'recipient.type': 'email', 'recipient.value': 'a@example.org' }, TO_EMAIL],
  [{ identifier: 'a@example.org' }, TO_EMAIL],
  [
    { cardNumber: '2900 1234', authority: 'harbour' },
    { recipient: { type: 'library-card', value: '2900 1234', authority: 'harbour' } },
  ],
  [
    { cardNumber: '2900', authority: 'harbour', 'recipient.type': 'Library Card' },
    { recipient: { type: 'library-card', value: '2900', authority: 'harbour' } },
  ],
  [{ email: '', learnerId: OTHER.toUpperCase() }, { learnerId: OTHER }],
  [{ email: '' }, {}],
  [
    { ...EMAIL, narrative: " =1+1\n'x " },
    { ...TO_EMAIL, narrative: "=1+1\n'x" },
  ],
  [{ ...EMAIL, narrative: '   ' }, TO_EMAIL],
  [
    { ...EMAIL, evidence: 'https://example.org/1' },
    { ...TO_EMAIL, evidence: [{ id: 'https://example.org/1' }] },
  ],
  [
    {
      ...EMAIL,
      'evidence.10.name': 'Ten',
      'evidence.2.name': 'Two',
      'evidence.name': '',
      'evidence.2.genre': 'Film',
    },
    { ...TO_EMAIL, evidence: [{ name: 'Two', genre: 'Film' }, { name: 'Ten' }] },
  ],
  [
    { ...EMAIL, validFrom: '2026-05-31', validUntil: '2027-05-31' },
    { ...TO_EMAIL, validFrom: '2026-05-31T00:00:00Z', validUntil: '2027-05-31T23:59:59Z' },
  ],
  [
    { ...EMAIL, validFrom: '2026-05-31T09:30:00+02:00' },
    { ...TO_EMAIL, validFrom: '2026-05-31T09:30:00+02:00' },
  ],
  [
    { ...EMAIL, validUntil: 'Never' },
    { ...TO_EMAIL, validUntil: null },
  ],
  [
    { ...EMAIL, note: 'n', badgeClassId: BADGE_CLASS.toUpperCase() },
    { ...TO_EMAIL, note: 'n' },
  ],
]

t.test('the cells of a record are an award', async (t) => {
  for (const [cells, input] of AWARDS) {
    t.strictSame(await record(cells), { input: { ...input, badgeClassId: BADGE_CLASS } })
  }
  t.strictSame(await record({ ...EMAIL, badgeClassId: OTHER }, null), {
    input: { ...TO_EMAIL, badgeClassId: OTHER },
  })
})

const DATE =
  'must be written as 2026-05-31 or as 2026-05-31T09:30:00Z, so that it can be read in one way only.'
const SPOILED =
  'recipient.value was changed by a spreadsheet, which took it for a number to calculate with: make the column text, enter it again and save the file again.'

const BAD_RECORDS: [cells: Record<string, string>, field: string, detail: string][] = [
  ...['31/05/2026', '5/31/26', '31.05.2026', '46173', '2026-05-31 09:30', '2026-5-31'].map(
    (validFrom): [Record<string, string>, string, string] => [
      { ...EMAIL, validFrom },
      'validFrom',
      `validFrom ${DATE}`,
    ],
  ),
  [{ ...EMAIL, validUntil: 'soon' }, 'validUntil', `validUntil ${DATE}`],
  [
    { ...EMAIL, validFrom: '2026-02-30' },
    'validFrom',
    'validFrom must be a date and time such as 2026-05-31T09:00:00Z.',
  ],
  ...['2.9001E+10', '2,9e+10', '29001234567.0'].map(
    (cardNumber): [Record<string, string>, string, string] => [
      { cardNumber },
      'recipient.value',
      SPOILED,
    ],
  ),
  [
    { ...EMAIL, identifier: '2900' },
    'recipient',
    'recipient: the columns email and recipient.value are both filled; leave one empty.',
  ],
  [
    { ...EMAIL, 'recipient.type': 'fax' },
    'recipient.type',
    'recipient.type must be one of email, library-card, platform-account, phone, did.',
  ],
  [
    { ...EMAIL, badgeClassId: OTHER },
    'badgeClassId',
    'badgeClassId names another badge class than the one that this batch awards.',
  ],
  [
    { ...EMAIL, learnerId: '7' },
    'learnerId',
    'learnerId must be an id as this API gives them out.',
  ],
  [
    { ...EMAIL, evidence: 'ftp://example.org' },
    'evidence[0].id',
    'evidence[0].id must be a web address that begins with https:// or http://.',
  ],
  [
    { ...EMAIL, narrative: 'x'.repeat(20_001) },
    'narrative',
    'narrative must have at most 20000 characters.',
  ],
  [
    { ...EMAIL, narrative: 'a\u0000b' },
    'narrative',
    'narrative must not contain the character U+0000 or half of a surrogate pair.',
  ],
]

t.test('a record that cannot be awarded says why', async (t) => {
  for (const [cells, field, detail] of BAD_RECORDS) {
    t.strictSame(await record(cells), { problem: { field, detail } })
  }
  t.match(await record(EMAIL, null), {
    problem: { field: 'badgeClassId', detail: 'badgeClassId is required.' },
  })
})

t.test('a record has as many cells as there are columns', async (t) => {
  const { format, rows } = await readFile(
    'email,note\na@example.org\na@example.org,x,,\na@example.org,x,y\n',
  )
  const answers = rows.map((row) => read(format, row, BADGE_CLASS))
  t.match(answers, [
    {
      problem: {
        field: 'row',
        detail: 'The row has fewer cells (1) than the first line has columns (2).',
      },
    },
    { input: { ...TO_EMAIL, note: 'x' } },
    {
      problem: {
        field: 'row',
        detail:
          'The row has more cells (3) than the first line has columns (2): a text with the delimiter in it must stand in quotes.',
      },
    },
  ])
})

t.test('a record of a file of failures can be completed up to its problem', async (t) => {
  const { format, rows } = await readFile('email,note,Problem\na@example.org\na@example.org,x\n')
  const answers = rows.map((row) => read(format, row, BADGE_CLASS))
  t.match(answers, [
    {
      problem: {
        field: 'row',
        detail: 'The row has fewer cells (1) than the first line has columns (2).',
      },
    },
    { input: { ...TO_EMAIL, note: 'x' } },
  ])
})

const LINES: [line: string | Buffer, answer: object][] = [
  [JSON.stringify(TO_EMAIL), { input: { ...TO_EMAIL, badgeClassId: BADGE_CLASS } }],
  [
    JSON.stringify({ badgeClassId: BADGE_CLASS, learnerId: OTHER, validUntil: null }),
    { input: { badgeClassId: BADGE_CLASS, learnerId: OTHER, validUntil: null } },
  ],
  ['{"learnerId": ', { problem: { field: 'row', detail: 'The row is not a JSON document.' } }],
  ['[]', { problem: { field: 'row', detail: 'row must be an object.' } }],
  ['null', { problem: { field: 'row', detail: 'row must be an object.' } }],
  [
    '{"shoe": 7}',
    { problem: { field: 'shoe', detail: 'shoe is not a member that this request knows.' } },
  ],
  [
    '{"recipient": {"type": "email"}}',
    { problem: { field: 'recipient.value', detail: 'recipient.value is required.' } },
  ],
  ['{"narrative": 7}', { problem: { field: 'narrative', detail: 'narrative must be a text.' } }],
  ['{"note": "\\u0000"}', { problem: { field: 'note' } }],
  ['{"note": "\\ud800"}', { problem: { field: 'note' } }],
  [
    '{"__proto__": {}}',
    { problem: { field: '__proto__', detail: 'The row has a member named __proto__.' } },
  ],
  [
    `{"evidence": ${'['.repeat(50)}${']'.repeat(50)}}`,
    { problem: { field: 'evidence', detail: 'The row is nested deeper than 32 levels.' } },
  ],
  [`${'['.repeat(100_000)}`, { problem: { field: 'row' } }],
  [`{"badgeClassId": "${OTHER}"}`, { problem: { field: 'badgeClassId' } }],
  [
    Buffer.from('{"note": "\xfc"}', 'latin1'),
    { problem: { field: 'row', detail: 'The row is not valid UTF-8.' } },
  ],
  [
    `{"note": "${'x'.repeat(1024 * 1024)}"}`,
    { problem: { field: 'row', detail: 'The row is longer than a row may be.' } },
  ],
]

t.test('a line is what the body of a single award is', async (t) => {
  const file = Buffer.concat(
    LINES.flatMap(([line]) => [Buffer.from(line as string), Buffer.from('\n')]),
  )
  const { format, rows } = await readFile(file, NDJSON)
  const answers = rows.map((row) => read(format, row, BADGE_CLASS))
  LINES.forEach(([line, answer], at) => {
    t.match(answers[at], answer, String(line).slice(0, 60))
  })
  // Rows are kept as JSON until their turn comes.
  const kept = JSON.parse(JSON.stringify(rows)) as typeof rows
  t.strictSame(
    kept.map((row) => read(format, row, BADGE_CLASS)),
    answers,
  )
})
