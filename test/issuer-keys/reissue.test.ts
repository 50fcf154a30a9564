import t from 'tap'
import { query, until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { awardOf, verdictOn, WEB } from './credentials.ts'

/** Waits until a reissue is done. */
async function completed({ admin }: Service, path: string) {
  await until(async () => (await admin.get(path)).body.status === 'completed')
  return (await admin.get(path)).body
}

for (const [method, env] of Object.entries({ 'did:web': WEB, 'did:key': {} })) {
  t.test(`what a compromised key of a ${method} signed is issued again`, async (t) => {
    const service = await startService(t, { env })
    await withJobs(t, service)
    const { admin, as, database } = service
    const { issuer, badgeClass } = await makeBadgeClass(admin, {
      badgeClass: { suspendable: true },
    })
    const award = (input: object) => awardOf(service, badgeClass.id, input)
    const plain = await award({
      recipient: { type: 'email', value: 'sam@example.org' },
      narrative: 'Recorded an episode. "Quoted" — with a dash.',
      evidence: [{ id: 'https://example.org/episode', name: 'Episode' }],
      note: 'Ours alone.',
      validUntil: '2099-01-01T00:00:00Z',
    })
    const suspended = await award({})
    await admin.post(`/v1/assertions/${suspended.id}/suspension`, { reason: 'Under review.' })
    const revoked = await award({})
    await admin.post(`/v1/assertions/${revoked.id}/revocation`, { reason: 'Wrong.' })
    const archived = await award({})
    await admin.delete(`/v1/assertions/${archived.id}`)
    const keys = `/v1/issuers/${issuer.id}/keys`
    const path = `${keys}/1/reissue`

    t.match(await admin.post(path, {}), { status: 409 }, 'a sound key')
    t.match((await admin.get(path)).body, { status: 'not-started', total: 3, reissued: 0 })
    await admin.post(`${keys}/1/compromise`, { reason: 'Stolen.' })
    const later = await award({})
    const reason = 'The key of the spring was stolen.'
    const begun = await admin.post(path, { reason })
    t.equal(begun.status, 202)
    t.match(begun.body, { total: 3, reason })
    t.match(await completed(service, path), { total: 3, reissued: 3, completedAt: /./, reason })

    const successorOf = async (id: string) => {
      const { body } = await admin.get(`/v1/assertions/${id}`)
      return { old: body, anew: (await admin.get(`/v1/assertions/${body.supersededBy}`)).body }
    }
    await t.test('with the same content, for the same subject', async (t) => {
      const { old, anew } = await successorOf(plain.id)
      t.match(anew, {
        status: 'active',
        supersedes: plain.id,
        supersession: 'reissue',
        note: 'Ours alone.',
        learnerId: plain.learnerId,
        badgeClassVersion: 1,
        validFrom: plain.validFrom,
        validUntil: plain.validUntil,
      })
      t.match(old, {
        status: 'revoked',
        revocationReason: new RegExp(`compromised. See ${anew.credentialUrl}$`),
      })
      const content = ({
        id,
        issuer,
        proof,
        credentialStatus,
        relatedResource,
        ...rest
      }: object & {
        id: string
        issuer: { id: string }
        proof: unknown
        credentialStatus: unknown
        relatedResource?: unknown
      }) => ({ ...rest, issuer: { ...issuer, id: '' } })
      t.same(content(anew.credential), content(plain.credential))
      t.not(anew.credential.id, plain.credential.id)
      t.not(anew.credential.credentialStatus.id, plain.credential.credentialStatus.id)
      t.equal(anew.credential.issuer.id, (await admin.get(`/v1/issuers/${issuer.id}`)).body.did)
      t.match(anew.credential.relatedResource, [{ id: plain.credentialUrl }])
      t.equal(await verdictOn(service, anew.credential), 'valid')
      t.equal(await verdictOn(service, plain.credential), 'invalid issuer-key key-revoked')
      t.equal((await as(null).get(new URL(anew.credentialUrl).pathname)).status, 200)
      t.notMatch(JSON.stringify([old, anew]), /spring/, 'the reason is for the records')
    })

    await t.test('suspended, where it was suspended', async (t) => {
      const { old, anew } = await successorOf(suspended.id)
      t.equal(old.status, 'revoked')
      t.match(anew, { status: 'suspended', suspensionReason: 'Under review.' })
      t.equal(await verdictOn(service, anew.credential), 'invalid status suspended')
      const history = await admin.get(`/v1/assertions/${anew.id}/status-changes`)
      t.match(history.body.data, [{ kind: 'suspended', reason: 'Under review.' }])
      await admin.delete(`/v1/assertions/${anew.id}/suspension`)
      t.equal(await verdictOn(service, anew.credential), 'valid')
    })

    await t.test('and nothing else', async (t) => {
      t.equal((await successorOf(revoked.id)).old.supersededBy, null)
      t.equal((await successorOf(later.id)).old.supersededBy, null)
      t.equal((await successorOf(archived.id)).anew.status, 'active')
      const { body } = await admin.get('/v1/assertions?archived=true')
      t.equal(body.data.length, 5 + 3)
      const again = await admin.post(path, {})
      t.match(again, { status: 202, body: { status: 'completed', total: 3, reissued: 3, reason } })
      t.equal((await admin.get('/v1/assertions?archived=true')).body.data.length, 8)
    })

    await t.test('with its reason and its actor', async (t) => {
      const { body } = await admin.get(`/v1/assertions/${plain.id}/status-changes`)
      t.match(body.data, [{ kind: 'revoked', actorId: 'admin', reason: /compromised/ }])
      const { rows } = await database.pool.query('select * from key_reissues')
      t.notMatch(JSON.stringify(rows), /spring/)
    })
  })
}

t.test('with nothing to issue again it is done at once', async (t) => {
  const { admin } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}/keys/1`
  await admin.post(`${path}/compromise`, { reason: 'Lost.' })
  const answer = await admin.post(`${path}/reissue`, {})
  t.match(answer, {
    status: 202,
    body: { status: 'completed', total: 0, reissued: 0, reason: null },
  })
})

t.test('both proofs, where the issuer makes both', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const { id } = await awardOf(service, badgeClass.id)
  await admin.patch(`/v1/issuers/${issuer.id}`, {
    proofSuites: ['eddsa-rdfc-2022', 'Ed25519Signature2020'],
  })
  const path = `/v1/issuers/${issuer.id}/keys/1`
  await admin.post(`${path}/compromise`, { reason: 'Lost.' })
  made({ ...(await admin.post(`${path}/reissue`, {})), status: 201 })
  await completed(service, `${path}/reissue`)
  const old = (await admin.get(`/v1/assertions/${id}`)).body
  const { credential } = (await admin.get(`/v1/assertions/${old.supersededBy}`)).body
  t.equal(credential.proof.length, 2)
  t.equal(await verdictOn(service, credential), 'valid')
})

t.test('several chunks, by two services at once, and awards in between', async (t) => {
  const one = await startService(t, { env: WEB })
  const other = await startService(t, { env: WEB, databaseUrl: one.databaseUrl })
  const { issuer, badgeClass } = await makeBadgeClass(one.admin)
  const COUNT = 450
  const awards = []
  for (let from = 0; from < COUNT; from += 30) {
    awards.push(
      ...(await Promise.all(Array.from({ length: 30 }, () => awardOf(one, badgeClass.id)))),
    )
  }
  const path = `/v1/issuers/${issuer.id}/keys/1`
  await one.admin.post(`${path}/compromise`, { reason: 'Lost.' })
  await Promise.all([withJobs(t, one), withJobs(t, other)])
  const started = await Promise.all([
    one.admin.post(`${path}/reissue`, {}),
    other.admin.post(`${path}/reissue`, {}),
    ...[1, 2, 3, 4].map(() => awardOf(other, badgeClass.id)),
  ])
  t.match(started.slice(0, 2), [{ status: 202 }, { status: 202 }])
  t.match(await completed(one, `${path}/reissue`), { total: COUNT, reissued: COUNT })
  const [{ count, distinct_places: places }] = (await query(
    one.databaseUrl,
    `select count(*)::int, count(distinct (status_list_id, status_list_index))::int as distinct_places
      from assertions`,
  )) as [{ count: number; distinct_places: number }]
  t.same([count, places], [2 * COUNT + 4, 2 * COUNT + 4])
  const standing = await query(
    one.databaseUrl,
    `select 1 from assertions old join assertions anew on anew.supersedes_id = old.id
      where old.revoked_at is not null and anew.revoked_at is null`,
  )
  t.equal(standing.length, COUNT)
})
