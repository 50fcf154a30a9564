// Lines of JSON, and an array in JSON, as they come.
import fc from 'fast-check'
import t from 'tap'
import { CSV, JSON_ARRAY, NDJSON, readFile } from './reading.ts'

t.test('lines are rows, blank ones are none', async (t) => {
  const file = '\ufeff\n{"a": 1}\r\n \t\r\n  {"b":\t"ü"} \n{"broken": \n7'
  for (const piece of [1, 5, 100]) {
    const { format, rows } = await readFile(file, NDJSON, { piece })
    t.strictSame(format, { type: 'ndjson' })
    t.strictSame(rows, ['{"a": 1}', '  {"b":\t"ü"} ', '{"broken": ', '7'])
  }
})

t.test('elements are rows, whatever is in them', async (t) => {
  const elements = ['{"a": [1, {"b": "]}"}]}', '"x, \\" ]"', '[]', '1.0', '{"broken"  }', '"\\\\"']
  const file = ` [ ${elements.join(' ,\n')} ] \n`
  for (const piece of [1, 5, 100]) {
    const { format, rows } = await readFile(file, JSON_ARRAY, { piece })
    t.strictSame(format, { type: 'json' })
    t.strictSame(rows, elements)
  }
  t.strictSame((await readFile('\ufeff[]', JSON_ARRAY)).rows, [])
  t.strictSame((await readFile('[ \n ]', JSON_ARRAY)).rows, [])
})

t.test('any values come as they were written, however they are cut', async () => {
  const values = fc.array(
    fc.json({ maxDepth: 3 }).map((text) => text.replaceAll('\n', ' ')),
    {
      minLength: 1,
    },
  )
  const property = fc.asyncProperty(
    values,
    fc.integer({ min: 1, max: 50 }),
    async (texts, piece) => {
      const lines = await readFile(texts.join('\n'), NDJSON, { piece })
      const elements = await readFile(`[${texts.join(',')}]`, JSON_ARRAY, { piece })
      const rows = JSON.stringify(texts)
      return JSON.stringify(lines.rows) === rows && JSON.stringify(elements.rows) === rows
    },
  )
  await fc.assert(property)
})

t.test('a file whose type says nothing is known by how it begins', async (t) => {
  const types: [file: string, type: string][] = [
    ['\n [{}]', 'json'],
    ['{}\n{}', 'ndjson'],
    ['email\na@example.org', 'csv'],
    ['\ufeff"E-Mail";x\n', 'csv'],
  ]
  for (const [file, type] of types) {
    for (const mediaType of [
      'text/plain',
      'application/octet-stream',
      'application/vnd.ms-excel',
    ]) {
      t.match(await readFile(file, { ...CSV, mediaType }, { piece: 1 }), { format: { type } })
    }
  }
})
