import t from 'tap'
import { CREDENTIALS_V2, type JsonObject, OPEN_BADGES_V3 } from '../../src/credentials/index.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { outcome, world } from './world.ts'

// A document may bring along contexts of its own as objects (VCDM 2.0, section 4.3). Each of these is
// signed by its issuer as it is; what is refused could make words mean something else than they seem to.

const issuer = await foreignIssuer('eddsa-jcs-2022')
const environment = await world()

function credentialWith(context: unknown, more: JsonObject = {}): Promise<JsonObject> {
  return issuer.sign({
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3, ...[context].flat()],
    type: ['VerifiableCredential', 'Prize'],
    issuer: issuer.did,
    credentialSubject: { id: 'did:example:subject', name: 'Ada' },
    ...more,
  })
}

const Prize = 'https://example.org/#Prize'
const vcdm = 'https://www.w3.org/2018/credentials#'

t.test('new terms for absolute IRIs', async (t) => {
  const colour = { Prize, colour: 'https://example.org/#colour' }
  for (const [what, context, more] of [
    ['a type', { Prize }, {}],
    ['a type, protected', { '@protected': true, '@version': 1.1, Prize }, {}],
    ['in two contexts', [{ Prize }, { colour: 'https://example.org/#colour' }], { colour: 'red' }],
    ['a member', colour, { colour: 'red' }],
    [
      'a member that is an IRI',
      { Prize, colour: { '@id': 'https://example.org/#colour', '@type': '@id' } },
      { colour: 'https://example.org/red' },
    ],
    ['in the subject', colour, { credentialSubject: { id: 'did:example:subject', colour: 'red' } }],
    ['in an object of its own', { '@context': { Prize } }, {}],
  ] as [string, unknown, JsonObject][]) {
    t.equal(await outcome(await credentialWith(context, more), environment), 'valid', what)
  }
})

t.test('anything else', async (t) => {
  for (const [what, context, code] of [
    ['a word for all that has none', { '@vocab': 'https://example.org/#' }, 'inline-context'],
    ['a base', { Prize, '@base': 'https://example.org/' }, 'inline-context'],
    ['a language', { Prize, '@language': 'de' }, 'inline-context'],
    ['another context', { Prize, '@import': CREDENTIALS_V2 }, 'inline-context'],
    ['a known context in an object', [{ Prize }, { '@context': CREDENTIALS_V2 }], 'inline-context'],
    ['an object in objects', { '@context': { '@context': { Prize } } }, 'inline-context'],
    ['a version', { Prize, '@version': 1.0 }, 'inline-context'],
    ['another name for a keyword', { Prize: '@id' }, 'inline-context'],
    ['a relative IRI', { Prize: 'prize' }, 'inline-context'],
    ['a name with a colon', { Prize, 'a:b': 'https://example.org/#b' }, 'inline-context'],
    ['a name that objects have', { Prize, constructor: 'https://a.example/c' }, 'inline-context'],
    ['a term that is not used', { Prize, other: 'https://a.example/o' }, 'inline-context'],
    ['a second word for the status', { Prize: `${vcdm}credentialStatus` }, 'inline-context'],
    [
      'a second word for a badge',
      { Prize: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential' },
      'inline-context',
    ],
    ['contexts inside', { Prize: { '@id': Prize, '@context': {} } }, 'inline-context'],
    ['a container', { Prize: { '@id': Prize, '@container': '@list' } }, 'inline-context'],
    ['a reversal', { Prize: { '@reverse': Prize } }, 'inline-context'],
    ['another meaning of a word', [{ Prize }, { Prize: 'https://a.example/P' }], 'redefined-term'],
    ['the same meaning once more', [{ Prize }, { Prize }], 'redefined-term'],
    [
      'another meaning of a protected word',
      { Prize, issuer: 'https://a.example/i' },
      'redefined-term',
    ],
    [
      'another meaning of a word inside',
      { Prize, achievement: 'https://a.example/a' },
      'redefined-term',
    ],
    [
      'another meaning of an unprotected word',
      { Prize, type: 'https://a.example/t' },
      'redefined-term',
    ],
  ] as [string, unknown, string][]) {
    const document: JsonObject = {
      ...(await credentialWith({ Prize })),
      '@context': [CREDENTIALS_V2, OPEN_BADGES_V3, ...[context].flat()],
    }
    t.equal(await outcome(document, environment), `invalid context ${code}`, what)
  }
})

t.test('a word that nobody defines', async (t) => {
  const document = await credentialWith({ Prize })
  const types = ['VerifiableCredential', 'Prize', 'Medal']
  t.equal(
    await outcome({ ...document, type: types }, environment),
    'invalid context undefined-term',
  )
})
