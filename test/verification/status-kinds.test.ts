// The kinds of status lists, and what can stand in them besides revocation.
import { gzipSync } from 'node:zlib'
import t from 'tap'
import {
  generateJwtKey,
  type JsonObject,
  jwkSigner,
  signCredentialJwt,
} from '../../src/credentials/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'
import { at, keyIssuer } from '../credentials/samples.ts'
import { resigned, signedPlain } from './standing.ts'
import { badgeOf, checkOf, listUrl, outcome, statusList, webIssuer, world } from './world.ts'

const issuer = await keyIssuer()

/** The `encodedList` of entries of so many bits, all 0 but for one. */
function listOf(size: number, index: number, value: number, entries = 131_072): string {
  const bits = Buffer.alloc(Math.ceil((entries * size) / 8))
  for (let bit = 0; bit < size; bit += 1) {
    const place = index * size + bit
    const byte = bits[place >> 3] ?? 0
    if ((value >> (size - 1 - bit)) & 1) bits[place >> 3] = byte | (0x80 >> (place & 7))
  }
  return gzipSync(bits).toString('base64url')
}

const entry = (changes: JsonObject = {}) => ({
  id: `${listUrl}#5`,
  type: 'BitstringStatusListEntry',
  statusPurpose: 'message',
  statusListIndex: '5',
  statusListCredential: listUrl,
  ...changes,
})

const messages = (texts: string[]) =>
  texts.map((message, value) => ({ status: `0x${value.toString(16)}`, message }))

/** A signed list with another purpose and other contents. */
async function list(statusPurpose: string, encodedList: string): Promise<JsonObject> {
  const signed = await statusList(issuer)
  Object.assign(at(signed, 'credentialSubject'), { statusPurpose, encodedList })
  return resigned(issuer, signed)
}

async function statusOf(credentialStatus: unknown, found: unknown) {
  const credential = await signedPlain(issuer, { credentialStatus })
  const report = await verifyCredential(credential, await world({ lists: { [listUrl]: found } }))
  return { verdict: report.verdict, ...checkOf(report, 'status') }
}

t.test('values of several bits say what the issuer wrote beside them', async (t) => {
  const texts = ['on its way', 'arrived', 'read', 'lost \u202e\n in the post']
  const place = entry({ statusSize: 2, statusMessage: messages(texts) })
  for (const [value, text] of [
    [0, 'on its way'],
    [1, 'arrived'],
    [2, 'read'],
    [3, 'lost in the post'],
  ] as const) {
    const found = await list('message', `u${listOf(2, 5, value)}`)
    t.match(await statusOf(place, found), {
      verdict: 'valid',
      outcome: 'passed',
      detail: `The issuer says about it: “${text}”.`,
    })
  }
  const revocable = entry({
    statusPurpose: 'revocation',
    statusSize: 2,
    statusMessage: messages(texts),
  })
  const revoked = await list('revocation', `u${listOf(2, 5, 2)}`)
  t.match(await statusOf(revocable, revoked), { verdict: 'invalid', code: 'revoked' })
  const neighbours = await list('revocation', `u${listOf(2, 6, 3)}`)
  t.match(await statusOf(revocable, neighbours), { verdict: 'valid' })
})

t.test('a message and a newer copy inform, and fail nothing', async (t) => {
  t.match(await statusOf(entry(), await list('message', `u${listOf(1, 5, 1)}`)), {
    verdict: 'valid',
    detail: 'The issuer says about it: “set”.',
  })
  const refresh = await list('refresh', `u${listOf(1, 5, 1)}`)
  t.match(await statusOf(entry({ statusPurpose: 'refresh' }), refresh), {
    verdict: 'valid',
    detail: 'The issuer says that there is a newer copy.',
  })
  const odd = await list('mood', `u${listOf(1, 5, 1)}`)
  t.match(await statusOf(entry({ statusPurpose: 'mood' }), odd), {
    verdict: 'inconclusive',
    code: 'status-purpose-unsupported',
  })
})

t.test('sizes and messages that do not fit together are malformed', async (t) => {
  const found = await list('message', `u${listOf(2, 5, 1)}`)
  for (const changes of [
    { statusSize: 0 },
    { statusSize: -1 },
    { statusSize: 1.5 },
    { statusSize: 2 },
    { statusSize: 2, statusMessage: messages(['a', 'b', 'c']) },
    { statusSize: 2, statusMessage: messages(['a', 'b', 'c', 'd', 'e']) },
    { statusSize: 2, statusMessage: Array(4).fill({ status: '0x0', message: 'the same' }) },
    {
      statusSize: 1,
      statusMessage: [
        { status: '0', message: 'a' },
        { status: '0x1', message: 'b' },
      ],
    },
  ]) {
    const { code } = { code: '', ...(await statusOf(entry(changes), found)) }
    t.equal(code, 'status-entry-malformed', JSON.stringify(changes))
  }
  t.match(await statusOf(entry({ statusSize: 9 }), found), {
    verdict: 'inconclusive',
    code: 'status-size-unsupported',
  })
  const short = await list('message', `u${listOf(2, 5, 1, 65_536)}`)
  const place = entry({ statusSize: 2, statusMessage: messages(['a', 'b', 'c', 'd']) })
  t.match(await statusOf(place, short), { code: 'status-list-invalid' }, 'too few entries')
})

t.test('a list begins with the multibase letter, or is none', async (t) => {
  const place = entry({ statusPurpose: 'revocation' })
  const bare = await list('revocation', listOf(1, 6, 1))
  t.match(await statusOf(place, bare), { code: 'status-list-invalid' })
  t.match(await statusOf(place, await list('revocation', `z${listOf(1, 6, 1)}`)), {
    code: 'status-list-invalid',
  })
})

t.test('a list may be a VC-JWT', async (t) => {
  const web = await webIssuer()
  const key = await generateJwtKey('ES256')
  const kid = `${web.did}#key-9`
  const method = { id: kid, type: 'JsonWebKey', controller: web.did, publicKeyJwk: key.publicJwk }
  const dids = {
    [web.did]: {
      ...web.document,
      verificationMethod: [...web.document.verificationMethod, method],
      assertionMethod: [...web.document.assertionMethod, kid],
    },
  }
  const badge = await badgeOf(issuer)
  const signed = async (revoked: number[], privateJwk = key.privateJwk) => {
    const { proof: _, ...unsigned } = await statusList(web, revoked)
    const sign = jwkSigner(privateJwk, 'ES256')
    return signCredentialJwt(unsigned, { sign, alg: 'ES256', kid })
  }
  const withList = async (found: string) =>
    outcome(badge, await world({ dids, lists: { [listUrl]: found } }))
  t.equal(await withList(await signed([])), 'valid')
  t.equal(await withList(await signed([4711])), 'invalid status revoked')
  const { privateJwk } = await generateJwtKey('ES256')
  t.equal(await withList(await signed([], privateJwk)), 'invalid status status-list-invalid')
})

t.test('StatusList2021', async (t) => {
  const contexts = [
    'https://www.w3.org/2018/credentials/v1',
    'https://w3id.org/vc/status-list/2021/v1',
    'https://w3id.org/security/data-integrity/v2',
  ]
  const signed = (encodedList: string, statusPurpose = 'revocation') =>
    signedPlain(issuer, {
      '@context': contexts,
      id: listUrl,
      type: ['VerifiableCredential', 'StatusList2021Credential'],
      issuanceDate: '2026-01-01T00:00:00Z',
      credentialSubject: {
        id: `${listUrl}#list`,
        type: 'StatusList2021',
        statusPurpose,
        encodedList,
      },
    })
  const place = entry({ type: 'StatusList2021Entry', statusPurpose: 'revocation' })
  const credential = await signedPlain(issuer, {
    '@context': contexts,
    issuanceDate: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b98' },
    credentialStatus: place,
  })
  const withList = async (found: unknown) =>
    outcome(credential, await world({ lists: { [listUrl]: found } }))
  t.equal(await withList(await signed(listOf(1, 6, 1))), 'valid')
  t.equal(await withList(await signed(listOf(1, 5, 1))), 'invalid status revoked')
  const classic = Buffer.from(listOf(1, 5, 1), 'base64url').toString('base64')
  t.equal(await withList(await signed(classic)), 'invalid status revoked', 'in plain base64')
  t.equal(
    await withList(await signed(listOf(1, 5, 1), 'suspension')),
    'invalid status status-list-invalid',
  )
  const other = 'invalid status status-list-invalid'
  t.equal(await withList(await statusList(issuer)), other, 'a list of the other kind')
  t.equal(await withList(undefined), 'inconclusive status status-list-unavailable')
})

t.test('1EdTechRevocationList', async (t) => {
  const id = 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b99'
  const place = { id: listUrl, type: '1EdTechRevocationList' }
  const credential = await signedPlain(issuer, {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
    ],
    credentialStatus: place,
  })
  const withList = async (found: unknown) =>
    outcome(credential, await world({ lists: { [listUrl]: found } }))
  const about = { id: listUrl, issuer: issuer.did }
  t.equal(await withList({ ...about, revokedCredential: [] }), 'valid')
  t.equal(await withList(about), 'valid', 'nothing is revoked')
  t.equal(await withList({ ...about, revokedCredential: [{ id: `${id}0` }] }), 'valid')
  t.equal(await withList({ ...about, revokedCredential: [{ id, revoked: false }] }), 'valid')
  for (const revokedCredential of [[{ id }], { id }, [{ id: 'x' }, { id, revoked: true }]]) {
    t.equal(await withList({ ...about, revokedCredential }), 'invalid status revoked')
  }
  t.equal(await withList({ ...about, revokedCredentials: [{ id }] }), 'invalid status revoked')
  const reasoned = { ...about, revokedCredential: [{ id, revocationReason: 'Wrong\nperson' }] }
  const environment = await world({ lists: { [listUrl]: reasoned } })
  t.match(checkOf(await verifyCredential(credential, environment), 'status'), {
    detail: 'The issuer has revoked the credential. The reason given: “Wrong person”.',
  })
  for (const found of [{}, [], 7, 'no JSON', { id: 'https://other.example' }, { issuer: 'x' }]) {
    t.equal(await withList(found), 'invalid status status-list-invalid', JSON.stringify(found))
  }
  t.equal(
    await withList({ ...about, revokedCredential: ['x'] }),
    'invalid status status-list-invalid',
  )
  t.equal(await withList(undefined), 'inconclusive status status-list-unavailable')
})

t.test('of several entries the worst counts, whatever their order', async (t) => {
  const other = `${listUrl}0`
  const suspension = entry({
    id: `${other}#5`,
    statusPurpose: 'suspension',
    statusListCredential: other,
  })
  const revocation = entry({ statusPurpose: 'revocation' })
  const signedOther = await list('suspension', `u${listOf(1, 5, 1)}`)
  const lists = {
    [listUrl]: await list('revocation', `u${listOf(1, 5, 1)}`),
    [other]: await resigned(issuer, { ...signedOther, id: other }),
  }
  for (const credentialStatus of [
    [suspension, revocation],
    [revocation, suspension],
  ]) {
    const credential = await signedPlain(issuer, { credentialStatus })
    t.equal(await outcome(credential, await world({ lists })), 'invalid status revoked')
  }
})
