// Open Badges 2.0, "SignedBadge Verification": a JWS by a key that the issuer's profile lists.
import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../../src/credentials/index.ts'
import { jwsOf, makeSite, outcomes, rsaKeys, without, withSigning, worldOf } from './site.ts'

const { privateKey, publicKeyPem } = rsaKeys()
const valid = {
  verdict: 'valid',
  shape: 'passed',
  context: 'passed',
  proof: 'passed',
  'issuer-key': 'passed',
  status: 'passed',
  validity: 'passed',
}

/** A signed badge of a site, after some change to what the site serves or the badge says. */
async function signed(
  change: (site: ReturnType<typeof makeSite>, assertion: JsonObject) => JsonObject | undefined,
  key = privateKey,
) {
  const site = makeSite()
  const assertion = withSigning(site)
  const payload = change(site, assertion) ?? assertion
  const world = worldOf(site)
  return { ...(await outcomes({ jwt: jwsOf(payload, key) }, world)), asked: world.asked }
}

const issuerOf = (site: ReturnType<typeof makeSite>): JsonObject =>
  JSON.parse(site.answers.get('/issuer')?.body ?? '{}')

t.test('a badge that the issuer’s key signed is valid', async (t) => {
  t.match(await signed(() => undefined), valid)
  t.match(
    await signed((_, assertion) => ({ ...assertion, verification: { type: 'signed' } })),
    valid,
    'without naming the key',
  )
  t.match(
    await signed((site, assertion) => {
      site.put('/issuer', {
        ...issuerOf(site),
        publicKey: [{ id: `${site.origin}/key`, owner: site.issuer.id, publicKeyPem }],
      })
      return assertion
    }),
    valid,
    'with the key in the profile',
  )
  const { badgeClass, issuer } = makeSite()
  const then = await signed((_, assertion) => ({ ...assertion, badge: badgeClass }))
  t.match(then, valid, 'an embedded badge is what the issuer meant then')
  t.notOk(then.asked.includes(String(badgeClass.id)))
  const moved = await signed((_, assertion) => {
    const stranger = { ...issuer, publicKey: 'https://evil.example/key' }
    return { ...assertion, badge: { ...badgeClass, issuer: stranger } }
  })
  t.match(moved, valid, 'of an embedded issuer only the address counts')
  t.notOk(moved.asked.some((url) => url.includes('evil')))
})

t.test('a signature by anything else proves nothing', async (t) => {
  const forged = rsaKeys(true)
  t.match(await signed(() => undefined, forged.privateKey), {
    verdict: 'invalid',
    proof: 'invalid-signature',
  })
  const brought = await signed((_, assertion) => {
    const creator = 'https://evil.example/key'
    return { ...assertion, verification: { type: 'SignedBadge', creator } }
  }, forged.privateKey)
  t.match(brought, { verdict: 'invalid', 'issuer-key': 'key-not-issuers' })
  t.notOk(brought.asked.includes('https://evil.example/key'), 'nobody is sent there')
  t.match(
    await signed((site) => void site.put('/issuer', without(issuerOf(site), 'publicKey'))),
    { verdict: 'invalid', 'issuer-key': 'key-not-issuers' },
    'a profile without keys acknowledges none',
  )
  t.match(
    await signed((site) => {
      const owner = 'https://navy.example/issuer'
      return void site.put('/key', { id: `${site.origin}/key`, owner, publicKeyPem })
    }),
    { verdict: 'invalid', proof: 'key-not-issuers' },
    'nor is a key of somebody else the issuer’s',
  )
  const site = makeSite()
  const assertion = withSigning(site)
  t.match(await outcomes({ credential: assertion }, worldOf(site)), {
    verdict: 'invalid',
    proof: 'no-proof',
  })
  site.put('/assertions/1', { ...assertion, id: `${site.origin}/assertions/1` })
  t.match(await outcomes({ badgeUrl: `${site.origin}/assertions/1` }, worldOf(site)), {
    verdict: 'invalid',
    proof: 'no-proof',
  })
})

t.test('nobody signs for a badge of somebody else', async (t) => {
  const other = makeSite('https://navy.example')
  const site = makeSite()
  const badge = { ...other.badgeClass, issuer: site.issuer.id }
  const jwt = jwsOf({ ...withSigning(site), badge }, privateKey)
  t.match(await outcomes({ jwt }, worldOf(site, other)), {
    verdict: 'invalid',
    'issuer-key': 'key-not-issuers',
  })
})

t.test('weak algorithms and keys are refused', async (t) => {
  const site = makeSite()
  const assertion = withSigning(site)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const alg of ['none', 'HS256', 'PS256', 'RS1']) {
    const jwt = `${part({ alg })}.${part(assertion)}.${alg === 'none' ? '' : 'AAAA'}`
    t.not((await outcomes({ jwt }, worldOf(site))).verdict, 'valid', alg)
  }
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const pem = (key: typeof small.publicKey) => key.export({ type: 'spki', format: 'pem' })
  const publishing = (text: unknown) => (at: ReturnType<typeof makeSite>) =>
    void at.put('/key', { id: `${at.origin}/key`, publicKeyPem: String(text) })
  t.match(await signed(publishing(pem(small.publicKey)), small.privateKey), {
    proof: 'unusable-key',
  })
  const secret = privateKey.export({ type: 'pkcs8', format: 'pem' })
  t.match(await signed(publishing(secret)), { proof: 'unusable-key' }, 'a published private key')
  t.match(await signed(publishing('-----BEGIN nothing')), { proof: 'unusable-key' })
})

t.test('what cannot be fetched leaves the question open', async (t) => {
  const silent = (path: string) => (site: ReturnType<typeof makeSite>) =>
    void site.put(path, '', 503)
  t.match(await signed(silent('/key')), { verdict: 'inconclusive', proof: 'key-unavailable' })
  t.match(await signed(silent('/issuer')), {
    verdict: 'inconclusive',
    'issuer-key': 'issuer-unavailable',
  })
  t.match(await signed(silent('/revocations')), {
    verdict: 'inconclusive',
    status: 'status-list-unavailable',
  })
  t.match(await signed((site) => void site.answers.delete('/key')), {
    verdict: 'invalid',
    proof: 'key-not-found',
  })
})

t.test('the list of withdrawn badges', async (t) => {
  const listing = (list: unknown, changes: JsonObject = {}) =>
    signed((site, assertion) => {
      site.put('/revocations', list)
      return { ...assertion, ...changes }
    })
  const id = 'urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b'
  const type = 'RevocationList'
  const revoked = { verdict: 'invalid', status: 'revoked' }
  t.match(await listing({ type, revokedAssertions: id }), revoked)
  t.match(await listing({ type, revokedAssertions: ['urn:x', { id }] }), revoked)
  t.match(await listing({ type, revokedAssertions: [{ uid: 'abc' }] }, { uid: 'abc' }), revoked)
  t.match(await listing({ abc: null }, { uid: 'abc' }), revoked, 'a list of version 1')
  t.match(await listing({ type, revokedAssertions: [{ id, revoked: false }] }), valid)
  t.match(await listing({ type, revokedAssertions: ['urn:x', { uid: 'x' }] }), valid)
  const many = Array.from({ length: 20_000 }, (_, number) => `urn:${number}`)
  t.match(await listing({ type, revokedAssertions: [...many, id] }), revoked)
  for (const list of ['<html>', [], { type, revokedAssertions: [1] }]) {
    t.match(await listing(list), { verdict: 'invalid', status: 'status-list-invalid' })
  }
})
