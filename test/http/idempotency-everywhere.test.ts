// Every operation that creates, as the description lists them, under an Idempotency-Key.
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { svgImage } from '../support/images.ts'
import {
  type Operation,
  operationsOf,
  perform,
  populate,
  renewed,
  requestFor,
} from '../support/operations.ts'
import { notAProblem } from '../support/problem.ts'
import { issuerInput } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { fingerprint } from '../support/tables.ts'

const keyed = (key: string) => ({ 'idempotency-key': key })

/** Who is given an answer once more has read it. */
const READERS = ['audit_records']

t.test('every creating POST is answered once per Idempotency-Key', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  const creating = operations.filter(({ creates }) => creates)
  t.ok(creating.length >= 6)

  await t.test('the same key and body replays the first answer', async (t) => {
    for (const operation of creating) {
      const here = await renewed(admin, operation, population)
      const first = await perform(admin, operation, here, keyed('key-1'))
      t.match(String(first.status), /^20[012]$/, operation.id)
      t.equal(first.headers.get('idempotency-replayed'), null)
      const stored = await fingerprint(service.database, READERS)
      const again = await perform(admin, operation, here, keyed('key-1'))
      t.equal(again.status, first.status)
      t.equal(again.text, first.text)
      t.equal(again.headers.get('location'), first.headers.get('location'))
      t.equal(again.headers.get('etag'), first.headers.get('etag'))
      t.equal(again.headers.get('idempotency-replayed'), 'true')
      t.same(await fingerprint(service.database, READERS), stored, 'nothing was made')
      // The next operation uses the same key for another path.
      await service.database.pool.query('delete from idempotency_records')
    }
  })

  await t.test('members in another order and other spacing are the same body', async (t) => {
    const { path, body } = requestFor(creating[0] as Operation, population)
    const first = await admin.post(path, body, keyed('order'))
    const turned = Object.fromEntries(Object.entries(body as object).reverse())
    const again = await admin.send('POST', path, {
      body: JSON.stringify(turned, null, 4),
      headers: { 'content-type': 'application/json', ...keyed('order') },
    })
    t.equal(again.status, 201)
    t.equal(again.text, first.text)
  })

  await t.test('another body, or another path, is refused', async (t) => {
    const keyOf = ({ id }: Operation) => keyed(`other-${id}`)
    for (const operation of creating) {
      const { path, body } = requestFor(operation, await renewed(admin, operation, population))
      const first = await admin.post(path, body, keyOf(operation))
      t.match(String(first.status), /^20[012]$/, operation.id)
      const stored = await fingerprint(service.database)
      // That an endpoint be tried can be said in one way only.
      if (operation.id !== 'createWebhookDelivery') {
        const different = { ...(body as object), ...changed(operation) }
        const other = await admin.post(path, different, keyOf(operation))
        t.equal(other.status, 422, operation.id)
        t.equal(notAProblem(other, 'Idempotency-Key'), null)
        t.match(other.body.type, /idempotency-key-reused$/)
      }
      t.same(await fingerprint(service.database), stored, 'nothing was made')
    }
    const stored = await fingerprint(service.database)
    for (const operation of creating) {
      const others = creating.filter((one) => one !== operation)
      const wrong = await Promise.all(
        others.map(async (other) => {
          const answer = await perform(admin, operation, population, keyOf(other))
          const problem = notAProblem(answer, 'Idempotency-Key')
          return answer.status === 422 && problem === null ? null : `${other.id}: ${answer.text}`
        }),
      )
      t.same(
        wrong.filter((one) => one !== null),
        [],
        `${operation.id} with the keys of others`,
      )
    }
    t.same(await fingerprint(service.database), stored, 'nothing was made')
  })

  await t.test('a key that is no key is refused', async (t) => {
    for (const key of ['', 'a b', 'x'.repeat(256), 'schlüssel']) {
      const answer = await admin.post('/v1/issuers', issuerInput, keyed(key))
      t.equal(answer.status, 400, key)
      t.equal(notAProblem(answer, 'Idempotency-Key'), null)
    }
    t.equal((await admin.post('/v1/issuers', issuerInput, keyed('~'.repeat(255)))).status, 201)
  })
})

/** A member that makes another body of the example, equally good. */
function changed(operation: Operation): object {
  const name = ['name', 'displayName', 'narrative', 'comment', 'note', 'wording'].find(
    (member) => operation.body?.properties?.[member] !== undefined,
  )
  if (operation.id === 'createWebhookEndpoint') return { url: 'https://hooks.example.net/' }
  if (operation.id === 'rotateIssuerKey') return { algorithm: 'Ed25519' }
  if (operation.id === 'claimIssuerDid') return { did: 'did:web:badges.village.example' }
  if (operation.id === 'issueCredential') return { options: { domain: 'library.example' } }
  if (operation.id === 'createImage') return { dataUrl: svgImage }
  if (operation.id === 'createLearnerToken') return { expiresIn: 120 }
  if (['createVerification', 'claimRecord'].includes(operation.id)) return { language: 'cy' }
  if (operation.id === 'mergeLearners') return { proof: {} }
  if (operation.id === 'completeRecordClaim') return { code: '0000 0000' }
  if (operation.id === 'reissueAssertions') return { identifierId: randomUUID() }
  if (operation.id === 'addLearnerIdentifier') {
    return { identifier: { type: 'email', value: 'sam.sample@example.org' } }
  }
  if (operation.id === 'inviteToClaim') return { language: 'cy' }
  if (operation.id === 'importPathway')
    return { '@context': 'https://credreg.net/ctdl/schema/context/json' }
  if (operation.id === 'recordConsent') return { evidence: 'Something else' }
  if (operation.id === 'askGuardian') return { shownName: 'Something else' }
  if (operation.id === 'presentCredentials') return { assertionIds: [randomUUID()] }
  if (operation.id === 'createPlaceInvitation') return { role: 'reader' }
  if (operation.id === 'inviteNetworkPlace') return { placeId: randomUUID() }
  if (operation.id === 'shareWithNetwork') return { badgeClassId: randomUUID() }
  if (operation.id === 'adoptNetworkItem') return { status: 'published' }
  if (operation.id === 'claimBadge') {
    return { identifier: { type: 'email', value: 'sam.sample@example.org' } }
  }
  if (operation.id === 'createGoal') return { destination: 'Education', pathwayId: undefined }
  if (operation.id === 'createCheckIn') return { at: '2026-01-01T10:00:00Z' }
  if (operation.id === 'offerCredential') return { txCode: false }
  if (operation.id === 'createApplication') return { evidence: [{ text: 'Something else' }] }
  if (name === undefined) throw new Error(`what can be changed in ${operation.id}?`)
  return { [name]: 'Something else' }
}
