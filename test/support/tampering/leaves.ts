/** One way to write something else, or the same in another way, where a value stands. */
export type Change = [name: string, value: unknown]

const put = (text: string, at: number, other: string) =>
  text.slice(0, at) + other + text.slice(at + 1)
const another = (character = '') => (character === 'x' ? 'y' : 'x')

function otherCase(text: string): string {
  const at = text.search(/[a-z]/i)
  const letter = text[at] ?? ''
  const upper = letter.toUpperCase()
  return at < 0 ? text : put(text, at, upper === letter ? letter.toLowerCase() : upper)
}

/** The same characters to the eye, in other code points. */
function otherForm(text: string): string {
  const [composed, decomposed] = [text.normalize('NFC'), text.normalize('NFD')]
  if (composed !== text) return composed
  return decomposed === text ? text.replace(/[A-Za-z]/, wide) : decomposed
}
const wide = (letter: string) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)

function escaped(text: string): string {
  const at = text.search(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/)
  const code = text.codePointAt(at)?.toString(16).toUpperCase()
  return at < 0 ? text : put(text, at, `%${code}`)
}

const textChanges: [string, (text: string) => string][] = [
  ['another first character', (text) => put(text, 0, another(text[0]))],
  [
    'another character inside',
    (text) => put(text, text.length >> 1, another(text[text.length >> 1])),
  ],
  ['another last character', (text) => put(text, text.length - 1, another(text.at(-1)))],
  ['a letter in the other case', otherCase],
  ['another Unicode form', otherForm],
  ['a character escaped', escaped],
  ['a character more', (text) => `${text}x`],
  ['a character less', (text) => text.slice(0, -1)],
  ['a character less in front', (text) => text.slice(1)],
  ['a space before', (text) => ` ${text}`],
  ['a space after', (text) => `${text} `],
  ['a line break after', (text) => `${text}\n`],
  ['a dot after', (text) => `${text}.`],
  ['a query after', (text) => `${text}?a=b`],
  ['a fragment after', (text) => `${text}#a`],
  ['something invisible after', (text) => `${text}\u200b`],
  ['a zero after', (text) => `${text}\u0000`],
  ['no text', () => ''],
]

/** Other values of every kind for a value that is neither an object nor an array. */
export function leafChanges(value: unknown): Change[] {
  const changes: Change[] = []
  if (typeof value === 'string') {
    changes.push(...textChanges.map(([name, change]): Change => [name, change(value)]))
  }
  if (typeof value === 'number') {
    changes.push(
      ['another number', value + 1],
      ['a little more', value + 0.125],
      ['negative', -value],
    )
  }
  if (typeof value === 'boolean') changes.push(['the opposite', !value])
  if (typeof value !== 'string') changes.push(['as text', String(value)])
  return [
    ...changes,
    ['null', null],
    ['another kind: a truth', value !== true],
    ['another kind: a number', 7],
    ['another kind: a text', 'x'],
    ['another kind: an object', {}],
    ['another kind: an empty array', []],
    ...wrappings(value),
  ]
}

/** A value in the forms in which JSON-LD lets somebody write it, and some in which it does not. */
export function wrappings(value: unknown): Change[] {
  return [
    ['in brackets', [value]],
    ['in brackets twice', [[value]]],
    ['twice', [value, value]],
    ['beside another', [value, 'x']],
    ['beside an absolute address', [value, 'urn:x:y']],
    ['beside an object', [value, { id: 'urn:x:y' }]],
    ['as an id', { id: value }],
    ['as an @id', { '@id': value }],
    ['as a @value', { '@value': value }],
    ['as a @value of a language', { '@value': value, '@language': 'en' }],
    [
      'as a @value of a type',
      { '@value': value, '@type': 'http://www.w3.org/2001/XMLSchema#string' },
    ],
    ['as a @set', { '@set': [value] }],
    ['as a @list', { '@list': [value] }],
    ['as a @graph', { '@graph': [value] }],
    ['as a map', { en: value }],
    ['as a @none', { '@none': value }],
  ]
}
