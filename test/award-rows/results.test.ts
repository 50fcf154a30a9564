import { Readable } from 'node:stream'
import t from 'tap'
import { createRowReader, openRows, type RowFormat } from '../../src/award-rows/index.ts'

const badgeClassId = '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'

async function read(csv: string, columns?: Record<string, string | null>) {
  const body = Readable.from([Buffer.from(csv)])
  const declared = { mediaType: 'text/csv', gzip: false, perRowBadgeClass: false, columns }
  const { format, rows } = await openRows(body, declared)
  const reader = createRowReader()
  const all = []
  for await (const slab of rows) {
    for (const raw of slab) all.push(reader(format, raw, badgeClassId))
  }
  return { fields: (format as RowFormat & { type: 'csv' }).fields, all }
}

t.test('columns of results are named by what the badge class calls them', async (t) => {
  const { fields, all } = await read(
    'email;results.Score;Result: Final grade;RESULTS . Über 100 %;Score\n' +
      'ada@example.org;87.5; A ;;1\n' +
      'ben@example.org;;;;\n',
    { Score: 'results.Points' },
  )
  t.same(fields, [
    'email',
    'results.Score',
    'results.Final grade',
    'results.Über 100 %',
    'results.Points',
  ])
  t.match(all, [
    {
      input: {
        results: [
          { name: 'Score', value: '87.5' },
          { name: 'Final grade', value: 'A' },
          { name: 'Points', value: '1' },
        ],
      },
    },
    { input: { results: undefined } },
  ])
})

t.test('one column of results needs no name', async (t) => {
  for (const header of ['result', 'Results']) {
    const { fields, all } = await read(`email,${header}\nada@example.org,87\n`)
    t.same(fields, ['email', 'results'])
    t.match(all, [{ input: { results: [{ value: '87' }] } }])
  }
  t.same((await read('email,result of the exam\nada@example.org,87\n')).fields, ['email', null])
})
