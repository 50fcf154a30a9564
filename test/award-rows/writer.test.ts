// Rows are written in the format in which they came, ready to be corrected and sent again.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { type RawRow, type RowFormat, rowsWriter } from '../../src/award-rows/index.ts'
import { CSV, JSON_ARRAY, NDJSON, readFile } from './reading.ts'

const PROBLEM = { field: 'recipient.value', detail: 'recipient.value must be an e-mail address.' }

function written(format: RowFormat, rows: RawRow[], problem?: typeof PROBLEM): Buffer {
  const writer = rowsWriter(format)
  const parts = [writer.head(), ...rows.map((row) => writer.row(row, problem)), writer.tail()]
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)))
}

t.test('a CSV file keeps what it is, and says what is wrong in a last column', async (t) => {
  const file = Buffer.from('E-Mail;Erz\xe4hlung\r\nx;"a;\r\nb"\r\ny;=1+1 "\x80\r\n', 'latin1')
  const { format, rows } = await readFile(file)
  const again = written(format, rows, PROBLEM)
  const { detail } = PROBLEM
  t.equal(
    again.toString('latin1'),
    `E-Mail;Erz\xe4hlung;problem\r\nx;"a;\r\nb";${detail}\r\ny;"=1+1 ""\x80";${detail}\r\n`,
  )
  const second = await readFile(again)
  t.match(second.format, { fields: ['email', null, null] })
  t.equal(written(second.format, second.rows, PROBLEM).toString('latin1'), again.toString('latin1'))
})

t.test('a record that does not fit its columns does not fit them afterwards', async (t) => {
  const { format, rows } = await readFile('email,note\na\nb,c,d\n')
  const again = written(format, rows, PROBLEM).toString()
  t.equal(again, `email,note,problem\r\na\r\nb,c,${PROBLEM.detail},d\r\n`)
})

t.test('JSON is written exactly as it came', async (t) => {
  const lines = Buffer.from('{"a": 1.0}\n{"b\n{"\xfc"}\n', 'latin1')
  const { format, rows } = await readFile(lines, NDJSON)
  t.strictSame(written(format, rows, PROBLEM), lines)
  const array = await readFile('[{"a": 1.0}, {"b" }, {"a":1,"a":2}]', JSON_ARRAY)
  t.equal(
    written(array.format, array.rows).toString(),
    '[\n{"a": 1.0},\n{"b" },\n{"a":1,"a":2}\n]\n',
  )
  t.equal(written({ type: 'json' }, []).toString(), '[\n]\n')
})

const cell = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '"',
    '""',
    '\n',
    '\r',
    '\r\n',
    ',',
    ';',
    '\t',
    '=1+1',
    "'x",
    ' a ',
    'sep=;',
    '\u00a0',
  ),
  fc.string({
    unit: fc.constantFrom('"', ',', ';', '\t', '\r', '\n', ' ', 'a', 'ü', '€'),
    maxLength: 8,
  }),
)
const letters = fc.string({ unit: 'binary', maxLength: 20 })

for (const encoding of ['utf-8', 'utf-16le', 'windows-1252'] as const) {
  t.test(`any rows are read as they were written, in ${encoding}`, async () => {
    const table = fc
      .record({
        width: fc.integer({ min: 1, max: 4 }),
        delimiter: fc.constantFrom(',', ';', '\t', '|'),
        piece: fc.integer({ min: 1, max: 40 }),
        byteOrderMark: fc.boolean(),
      })
      .chain((how) => {
        const one = encoding === 'windows-1252' ? cell : fc.oneof(cell, letters)
        const row = fc
          .array(one, { minLength: how.width, maxLength: how.width })
          .filter((cells) => cells.some((text) => text.trim() !== ''))
        return fc.record({ how: fc.constant(how), rows: fc.array(row, { maxLength: 5 }) })
      })
    const property = fc.asyncProperty(table, async ({ how, rows }) => {
      const { width, delimiter, piece } = how
      const byteOrderMark = encoding === 'utf-16le' || (encoding === 'utf-8' && how.byteOrderMark)
      const header = ['email', 'ä', 'ö', '€'].slice(0, width)
      const fields = ['email', null, null, null].slice(0, width)
      const format = { type: 'csv' as const, delimiter, encoding, byteOrderMark, header, fields }
      const declared = { ...CSV, delimiter, charset: encoding }
      const again = await readFile(written(format, rows), declared, { piece })
      return isDeepStrictEqual(again, {
        format: { ...format, header: [...header, 'problem'], fields: [...fields, null] },
        rows: rows.map((cells) => [...cells, '']),
      })
    })
    await fc.assert(property)
  })
}
