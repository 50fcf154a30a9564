// Whether a credential is about the one whom the caller names.
import { hash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { isSameIdentity } from '../../src/credentials/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'
import { keyIssuer } from '../credentials/samples.ts'
import { resigned } from './standing.ts'
import { badgeOf, checkOf, world } from './world.ts'

const issuer = await keyIssuer()
const badge = await badgeOf(issuer)
const environment = await world()

/** A badge with another subject id and other identifiers. */
function about(id: string | undefined, identifier?: object[]) {
  const { achievement, type } = badge.credentialSubject as { achievement: unknown; type: unknown }
  const credentialSubject = {
    type,
    achievement,
    ...(id && { id }),
    ...(identifier && { identifier }),
  }
  return resigned(issuer, { ...badge, credentialSubject })
}

const identity = (identityType: string, identityHash: string, salt?: string) => ({
  type: 'IdentityObject',
  identityType,
  identityHash,
  hashed: salt !== undefined,
  ...(salt && { salt }),
})

async function asked(credential: unknown, type: string, value: string): Promise<string> {
  const report = await verifyCredential(credential, environment, { recipient: { type, value } })
  const check = checkOf(report, 'recipient')
  t.notMatch(JSON.stringify(report.checks), value, 'what was asked for is not repeated')
  return check && 'code' in check ? `${report.verdict} ${check.code}` : `${check?.outcome}`
}

t.test('nobody asks, nobody is compared', async (t) => {
  t.match(checkOf(await verifyCredential(badge, environment), 'recipient'), { outcome: 'skipped' })
})

t.test('an e-mail address that was hashed, as given and in lower case', async (t) => {
  for (const value of ['ada@example.org', 'Ada@Example.org', ' ADA@EXAMPLE.ORG ']) {
    t.equal(await asked(badge, 'email', value), 'passed', value)
    t.equal(await asked(badge, 'emailAddress', value), 'passed', value)
  }
  t.equal(await asked(badge, 'email', 'eve@example.org'), 'invalid recipient-mismatch')
  const typed = await about('urn:uuid:1', [
    identity('emailAddress', `sha256$${hash('sha256', 'Ada.B@example.orgs')}`, 's'),
  ])
  t.equal(await asked(typed, 'email', 'Ada.B@EXAMPLE.org'), 'passed', 'hashed as it was typed')
  t.equal(await asked(typed, 'email', 'ada.b@example.org'), 'invalid recipient-mismatch')
})

t.test('identifiers in plain text, each of its kind', async (t) => {
  const credential = await about('urn:uuid:1', [
    identity('emailAddress', 'Ada@example.org'),
    identity('sourcedId', '4711'),
    identity('ext:card', 'Zoe\u0308'),
  ])
  t.equal(await asked(credential, 'email', 'ada@example.org'), 'passed')
  t.equal(await asked(credential, 'sourcedId', '4711'), 'passed')
  t.equal(await asked(credential, 'sourcedId', '4712'), 'invalid recipient-mismatch')
  t.equal(await asked(credential, 'ext:card', 'Zo\u00eb'), 'passed', 'in any normal form')
  t.equal(await asked(credential, 'ext:card', 'zo\u00eb'), 'invalid recipient-mismatch')
  t.equal(await asked(credential, 'userName', '4711'), 'inconclusive recipient-not-named')
})

t.test('the id of the subject', async (t) => {
  const did = await about('did:example:ada')
  t.equal(await asked(did, 'did', 'did:example:ada'), 'passed')
  t.equal(await asked(did, 'id', 'did:example:ada'), 'passed')
  t.equal(await asked(did, 'did', 'did:example:eve'), 'invalid recipient-mismatch')
  t.equal(await asked(did, 'url', 'https://ada.example'), 'inconclusive recipient-not-named')
  t.equal(await asked(did, 'email', 'ada@example.org'), 'inconclusive recipient-not-named')
  const opaque = await about('urn:uuid:1')
  t.equal(await asked(opaque, 'did', 'did:example:ada'), 'inconclusive recipient-not-named')
  const mail = await about('mailto:ada@example.org')
  t.equal(await asked(mail, 'email', 'Ada@example.org'), 'passed')
})

t.test('hashes of other people never match', async (t) => {
  const algorithm = fc.constantFrom('sha256', 'md5')
  const words = fc.string({ minLength: 1 })
  fc.assert(
    fc.property(algorithm, words, words, words, (algorithm, one, other, salt) => {
      const stated = {
        identity: `${algorithm}$${hash(algorithm, one + salt).toUpperCase()}`,
        hashed: true,
        salt,
      }
      const options = { ignoreCase: false }
      const same = other.trim().normalize('NFC') === one.normalize('NFC')
      return (
        isSameIdentity(one, stated, options) ===
          (one.trim().normalize('NFC') === one.normalize('NFC')) &&
        (same || !isSameIdentity(other, stated, options))
      )
    }),
  )
  for (const identity of ['', 'sha256$', 'sha1$00', 'plain', 'sha256$00$00']) {
    t.notOk(isSameIdentity('x', { identity, hashed: true }, { ignoreCase: true }), identity)
  }
})

t.test('a kind that is named like a member of every object is a kind like any other', async (t) => {
  for (const type of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    t.equal(await asked(badge, type, 'Ada'), 'inconclusive recipient-not-named', type)
  }
})
