// Status lists at the size that the standard asks for, changed by two services at once.
import { setTimeout as pause } from 'node:timers/promises'
import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list'
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const SIZE = 131_072
const card = { type: 'library-card', value: '2900 1234', authority: 'harbour' }

/** The same in any order. */
function shuffled<T>(values: T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value)
}

/** Two services on one database, and an award that there are many copies of in one list. */
async function twoServices(t: Parameters<typeof startService>[0], copies: number) {
  const env = { PUBLIC_URL: 'https://badges.example.org', LOG_LEVEL: 'error' }
  const one = await startService(t, { env })
  const two = await startService(t, { env, databaseUrl: one.databaseUrl })
  const { badgeClass } = await makeBadgeClass(one.admin)
  const award = made(
    await one.admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: card }),
  )
  const { statusListCredential: url, statusListIndex } = award.credential.credentialStatus
  const listId = url.split('/').at(-1)
  const { rows: columns } = await one.database.pool.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'public' and table_name = 'assertions'`,
  )
  const own: Record<string, string> = {
    id: 'gen_random_uuid()',
    public_id: "replace(gen_random_uuid()::text, '-', '')",
    status_list_index: 'place',
  }
  const names = columns.map(({ name }) => name)
  const taken = Number(statusListIndex)
  const places = shuffled(Array.from({ length: SIZE }, (_, place) => place))
    .filter((place) => place !== taken)
    .slice(0, copies - 1)
  for (let at = 0; at < places.length; at += 10_000) {
    await one.database.pool.query(
      `insert into assertions (${names.join(', ')})
       select ${names.map((name) => own[name] ?? `a.${name}`).join(', ')}
       from assertions a, unnest($2::integer[]) as place where a.id = $1`,
      [award.id, places.slice(at, at + 10_000)],
    )
  }
  await one.database.pool.query('update status_lists set reserved = size')
  const { rows } = await one.database.pool.query<{ id: string; place: number }>(
    'select id, status_list_index as place from assertions where status_list_id = $1',
    [listId],
  )
  return {
    services: [one, two] as [Service, Service],
    url,
    listId,
    award,
    assertions: shuffled(rows),
  }
}

/** The places whose bit is set in the list that a service publishes. */
async function setIn(service: Service, listId: string): Promise<number[]> {
  const { body } = await service.as(null).get(`/status-lists/${listId}`)
  const { encodedList } = body.credentialSubject
  const list = await BitstringStatusList.decode({ encodedList })
  t.equal(list.length, SIZE)
  return Array.from({ length: SIZE }, (_, place) => place).filter((place) => list.getStatus(place))
}

/** Waits until a list shows exactly these places; a list changes at most a second late. */
async function shows(service: Service, listId: string, places: number[]): Promise<number[]> {
  const expected = places.toSorted((a, b) => a - b).join()
  for (const _ of Array.from({ length: 50 })) {
    if ((await setIn(service, listId)).join() === expected) break
    await pause(100)
  }
  return setIn(service, listId)
}

t.test('131,072 entries with 10,000 random revocations are exact', async (t) => {
  const { services, listId, assertions } = await twoServices(t, SIZE)
  t.equal(assertions.length, SIZE, 'the list is full')
  const chosen = assertions.slice(0, 10_000)
  const batches = Array.from({ length: 20 }, (_, at) => chosen.slice(at * 500, (at + 1) * 500))
  const answers = await Promise.all(
    batches.map((batch, at) => {
      const { admin } = services[at % 2] as Service
      const assertionIds = batch.map(({ id }) => id)
      return admin.post('/v1/assertions/revocations', { assertionIds, reason: 'A test.' })
    }),
  )
  t.ok(answers.every(({ status }) => status === 200))
  const expected = chosen.map(({ place }) => place).toSorted((a, b) => a - b)
  for (const service of services) t.strictSame(await shows(service, listId, expected), expected)
})

t.test('two services that change a list under load lose nothing', async (t) => {
  const { services, url, listId, award, assertions } = await twoServices(t, 401)
  const [one, two] = services
  // The first is signed whenever there is none yet.
  for (const service of [one, two]) {
    t.equal((await service.as(null).get(`/status-lists/${listId}`)).status, 200)
  }
  // Each signature is kept, so what is kept is counted.
  await one.database.pool.query(`
    create table signings (at timestamptz);
    create function count_signing() returns trigger language plpgsql as
      $$ begin insert into signings values (clock_timestamp()); return null; end $$;
    create trigger count_signing after update of document on status_lists
      for each row execute function count_signing()`)
  const others = assertions.filter(({ id }) => id !== award.id)
  const revoked = others.slice(0, 200)
  const begun = performance.now()
  let changing = true
  let reads = 0
  const readers = [one, two, one, two].map(async (service) => {
    while (changing) {
      const { status } = await service.as(null).get(`/status-lists/${listId}`)
      if (status !== 200) throw new Error(`The list was answered with ${status}.`)
      reads += 1
    }
  })
  const waiting = [...revoked]
  const revokers = [one, two, one, two, one, two, one, two].map(async (service) => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const path = `/v1/assertions/${next.id}/revocation`
      const { status } = await service.admin.post(path, { reason: 'A test.' })
      if (status !== 200) throw new Error(`A revocation was answered with ${status}.`)
    }
  })
  await Promise.all(revokers)

  await t.test('our own verifier knows at once', async (t) => {
    const { credential } = award
    const before = await two.as(null).post('/v1/verify', { credential })
    t.equal(before.body.verdict, 'valid')
    const path = `/v1/assertions/${award.id}/revocation`
    t.equal((await one.admin.post(path, { reason: 'A test.' })).status, 200)
    t.equal((await two.as(null).post('/v1/verify', { credential })).body.verdict, 'invalid')
  })
  changing = false
  await Promise.all(readers)

  await t.test('without signing for each change', async (t) => {
    const seconds = (performance.now() - begun) / 1000
    const { rows } = await one.database.pool.query<{ count: number }>(
      'select count(*)::integer as count from signings',
    )
    const count = rows[0]?.count ?? 0
    // Five at once and one a second for each service, and one for each of the verifications.
    const most = 2 * (5 + Math.ceil(seconds)) + 2
    t.comment(
      `${revoked.length} revocations, ${reads} reads, ${count} signings in ${seconds.toFixed(1)} s`,
    )
    t.ok(reads > 20)
    t.ok(count <= most, `${count} signings, at most ${most}`)
  })

  await t.test('and within seconds every reader has them all', async (t) => {
    const places = [
      ...revoked.map(({ place }) => place),
      Number(award.credential.credentialStatus.statusListIndex),
    ]
    const expected = places.toSorted((a, b) => a - b)
    for (const service of services) t.strictSame(await shows(service, listId, expected), expected)
    t.match((await one.as(null).get(`/status-lists/${listId}`)).body, { id: url })
  })
})

t.test('a change is published at once where there are few', async (t) => {
  const { services, listId, assertions } = await twoServices(t, 5)
  const places: number[] = []
  for (const [number, { id, place }] of assertions.slice(0, 4).entries()) {
    const [writer, reader] = number % 2 === 0 ? services : services.toReversed()
    await (writer as Service).admin.post(`/v1/assertions/${id}/revocation`, { reason: 'A test.' })
    places.push(place)
    t.strictSame(
      await setIn(reader as Service, listId),
      places.toSorted((a, b) => a - b),
    )
  }
})
