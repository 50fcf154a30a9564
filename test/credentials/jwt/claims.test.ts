import t from 'tap'
import {
  claimProblems,
  decodeCredentialJwt,
  type JsonObject,
} from '../../../src/credentials/index.ts'
import { needsShared, sharedText } from '../shared.ts'
import { credential, token, weakRsa } from './tokens.ts'

const claims = {
  iss: 'did:web:badges.example',
  jti: 'https://badges.example/credentials/9f2c',
  nbf: Date.parse('2026-02-01T09:00:00Z') / 1000,
  exp: Date.parse('2028-02-01T09:00:00Z') / 1000,
  sub: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11',
}

const found = (given: JsonObject, document = credential) =>
  claimProblems(given, document).map(({ claim, code }) => `${claim}: ${code}`)

t.test('claims that say what the credential says agree', async (t) => {
  t.strictSame(found(claims), [])
  t.strictSame(found({ ...claims, nbf: claims.nbf + 0.9, iat: 5, aud: 'anybody' }), [])
  t.strictSame(found(claims, { ...credential, issuer: claims.iss }), [], 'an issuer as a string')
})

t.test('each claim that differs or lacks is named', async (t) => {
  for (const claim of ['iss', 'jti', 'nbf', 'exp', 'sub'] as const) {
    const { [claim]: _, ...without } = claims
    t.strictSame(found(without), [`${claim}: claim-missing`])
    for (const other of [`${claims[claim]}x`, 5, null, [claims[claim]], String(claims.nbf)]) {
      t.strictSame(found({ ...claims, [claim]: other }), [`${claim}: claim-different`])
    }
  }
})

t.test('a claim that the credential has nothing for differs', async (t) => {
  const { validUntil: _, ...endless } = credential
  t.strictSame(found(claims, endless), ['exp: claim-different'])
  const subjects = { ...credential, credentialSubject: [credential.credentialSubject] }
  t.strictSame(found(claims, subjects), ['sub: claim-different'])
})

t.test('the claim vc of VCDM 1.1 gives the credential, filled from the claims', async (t) => {
  const vc = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiableCredential'],
    credentialSubject: { type: ['AchievementSubject'] },
  }
  const decoded = decodeCredentialJwt(
    token({ alg: 'RS256' }, { ...claims, vc }, weakRsa.privateKey),
  )
  if ('problem' in decoded) throw new Error(decoded.detail)
  t.strictSame(decoded.credential, {
    ...vc,
    id: claims.jti,
    issuer: claims.iss,
    credentialSubject: { ...vc.credentialSubject, id: claims.sub },
    issuanceDate: '2026-02-01T09:00:00Z',
    expirationDate: '2028-02-01T09:00:00Z',
  })
  t.strictSame(found(decoded.claims, decoded.credential), [])
  const own = {
    ...vc,
    id: 'urn:other',
    issuer: { name: 'A' },
    issuanceDate: '2020-01-01T00:00:00Z',
  }
  const other = decodeCredentialJwt(
    token({ alg: 'RS256' }, { ...claims, vc: own }, weakRsa.privateKey),
  )
  if ('problem' in other) throw new Error(other.detail)
  t.match(other.credential, { id: 'urn:other', issuer: { name: 'A', id: claims.iss } })
  t.strictSame(found(other.claims, other.credential), [
    'jti: claim-different',
    'nbf: claim-different',
  ])
})

const sample = 'fixtures/1edtech-validator-samples/ob30/simple.jwt'

t.test('a token that others made gives its credential', needsShared(sample), async (t) => {
  const decoded = decodeCredentialJwt(sharedText(sample).trim())
  if ('problem' in decoded) throw new Error(decoded.detail)
  t.equal(decoded.alg, 'RS256')
  t.match(decoded.credential, {
    name: 'Example University Degree',
    issuer: { name: 'Example University' },
  })
  t.strictSame(found(decoded.claims, decoded.credential), [])
})
