import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

type Row = { action: string; operation: string; actorId: string; issuerId: string | null }

t.test('a learner sees who read and changed what is theirs', async (t) => {
  const service = await startService(t)
  const { admin, as, database } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const key = made(
    await admin.post('/v1/api-keys', { name: 'desk', scopes: [...SCOPES], issuerId: issuer.id }),
  )
  const library = as(key.key)
  const recipient = { type: 'email', value: 'samira.quayle@example.org' }
  const award = made(
    await library.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient }),
  )
  const other = made(
    await library.post('/v1/assertions', {
      badgeClassId: badgeClass.id,
      recipient: { type: 'email', value: 'jo@example.net' },
    }),
  )
  const { learnerId } = award
  const path = `/v1/learners/${learnerId}`
  const { token, id: tokenId } = made(await admin.post(`${path}/tokens`, {}))
  const audit = async (client = admin): Promise<Row[]> =>
    (await client.get(`${path}/audit?limit=200`)).body.data
  const since = async (work: () => Promise<unknown>) => {
    const before = (await audit()).length
    await work()
    // The reading just before is recorded as well.
    return (await audit()).slice(before + 1)
  }

  const activity = made(
    await library.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Podcasting',
      badgeClassIds: [badgeClass.id],
    }),
  )
  const codeOf = async (badgeClassId: string) =>
    made(await library.post('/v1/claim-codes', { badgeClassId, count: 1, kind: 'single' })).codes[0]
      .code

  await t.test('awards are not recorded here, but tokens are', async (t) => {
    const rows = await audit()
    t.notOk(rows.some(({ operation }) => operation === 'createAssertion'))
    t.match(rows[0], { action: 'change', actorId: 'admin', issuerId: null })
  })

  await t.test('each way to read', async (t) => {
    const reads: [operation: string, work: () => Promise<{ status: number }>][] = [
      ['getLearner', () => library.get(path)],
      ['listLearners', () => library.get('/v1/learners')],
      ['searchLearners', () => library.post('/v1/learners/search', { identifier: recipient })],
      ['getAssertion', () => library.get(`/v1/assertions/${award.id}`)],
      ['listAssertions', () => library.get(`/v1/assertions?learnerId=${learnerId}`)],
      ['exportLearner', () => library.get(`${path}/export`)],
    ]
    for (const [operation, work] of reads) {
      const rows = await since(async () => t.equal((await work()).status, 200))
      t.match(
        rows,
        [{ operation, action: 'read', actorId: key.id, issuerId: issuer.id }],
        operation,
      )
      t.equal(rows.length, 1)
    }
  })

  await t.test('changes, in the transaction that makes them', async (t) => {
    const changes: [operation: string, work: () => Promise<{ status: number }>][] = [
      ['updateLearner', () => library.patch(path, { displayName: 'Sam' })],
      ['updateAssertion', () => library.patch(`/v1/assertions/${award.id}`, { note: 'x' })],
      [
        'revokeAssertion',
        () => library.post(`/v1/assertions/${award.id}/revocation`, { reason: 'An error.' }),
      ],
    ]
    for (const [operation, work] of changes) {
      const rows = await since(async () => t.equal((await work()).status, 200))
      t.match(rows, [{ operation, action: 'change', actorId: key.id }], operation)
      t.equal(rows.length, 1)
    }
    const unnamed: [operation: string, path: string, body: object][] = [
      ['createApplication', '/v1/applications', { badgeClassId: badgeClass.id, learnerId }],
      ['createLearner', '/v1/learners', { identifiers: [recipient] }],
      ['claimBadge', '/v1/claims', { code: await codeOf(badgeClass.id), learnerId }],
      ['createCheckIn', `/v1/opportunities/${activity.id}/check-ins`, { learnerId }],
    ]
    await database.pool.query('alter table audit_records rename to elsewhere')
    for (const [operation, url, body] of unnamed) {
      t.equal((await library.post(url, body)).status, 500, `${operation} is not recorded`)
    }
    const kept = await database.pool.query(
      `select id from applications union select id from claims union select id from check_ins`,
    )
    t.same(kept.rows, [], 'and not done')
    const refused = await library.patch(path, { displayName: 'Samira' })
    const unread = await library.get(path)
    await database.pool.query('alter table elsewhere rename to audit_records')
    t.equal(refused.status, 500, 'what cannot be recorded is not done')
    t.equal(unread.status, 500, 'nor told')
    t.notMatch(unread.text, /Sam/)
    t.equal((await library.get(path)).body.displayName, 'Sam')
    for (const [operation, url, body] of unnamed) {
      const rows = await since(async () =>
        t.match((await library.post(url, body)).status, /20[01]/),
      )
      t.match(rows, [{ operation, action: 'change', actorId: key.id }], `${operation}, once`)
      t.equal(rows.length, 1)
    }
  })

  await t.test('what was refused, or is about others, is not in it', async (t) => {
    const strangers = as(await makeKey(admin, [...SCOPES], (await makeBadgeClass(admin)).issuer.id))
    const rows = await since(async () => {
      t.equal((await strangers.get(path)).status, 404)
      t.equal((await library.get(`/v1/assertions/${other.id}`)).status, 200)
      t.equal((await library.get(`${path}/audit`)).status, 403)
    })
    t.same(rows, [])

    const used = { 'idempotency-key': 'used' }
    t.equal((await admin.post(`${path}/tokens`, {}, used)).status, 201)
    const reused = () => admin.post(`${path}/tokens`, { expiresIn: 60 }, used)
    t.same(await since(async () => t.equal((await reused()).status, 422)), [])
  })

  await t.test('the learner reads it, which is recorded too', async (t) => {
    const rows = await audit(as(token))
    t.ok(rows.length > 8)
    t.match((await audit()).at(-1), { operation: 'listLearnerAccesses', actorId: tokenId })
    const text = JSON.stringify(rows)
    t.notMatch(text, /samira|Sam/)
  })

  await t.test('after an erasure it is about nobody', async (t) => {
    const { rows: before } = await database.pool.query(
      'select id from audit_records where learner_id = $1',
      [learnerId],
    )
    await admin.post(`${path}/erasure`, { reason: 'Asked for.' })
    const { rows: named } = await database.pool.query(
      'select id from audit_records where learner_id = $1',
      [learnerId],
    )
    t.same(named, [])
    const { rows: after } = await database.pool.query(
      'select distinct learner_id from audit_records where id = any($1::uuid[])',
      [before.map(({ id }) => id)],
    )
    t.equal(after.length, 1)
  })
})
