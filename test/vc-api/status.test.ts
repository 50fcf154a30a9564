// Status entries on credentials that the VC API issues, and setting them; also as the W3C's test suite
// for status lists does it.
import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { notAProblem } from '../support/problem.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { anIssuer, credentialOf, issue, issued, notARefusal, V1 } from './issuing.ts'

const { admin, as, publicUrl } = await startService(t)
const { did } = await anIssuer(admin)
const wish = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' }
const urn = () => `urn:uuid:${randomUUID()}`

const set = (body: object, client = admin) => client.post('/credentials/status', body)
const verifies = async (verifiableCredential: unknown) =>
  (await as(null).post('/credentials/verify', { verifiableCredential })).body.verified

t.test('an entry of the issuer, in a list that it signs', async (t) => {
  const id = urn()
  const credential = await issued(admin, credentialOf(did, { id }), { credentialStatus: wish })
  const entry = credential.credentialStatus as Record<string, string>
  t.match(entry, {
    ...wish,
    statusListIndex: /^\d+$/,
    statusListCredential: `${publicUrl}/status-lists/`,
    id: `${entry.statusListCredential}#${entry.statusListIndex}`,
  })
  const list = (await as(null).get(entry.statusListCredential as string)).body
  t.match(list, {
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: did,
    credentialSubject: { statusPurpose: 'revocation', encodedList: /^u/ },
  })
  const encoded = list.credentialSubject.encodedList.slice(1)
  t.ok(gunzipSync(Buffer.from(encoded, 'base64url')).length >= 16_384, 'as long as it must be')
  t.equal(await verifies(credential), true)

  const answer = await set({ credentialId: id, credentialStatus: wish, status: true })
  t.match(answer, {
    status: 200,
    body: { credentialId: id, credentialStatus: [{ ...entry, status: true }] },
  })
  t.equal(await verifies(credential), false)
  t.equal((await set({ credentialId: id, credentialStatus: wish })).status, 200, 'once more')
  const undone = await set({ credentialId: id, credentialStatus: wish, status: false })
  t.equal(undone.status, 409, 'a revocation is for good')
  t.equal(notAProblem(undone, 'credentialStatus'), null)
})

t.test('as older versions ask for it', async (t) => {
  for (const [what, body] of [
    ['without a status', { credentialStatus: wish }],
    ['in a list', { credentialStatus: [{ type: wish.type, status: '1' }] }],
    [
      'by the name of the list',
      {
        credentialStatus: { type: 'BitstringStatusList', statusPurpose: 'revocation' },
        status: true,
      },
    ],
    ['with an allocator', { credentialStatus: wish, status: true, indexAllocator: 'urn:a:b' }],
  ] as const) {
    const credentialId = urn()
    const credential = await issued(admin, credentialOf(did), {
      credentialStatus: wish,
      credentialId,
    })
    t.notOk('id' in credential, 'what it is called stands not in it')
    const answer = await set({ credentialId, ...body })
    t.equal(answer.status, 200, `${what}: ${answer.text}`)
    t.equal(await verifies(credential), false, what)
  }
})

t.test('a suspension comes and goes; two entries are told apart', async (t) => {
  const purposes = ['revocation', 'suspension'].map((statusPurpose) => ({ ...wish, statusPurpose }))
  const id = urn()
  const credential = await issued(admin, credentialOf(did, { id }), { credentialStatus: purposes })
  t.equal((credential.credentialStatus as object[]).length, 2)
  const suspension = { ...wish, statusPurpose: 'suspension' }
  for (const status of [true, false, true, false]) {
    t.equal((await set({ credentialId: id, credentialStatus: suspension, status })).status, 200)
    t.equal(await verifies(credential), !status)
  }
  const { statusPurpose: _, ...unsaid } = wish
  const unclear = await set({ credentialId: id, credentialStatus: unsaid, status: true })
  t.equal(notARefusal(unclear, 'MALFORMED_VALUE_ERROR', 'credentialStatus'), null)
  const second = { ...(credential.credentialStatus as JsonObject[])[1] }
  t.equal((await set({ credentialId: id, credentialStatus: second, status: true })).status, 200)
  const other = { ...wish, statusListIndex: '1', statusPurpose: 'revocation' }
  const none = await set({ credentialId: id, credentialStatus: other, status: true })
  t.equal(notARefusal(none, 'MALFORMED_VALUE_ERROR', 'credentialStatus'), null)
})

t.test('one that is called nothing is known by its place', async (t) => {
  const credential = await issued(admin, credentialOf(did), { credentialStatus: wish })
  const { id } = credential.credentialStatus as { id: string }
  t.equal((await set({ credentialId: id, credentialStatus: wish })).status, 200)
  t.equal(await verifies(credential), false)
})

t.test('the data model 1.1 has the context for it', async (t) => {
  const of11 = { '@context': [V1], id: urn(), issuanceDate: '2020-01-01T00:00:00Z' }
  const credential = await issued(admin, credentialOf(did, of11), { credentialStatus: wish })
  t.equal(await verifies(credential), true)
})

t.test('what else it says of its status stays', async (t) => {
  const own = { type: 'https://example.org/#Status', id: 'urn:a:1' }
  const credential = credentialOf(did, { id: urn(), credentialStatus: own })
  const { credentialStatus } = await issued(admin, credential, { credentialStatus: wish })
  t.match(credentialStatus, [own, wish])
})

t.test('wishes that cannot be met', async (t) => {
  const field = 'options.credentialStatus'
  for (const credentialStatus of [
    { type: 'StatusList2021Entry' },
    { ...wish, statusPurpose: 'message' },
    [],
    [wish, wish],
    [wish, wish, wish],
  ]) {
    const answer = await issue(admin, credentialOf(did, { id: urn() }), { credentialStatus })
    t.equal(answer.status, 400, answer.text)
    t.ok(answer.body.errors.every((error: { field: string }) => error.field.startsWith(field)))
  }
  const id = urn()
  await issued(admin, credentialOf(did, { id }), { credentialStatus: wish })
  const again = await issue(admin, credentialOf(did, { id }), { credentialStatus: wish })
  t.equal(again.status, 409)
  t.equal(notAProblem(again, 'credential.id'), null)
  const once = credentialOf(did, { id: urn() })
  const ask = () => issue(admin, once, { credentialStatus: wish })
  const both = await Promise.all([ask(), ask()])
  t.strictSame(both.map(({ status }) => status).sort(), [201, 409], 'also at the same time')
})

t.test('an assertion, by its address', async (t) => {
  const { badgeClass, issuer } = await makeBadgeClass(admin)
  const award = async () => {
    const recipient = { type: 'library-card', value: urn(), authority: 'harbour' }
    return made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  }
  const first = await award()
  const body = { credentialId: first.credentialUrl, credentialStatus: wish, status: true }
  const without = as(await makeKey(admin, ['credentials:write'], issuer.id))
  t.equal((await set(body, without)).status, 403, 'it is for keys that may change assertions')
  t.equal((await set(body)).status, 200)
  t.equal((await admin.get(`/v1/assertions/${first.id}`)).body.status, 'revoked')
  t.equal(await verifies(first.credential), false)
  t.equal((await set({ ...body, status: false })).status, 409)

  await admin.patch(`/v1/badge-classes/${badgeClass.id}`, { suspendable: true })
  const second = await award()
  const suspension = { ...wish, statusPurpose: 'suspension' }
  for (const [status, wanted] of [
    [true, 'suspended'],
    [false, 'active'],
  ] as const) {
    const credentialId = second.credentialUrl
    t.equal((await set({ credentialId, credentialStatus: suspension, status })).status, 200)
    t.equal((await admin.get(`/v1/assertions/${second.id}`)).body.status, wanted)
  }
  const revocation = await set({ ...body, credentialId: second.credentialUrl })
  t.equal(notARefusal(revocation, 'MALFORMED_VALUE_ERROR', 'credentialStatus'), null)
})

t.test("nobody finds out what is another's, or sets it", async (t) => {
  const own = await anIssuer(admin)
  const { badgeClass } = await makeBadgeClass(admin)
  const scopes = ['credentials:write', 'assertions:write']
  const bound = as(await makeKey(admin, scopes, own.id))
  const id = urn()
  const theirs = await issued(admin, credentialOf(did, { id }), { credentialStatus: wish })
  const recipient = { type: 'library-card', value: '1', authority: 'harbour' }
  const award = made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }))
  const place = (theirs.credentialStatus as { id: string }).id
  const none = await set({ credentialId: 'urn:uuid:nobody', credentialStatus: wish }, bound)
  t.equal(none.status, 404)
  t.equal(notAProblem(none, 'credentialId'), null)
  for (const credentialId of [
    id,
    place,
    award.credentialUrl,
    `${award.credentialUrl}.json`,
    `${publicUrl}/credentials/`,
    `${publicUrl}/credentials/AAAAAAAAAAAAAAAAAAAAAA`,
  ]) {
    const answer = await set({ credentialId, credentialStatus: wish }, bound)
    t.equal(answer.text, none.text, credentialId)
  }
  t.equal(await verifies(theirs), true)
  t.equal(await verifies(award.credential), true)

  const mine = await issued(bound, credentialOf(own.did, { id }), { credentialStatus: wish })
  t.equal((await set({ credentialId: id, credentialStatus: wish })).status, 409, 'whose is it?')
  t.equal((await set({ credentialId: id, credentialStatus: wish }, bound)).status, 200)
  t.strictSame([await verifies(mine), await verifies(theirs)], [false, true])
})

t.test('a request that is malformed', async (t) => {
  for (const [body, field] of [
    [{ credentialStatus: wish }, 'credentialId'],
    [{ credentialId: 'urn:a:b' }, 'credentialStatus'],
    [{ credentialId: 'urn:a:b', credentialStatus: { type: 'Other' } }, 'credentialStatus.type'],
    [{ credentialId: 'urn:a:b', credentialStatus: wish, status: 'yes' }, 'status'],
    [{ credentialId: 'urn:a:b', credentialStatus: wish, surprise: 1 }, 'surprise'],
  ] as const) {
    t.equal(notARefusal(await set(body), 'MALFORMED_VALUE_ERROR', field), null, field)
  }
})
