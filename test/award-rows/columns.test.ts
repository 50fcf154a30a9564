// What the columns of a CSV file mean.
import t from 'tap'
import { readColumns } from '../../src/award-rows/index.ts'
import { CSV, problemOf, readFile } from './reading.ts'

async function fieldsOf(header: string, declared: object = {}): Promise<unknown> {
  const { format } = await readFile(`${header}\n`, { ...CSV, ...declared })
  return (format as { fields?: unknown }).fields
}

t.test('a column is known by its name, however that is written', async (t) => {
  const names: [field: string, names: string[]][] = [
    ['email', ['email', 'E-Mail', 'e_mail', 'E-mail Address', 'EMAIL ADDRESS', 'Recipient Email']],
    ['recipient.type', ['recipient.type', 'Recipient Type', 'recipient_type', 'recipientType']],
    ['recipient.value', ['recipient.value', 'Identifier', 'Library card number', 'cardNumber']],
    ['recipient.authority', ['recipient.authority', 'Authority']],
    ['learnerId', ['learnerId', 'learner_id', 'Learner ID', 'LEARNER-ID']],
    ['badgeClassId', ['badgeClassId', 'badge_class_id', 'Badge Class ID']],
    ['narrative', ['narrative', 'Narrative ', ' NARRATIVE']],
    ['evidence.id', ['evidence', 'Evidence URL', 'evidence.id', 'evidence.1.id', 'evidence link']],
    ['evidence.name', ['evidence.name', 'Evidence name', 'evidence_1_title']],
    ['evidence.2.id', ['evidence 2', 'evidence.2.url', 'Evidence2Id']],
    ['evidence.12.narrative', ['evidence.12.narrative', 'Evidence 12 Narrative']],
    ['validFrom', ['validFrom', 'Valid from', 'issued_on', 'Issue date', 'Date issued']],
    ['validUntil', ['validUntil', 'valid_until', 'Expires at', 'Expiry date', 'Expiration Date']],
    ['note', ['note', 'Notes', 'internal note']],
  ]
  for (const [field, headers] of names) {
    const awarded = field === 'email' ? 'learnerId' : 'email'
    for (const name of headers) {
      t.strictSame(await fieldsOf(`${name},${awarded}`), [field, awarded], name)
    }
  }
})

t.test('what means nothing is passed over', async (t) => {
  const fields = await fieldsOf('First name,E-Mail,,Age,problem,evidence.0.id,evidence.2.colour')
  t.strictSame(fields, [null, 'email', null, null, null, null, null])
})

t.test('columns says what columns mean, whatever their names are', async (t) => {
  const columns = {
    Kontakt: 'email',
    'e mail': null,
    Notiz: 'Note',
    'Évidence ': 'evidence.2.name',
  }
  const fields = await fieldsOf('Kontakt,E-Mail,Notiz,évidence,narrative', { columns })
  t.strictSame(fields, ['email', null, 'note', 'evidence.2.name', 'narrative'])
})

t.test('columns comes as JSON', async (t) => {
  t.strictSame(readColumns('{"Mail": "email", "Age": null}'), { Mail: 'email', Age: null })
  for (const bad of ['', '[]', 'null', '7', '{"a":1}', '{"a":', '"email"']) {
    t.throws(() => readColumns(bad), {
      status: 400,
      errors: [{ field: 'columns' }],
      message: /^columns must be a JSON object from headers to fields or null/,
    })
  }
})

const REFUSED: [header: string, declared: object, field: string, sentence: string][] = [
  [
    'name,narrative',
    {},
    'columns',
    'No column says who is awarded: name one email, recipient.value or learnerId in the first line, or say in columns which it is.',
  ],
  [
    'a@example.org,Well done',
    {},
    'columns',
    'The first line is a row already: put a line with the names of the columns above it, such as email and narrative.',
  ],
  [
    'E-Mail,name,email address',
    {},
    'columns',
    'Columns 1 and 3 both mean email: rename one of them, or give one the meaning null in columns.',
  ],
  [
    'email,narrative',
    { perRowBadgeClass: true },
    'columns',
    'No column says which badge class is awarded: name one badgeClassId in the first line, or award one badge class to all rows.',
  ],
  [
    'email',
    { columns: { Mail: null } },
    'columns',
    'Entry 1 of columns names a header that the file does not have: write it as it stands in the first line.',
  ],
  [
    'email,x',
    { columns: { email: 'email', x: 'shoe size' } },
    'columns',
    'Entry 2 of columns gives a header a meaning that is no field of an award: give it one such as email, learnerId, narrative, evidence or validUntil, or null.',
  ],
  [
    'email',
    { columns: { email: null } },
    'columns',
    'No column says who is awarded: name one email, recipient.value or learnerId in the first line, or say in columns which it is.',
  ],
  [
    'email',
    { delimiter: ';;' },
    'delimiter',
    'delimiter must be one character, such as a comma, a semicolon or a tab.',
  ],
  [
    'email',
    { delimiter: '' },
    'delimiter',
    'delimiter must be one character, such as a comma, a semicolon or a tab.',
  ],
  [
    'email',
    { delimiter: 'a' },
    'delimiter',
    'delimiter must be one character, such as a comma, a semicolon or a tab.',
  ],
  [
    'email',
    { delimiter: '"' },
    'delimiter',
    'delimiter must be one character, such as a comma, a semicolon or a tab.',
  ],
]

t.test('a header by which nothing can be awarded is refused with what to do', async (t) => {
  for (const [header, declared, field, sentence] of REFUSED) {
    const problem = await problemOf(`${header}\nb@example.org,x,y\n`, { ...CSV, ...declared })
    t.match(problem, { status: 400, message: sentence, errors: [{ field, detail: sentence }] })
  }
})
