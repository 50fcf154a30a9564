import t from 'tap'
import { statusListEnd } from '../../src/verifications/status-list-end.ts'

const now = new Date('2026-03-01T12:00:00Z')
const end = (list: unknown) => {
  const text = typeof list === 'string' ? list : JSON.stringify(list)
  return statusListEnd(Buffer.from(text), now)?.toISOString() ?? null
}
const jwt = (list: object) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'ES256', typ: 'vc+jwt' })}.${part(list)}.c2lnbmF0dXJl`
}

t.test('a status list says itself how long it may be used', async (t) => {
  const minute = { credentialSubject: { ttl: 60_000 } }
  t.equal(end(minute), '2026-03-01T12:01:00.000Z')
  t.equal(end({ validUntil: '2026-03-01T12:00:30Z', ...minute }), '2026-03-01T12:00:30.000Z')
  t.equal(end({ expirationDate: '2026-03-01T12:00:30Z' }), '2026-03-01T12:00:30.000Z')
  t.equal(end(jwt(minute)), '2026-03-01T12:01:00.000Z')
  t.equal(end({ validUntil: '2020-01-01T00:00:00Z' }), '2020-01-01T00:00:00.000Z', 'it is over')
})

t.test('what says nothing, or nothing that can be read, has no end', async (t) => {
  for (const list of [
    {},
    { credentialSubject: { ttl: '60000' } },
    { credentialSubject: { ttl: -1 } },
    { validUntil: 'soon' },
    { validUntil: null, credentialSubject: null },
    'null',
    '{',
    'a.b.c',
    '',
  ]) {
    t.equal(end(list), null, JSON.stringify(list))
  }
})
