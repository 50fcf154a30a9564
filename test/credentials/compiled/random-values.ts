import fc from 'fast-check'

const words = fc.constantFrom('story', 'code', 'river', 'choir', 'Ada', 'lost', 'anchor', 'maths')
const sentence = fc.array(words, { minLength: 1, maxLength: 8 }).map((all) => all.join(' '))
const escaped = fc.constantFrom('"', '\\', '\n', '\t', '\r', '\0', '\x7f', '<', '>', ' ')
const character = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: escaped },
  // Any unit of UTF-16, halves of characters too.
  { weight: 1, arbitrary: fc.nat(0xffff).map((code) => String.fromCharCode(code)) },
)
const strange = fc.array(character, { maxLength: 12 }).map((all) => all.join(''))
const long = fc
  .tuple(strange, fc.integer({ min: 100, max: 2_000 }))
  .map(([one, times]) => one.repeat(times))

/** Text that means something to N-Quads, JSON-LD or RDFC-1.0 where it does not stand here. */
const pretenders = `,-, ,@type,@id,@value,@none,@nonsense,_:b0,_:c14n0,_:a,_:z,null,true,false,0,1,
01,1.0E0,-0,NaN,[],{},id,type,name,Achievement,assertionMethod,schema:name,xsd:string,en,https:,urn:,
did:,https://,urn://a,<https://a.example/>,"a"@en,"a"^^<https://a.example/>,\\,\\",\\u0041,
a" .|_:c14n0 <p:p> <o:o> .|,😀,ﬁ,Ａ,é,é,\u0000\u0001\u001f\u007f\u0080,\b\t\f\r|,\u2028,\ufeff,\u202e,
\ud800,\udfff,\ud83d`
  .replaceAll('\n', '')
  .split(',')
  .map((one) => one.replaceAll('|', '\n'))

/** Any text that does not look like an IRI; from time to time the same again. */
export const plainText = fc.oneof(
  { weight: 40, arbitrary: sentence },
  { weight: 20, arbitrary: strange.filter((one) => !(one in Object.prototype)) },
  { weight: 15, arbitrary: fc.constantFrom(...pretenders) },
  { weight: 5, arbitrary: words },
  { weight: 1, arbitrary: long },
)

/** The same, and text that does look like one; or, which JavaScript may stumble over, `toString`. */
export const anyText = fc.oneof(
  { weight: 10, arbitrary: plainText },
  { weight: 2, arbitrary: fc.webUrl() },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'http://www.w3.org/2001/XMLSchema#string',
      'http://www.w3.org/1999/02/22-rdf-syntax-ns#type',
      'https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement',
      'did:example:1',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString') },
)

const slug = fc.string({
  unit: fc.constantFrom(...'abcdef0123456789'),
  minLength: 8,
  maxLength: 8,
})

/** An absolute IRI, each a different one. */
export const plainIri = slug.map((end) => `https://badges.example/${end}`)

/** The same IRI in one of the schemes that credentials use, by number. */
export function inScheme(iri: string, number: number): string {
  const start = 'https://badges.example/'
  if (!iri.startsWith(start)) return iri
  const end = iri.slice(start.length)
  return [iri, iri, `http://a.example/${end}?b=c&d#e`, `urn:a:${end}`, `did:web:a:${end}`][
    number % 5
  ] as string
}

/** An IRI that stands in other places too; one is the beginning of another. */
export const sharedIri = fc.constantFrom('https://a.example/same', 'https://a.example/same/')

const odd = `https://a.example/ü,https://a.example/😀,https://a.example/{x},https://a.example/",
https://a.example/<b>,https://a.example/\\,https://a.example/^\`|,https://a.example/ ,
https://a.example/\u00a0,https://a.example/\ud800,HTTPS://A.example/,ftp://a.example/,
mailto:a@b.example,data:image/png;base64;AAAA,urn://a,did:,schema:name,xsd:string,relative,/relative,
#relative,,@id,@nonsense,_:b0,_:c14n1,a b,type`
  .replaceAll('\n', '')
  .split(',')

/** What stands in place of an IRI and is an unusual one, or none: kept, changed or rejected. */
export const oddIri = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...odd) }, plainText)
