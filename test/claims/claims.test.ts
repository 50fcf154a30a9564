// Claiming badges with codes: once each, by those whom they are for, and by nobody who guesses.
import t, { type Test } from 'tap'
import { newCode, readCode } from '../../src/claims/code.ts'
import type { Answer, Client } from '../support/client.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { dump } from '../support/tables.ts'

type Code = { number: number; code: string; url: string }

async function startProgramme(t: Test, options: Parameters<typeof startService>[1] = {}) {
  const service = await startService(t, options)
  const { issuer, badgeClass } = await makeBadgeClass(service.admin)
  const codes = async (input: object = {}, client = service.admin) =>
    made(
      await client.post('/v1/claim-codes', {
        badgeClassId: badgeClass.id,
        count: 1,
        kind: 'single',
        ...input,
      }),
    )
  return { service, issuer, badgeClass, codes, admin: service.admin }
}

const email = (value: string) => ({ type: 'email', value })
const claim = (client: Client, code: string, value = 'sam@example.org') =>
  client.post('/v1/claims', { code, identifier: email(value) })

/** The one answer to every code that cannot be used. */
const isUnusable = ({ status, body }: Answer) =>
  status === 404 && body.detail === 'There is no claim code like this that can be used.'

const count = async ({ database }: Service, table: string) =>
  Number((await database.pool.query(`select count(*) from ${table}`)).rows[0].count)

t.test('a code is read as it is typed, and not when it is mistyped', async (t) => {
  for (let times = 0; times < 50; times += 1) {
    const code = newCode()
    t.match(code, /^[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]{5}$/)
    t.equal(readCode(code), code)
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    t.equal(readCode(typed), code)
    const letters = [...code.replaceAll('-', '')]
    const at = times % 16
    const wrong = letters.with(at, letters[at] === '7' ? '8' : '7').join('')
    t.equal(readCode(wrong), undefined, 'one wrong letter')
    const exchanged = letters
      .with(at, letters[at + 1] as string)
      .with(at + 1, letters[at] as string)
      .join('')
    if (letters[at] !== letters[at + 1]) t.equal(readCode(exchanged), undefined, 'two exchanged')
  }
  for (const none of ['', 'U'.repeat(17), '0'.repeat(16), '1'.repeat(17)]) {
    t.equal(readCode(none), undefined)
  }
})

t.test('a learner claims a badge with a code', async (t) => {
  const { service, codes, badgeClass, admin } = await startProgramme(t)
  const set = await codes({ count: 3, note: 'Podcast workshop' })
  t.match(set, { distributed: 3, claimed: 0, claims: 0, kind: 'single', note: 'Podcast workshop' })
  const [first, second] = set.codes as [Code, Code]
  t.equal(new Set(set.codes.map((one: Code) => one.code)).size, 3)
  t.equal(first.url, `${service.publicUrl}/claim/${first.code}`)

  const answer = await claim(admin, first.code.toLowerCase())
  t.equal(answer.status, 201)
  t.match(answer.body.assertion, { badgeClassId: badgeClass.id, status: 'active' })
  t.equal(answer.body.assertion.learnerId, answer.body.learnerId)
  const credential = await service.as(null).get(answer.body.assertion.credentialUrl)
  t.match(credential.body, { credentialSubject: { achievement: { name: badgeClass.name } } })

  const again = await claim(admin, first.code)
  t.equal(again.status, 200)
  t.same(again.body, answer.body, 'the same learner has it already')
  const other = await claim(admin, second.code)
  t.same([other.status, other.body], [200, answer.body], 'also by another code of the set')
  t.ok(isUnusable(await claim(admin, first.code, 'jo@example.org')), 'it is used up')
  const path = `/v1/claim-codes/${set.id}`
  t.match((await admin.get(path)).body, { distributed: 3, claimed: 1, claims: 1, revoked: 0 })
  t.notOk('codes' in (await admin.get(path)).body)
  t.match((await admin.get('/v1/claim-codes')).body.data, [{ id: set.id, claims: 1 }])
  const everything = `${await dump(service.database)}${service.log()}`
  for (const { code } of set.codes) t.notOk(everything.includes(code), 'a code is kept nowhere')
})

t.test('one code for one learner is what is made where nobody says otherwise', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const set = made(await admin.post('/v1/claim-codes', { badgeClassId: badgeClass.id }))
  t.match(set, { kind: 'single', maxClaims: 1, distributed: 1 })
  t.equal(set.codes.length, 1)
})

t.test('codes come as a table too', async (t) => {
  const { admin, badgeClass } = await startProgramme(t)
  const input = { badgeClassId: badgeClass.id, count: 2, kind: 'single' }
  const answer = await admin.post('/v1/claim-codes?format=csv', input)
  t.equal(answer.status, 201)
  t.match(answer.headers.get('content-type'), /^text\/csv/)
  const [head, ...rows] = answer.text.trim().split('\n')
  t.equal(head, 'number,code,url')
  t.equal(rows.length, 2)
  t.equal((await claim(admin, rows[0]?.split(',')[1] ?? '')).status, 201)
})

t.test('fifty at the same time with one code', async (t) => {
  const { service, codes, admin } = await startProgramme(t)
  const { codes: made } = await codes()
  const [{ code }] = made
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => claim(admin, code, `racer${at}@example.org`)),
  )
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  t.equal(answers.filter(isUnusable).length, 49)
  t.equal(await count(service, 'assertions'), 1)
  t.equal(await count(service, 'learners'), 1, 'and who was too late leaves no trace')

  await t.test('one learner with fifty codes', async (t) => {
    const { codes: many } = await codes({ count: 50 })
    const claims = await Promise.all(
      many.map((one: Code) => claim(admin, one.code, 'greedy@example.org')),
    )
    t.equal(claims.filter(({ status }) => status === 201).length, 1)
    t.equal(claims.filter(({ status }) => status === 200).length, 49)
    t.equal(await count(service, 'assertions'), 2)
  })

  await t.test('and a shared one, for as many as it is for', async (t) => {
    const shared = await codes({ kind: 'shared', maxClaims: 7 })
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        claim(admin, shared.codes[0].code, `class${at}@example.org`),
      ),
    )
    t.equal(claims.filter(({ status }) => status === 201).length, 7)
    t.equal(claims.filter(isUnusable).length, 5)
    const { body } = await admin.get(`/v1/claim-codes/${shared.id}`)
    t.match(body, { distributed: 1, claimed: 1, claims: 7 })
  })
})

t.test('a code that cannot be used has one answer, whatever is the matter', async (t) => {
  const clock = { now: Date.parse('2026-06-01T09:00:00Z') }
  const { service, codes, admin, badgeClass, issuer } = await startProgramme(t, {
    now: () => new Date(clock.now),
  })
  const window = await codes({
    validFrom: '2026-06-02T00:00:00Z',
    validUntil: '2026-06-03T00:00:00Z',
    count: 2,
  })
  const [one, two] = window.codes as [Code, Code]
  t.ok(isUnusable(await claim(admin, newCode())), 'one that nobody made')
  t.ok(isUnusable(await claim(admin, one.code)), 'too early')
  clock.now = Date.parse('2026-06-02T12:00:00Z')
  t.equal((await claim(admin, one.code)).status, 201)
  clock.now = Date.parse('2026-06-03T00:00:00Z')
  t.ok(isUnusable(await claim(admin, two.code)), 'too late')

  const reserved = await codes({ reservedFor: email('For.Her@example.org') })
  const { code } = reserved.codes[0]
  t.equal(reserved.reserved, true)
  t.ok(isUnusable(await claim(admin, code)), 'of somebody else')
  t.equal((await claim(admin, code, 'for.her@EXAMPLE.org')).status, 201)

  const revoked = await codes({ count: 3 })
  const [first, second, third] = revoked.codes as [Code, Code, Code]
  await claim(admin, first.code)
  const path = `/v1/claim-codes/${revoked.id}/revocation`
  t.match((await admin.post(path, { numbers: [1, 2] })).body, { claimed: 1, revoked: 1 })
  t.ok(isUnusable(await claim(admin, second.code, 'jo@example.org')))
  t.equal((await claim(admin, first.code)).status, 200, 'what was claimed stays')
  t.match((await admin.post(path, {})).body, { revoked: 2 })
  t.ok(isUnusable(await claim(admin, third.code, 'jo@example.org')))

  const elsewhere = await makeBadgeClass(admin)
  const scopes = ['claims:write', 'claim-codes:read', 'claim-codes:write']
  const stranger = service.as(await makeKey(admin, scopes, elsewhere.issuer.id))
  const good = await codes()
  t.ok(isUnusable(await claim(stranger, good.codes[0].code)), 'of another issuer')
  t.equal((await stranger.get(`/v1/claim-codes/${good.id}`)).status, 404)
  t.equal((await stranger.post(`/v1/claim-codes/${good.id}/revocation`, {})).status, 404)
  t.same((await stranger.get(`/v1/claim-codes?issuerId=${issuer.id}`)).body.data, [])
  const theirs = { badgeClassId: badgeClass.id, count: 1, kind: 'single' }
  t.equal((await stranger.post('/v1/claim-codes', theirs)).status, 404)
  const own = service.as(await makeKey(admin, scopes, issuer.id))
  t.equal((await claim(own, good.codes[0].code)).status, 201)

  await admin.delete(`/v1/badge-classes/${badgeClass.id}`)
  t.equal((await admin.post('/v1/claim-codes', theirs)).status, 409, 'of what is awarded no more')
})

t.test('a mistyped code says so, and nothing else', async (t) => {
  const { codes, admin } = await startProgramme(t)
  const { code } = (await codes()).codes[0]
  const mistyped = `${code.slice(0, -1)}${code.endsWith('7') ? '8' : '7'}`
  const answer = await claim(admin, mistyped)
  t.equal(answer.status, 400)
  t.match(answer.body.errors, [{ field: 'code' }])
})

t.test('who guesses is stopped, and nobody else', async (t) => {
  const clock = { aheadMs: 0 }
  const { service, codes, admin } = await startProgramme(t, {
    now: () => new Date(Date.now() + clock.aheadMs),
  })
  const { code } = (await codes({ kind: 'shared' })).codes[0]
  const tokenOf = async (value: string) => {
    const learner = made(await admin.post('/v1/learners', { identifiers: [email(value)] }))
    const { token } = made(
      await admin.post(`/v1/learners/${learner.id}/tokens`, { scopes: ['claims:write'] }),
    )
    return { learner, client: service.as(token) }
  }
  const guesser = await tokenOf('guesser@example.org')
  for (let tries = 0; tries < 10; tries += 1) {
    t.equal((await guesser.client.post('/v1/claims', { code: newCode() })).status, 404)
  }
  const stopped = await guesser.client.post('/v1/claims', { code })
  t.equal(stopped.status, 429)
  t.ok(Number(stopped.headers.get('retry-after')) > 500)

  const sam = await tokenOf('sam@example.org')
  const claimed = await sam.client.post('/v1/claims', { code })
  t.equal(claimed.status, 201)
  t.equal(claimed.body.learnerId, sam.learner.id, 'a learner claims for themselves')
  const forOther = { code, learnerId: guesser.learner.id }
  t.equal((await sam.client.post('/v1/claims', forOther)).status, 404)
  clock.aheadMs = 11 * 60_000
  t.equal((await guesser.client.post('/v1/claims', { code })).status, 201, 'later it works again')
})

t.test('who claims must be named, once', async (t) => {
  const { codes, admin } = await startProgramme(t)
  const { code } = (await codes({ kind: 'shared' })).codes[0]
  const learner = made(
    await admin.post('/v1/learners', { identifiers: [email('sam@example.org')] }),
  )
  for (const who of [{}, { learnerId: learner.id, identifier: email('sam@example.org') }]) {
    t.equal((await admin.post('/v1/claims', { code, ...who })).status, 400)
  }
  t.equal((await admin.post('/v1/claims', { code, identifier: email('sam') })).status, 400)
  const nobody = '019aa7c7-3c1d-7a6e-9b20-1d4c6e8f0a50'
  t.equal((await admin.post('/v1/claims', { code, learnerId: nobody })).status, 404)
  const claimed = await admin.post('/v1/claims', { code, learnerId: learner.id })
  t.same([claimed.status, claimed.body.learnerId], [201, learner.id])
  t.equal((await claim(admin, code)).status, 200, 'by whatever name')
})

t.test('what makes no sense is refused by name', async (t) => {
  const { admin, badgeClass } = await startProgramme(t)
  const wrong: [object, string][] = [
    [{ count: 0 }, 'count'],
    [{ count: 10_001 }, 'count'],
    [{ kind: 'many' }, 'kind'],
    [{ maxClaims: 2 }, 'maxClaims'],
    [{ validUntil: '2020-01-01T00:00:00Z' }, 'validUntil'],
    [{ reservedFor: { type: 'email', value: 'sam' } }, 'reservedFor.value'],
    [{ badgeClassId: '019aa7c7-3c1d-7a6e-9b20-1d4c6e8f0a50' }, 'badgeClassId'],
  ]
  for (const [input, field] of wrong) {
    const body = { badgeClassId: badgeClass.id, count: 1, kind: 'single', ...input }
    const answer = await admin.post('/v1/claim-codes', body)
    t.match(answer.body.errors, [{ field }], field)
    t.match(String(answer.status), /^40[04]$/)
  }
})
