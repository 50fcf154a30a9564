// CSV files as spreadsheets and people write them.
import t from 'tap'
import type { Declared } from '../../src/award-rows/index.ts'
import { CSV, readFile } from './reading.ts'

const latin = (text: string) => Buffer.from(text, 'latin1')
const wide = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

const ROWS = [
  ['zoë@example.org', 'Übung für Jürgen; "gut"'],
  ['b@example.org', 'two\nlines'],
]

const SPREADSHEETS: [name: string, file: Buffer, declared: Partial<Declared>, format: object][] = [
  [
    'Excel in German: semicolons and Windows-1252',
    latin(
      'E-Mail;Narrative\r\nzo\xeb@example.org;"\xdcbung f\xfcr J\xfcrgen; ""gut"""\r\nb@example.org;"two\nlines"\r\n',
    ),
    {},
    { delimiter: ';', encoding: 'windows-1252', byteOrderMark: false },
  ],
  [
    'Excel in German, declared as what the web calls Latin-1',
    latin(
      'E-Mail;Narrative\r\nzo\xeb@example.org;"\xdcbung f\xfcr J\xfcrgen; ""gut"""\r\nb@example.org;"two\nlines"\r\n',
    ),
    { charset: 'ISO-8859-1' },
    { delimiter: ';', encoding: 'windows-1252', byteOrderMark: false },
  ],
  [
    'Excel, "CSV UTF-8"',
    Buffer.from(
      '\ufeffE-Mail;Narrative\r\nzoë@example.org;"Übung für Jürgen; ""gut"""\r\nb@example.org;"two\nlines"\r\n',
    ),
    {},
    { delimiter: ';', encoding: 'utf-8', byteOrderMark: true },
  ],
  [
    'Excel, "Unicode text"',
    wide(
      'E-Mail\tNarrative\r\nzoë@example.org\t"Übung für Jürgen; ""gut"""\r\nb@example.org\t"two\nlines"\r\n',
    ),
    {},
    { delimiter: '\t', encoding: 'utf-16le', byteOrderMark: true },
  ],
  [
    'Excel, with a first line that says what separates',
    Buffer.from(
      '\ufeffsep=;\r\nE-Mail;Narrative\r\nzoë@example.org;"Übung für Jürgen; ""gut"""\r\nb@example.org;"two\nlines"\r\n',
    ),
    {},
    { delimiter: ';', encoding: 'utf-8', byteOrderMark: true },
  ],
  [
    'LibreOffice: every text in quotes, LF',
    Buffer.from(
      '"E-Mail","Narrative"\n"zoë@example.org","Übung für Jürgen; ""gut"""\n"b@example.org","two\nlines"\n',
    ),
    {},
    { delimiter: ',', encoding: 'utf-8', byteOrderMark: false },
  ],
  [
    'Google Sheets: CRLF, none after the last row',
    Buffer.from(
      'E-Mail,Narrative\r\nzoë@example.org,"Übung für Jürgen; ""gut"""\r\nb@example.org,"two\nlines"',
    ),
    {},
    { delimiter: ',', encoding: 'utf-8', byteOrderMark: false },
  ],
  [
    'an old Mac: CR',
    Buffer.from(
      'E-Mail,Narrative\rzoë@example.org,"Übung für Jürgen; ""gut"""\rb@example.org,"two\nlines"\r',
    ),
    {},
    { delimiter: ',', encoding: 'utf-8', byteOrderMark: false },
  ],
  [
    'a separator that was declared',
    Buffer.from(
      'E-Mail|Narrative\nzoë@example.org|"Übung für Jürgen; ""gut"""\nb@example.org|"two\nlines"\n',
    ),
    { delimiter: '|' },
    { delimiter: '|', encoding: 'utf-8', byteOrderMark: false },
  ],
  [
    'written by hand, with blanks and blank lines',
    Buffer.from(
      '\nE-Mail , Narrative\n\n zoë@example.org , "Übung für Jürgen; ""gut""" \n , \nb@example.org,"two\nlines"\n\n\n',
    ),
    {},
    { delimiter: ',', encoding: 'utf-8', byteOrderMark: false },
  ],
]

for (const [name, file, declared, format] of SPREADSHEETS) {
  t.test(name, async (t) => {
    const expected = {
      format: {
        type: 'csv',
        ...format,
        header: ['E-Mail', 'Narrative'],
        fields: ['email', 'narrative'],
      },
      rows: ROWS,
    }
    for (const piece of [file.length, 1, 2, 7]) {
      t.strictSame(await readFile(file, { ...CSV, ...declared }, { piece }), expected)
    }
  })
}

t.test('what the first letter beyond ASCII is written in decides about all', async (t) => {
  const ascii = `email,note\n${'a@example.org,plain\n'.repeat(5000)}`
  const late = await readFile(
    Buffer.concat([latin(ascii), latin('b@example.org,\x80 \x93ol\xe9\x94')]),
  )
  t.match(late, { format: { encoding: 'windows-1252' } })
  t.strictSame(late.rows.at(-1), ['b@example.org', '€ “olé”'])
  const plain = await readFile(ascii)
  t.match(plain, { format: { encoding: 'utf-8' }, rows: { length: 5000 } })
})

t.test('what separates is what the header makes most sense by', async (t) => {
  const delimiters: [header: string, delimiter: string][] = [
    ['email', ','],
    ['email;"Notes, internal; long, longer"', ';'],
    ['"Name, first, last";email;narrative', ';'],
    ['Name, first, last;email', ';'],
    ['email\tlearner id\tnarrative;x,y,z', '\t'],
    ['email,a;b;c;d', ','],
  ]
  for (const [header, delimiter] of delimiters) {
    const { format } = await readFile(`${header}\n`)
    t.match(format, { delimiter }, header)
  }
})

t.test('a stray quote in a cell without quotes is a letter like others', async (t) => {
  const { rows } = await readFile('email,narrative\na@example.org,a 5" disc\nb@example.org,x\n')
  t.strictSame(rows, [
    ['a@example.org', 'a 5" disc'],
    ['b@example.org', 'x'],
  ])
})

t.test('rows have the cells that they came with', async (t) => {
  const { rows } = await readFile(
    'email,narrative\na@example.org\nb@example.org,=1+1,x\n,\n\'c,"",\n',
  )
  t.strictSame(rows, [['a@example.org'], ['b@example.org', '=1+1', 'x'], ["'c", '', '']])
})
