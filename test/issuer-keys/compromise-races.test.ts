// What is signed while its key is declared compromised.
import pg from 'pg'
import t, { type Test } from 'tap'
import { createIssuerSigning } from '../../src/issuers/index.ts'
import { endorse, makeParties } from '../support/endorsement.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { awardOf, verdictOn, WEB } from './credentials.ts'

const compromise = (service: Service, issuerId: string) =>
  service.admin.post(`/v1/issuers/${issuerId}/keys/1/compromise`, { reason: 'Stolen.' })

/** Holds rows, so that whoever wants them stands still. */
async function hold(t: Test, { database, databaseUrl }: Service, rows: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  t.teardown(() => client.end())
  await client.query('begin')
  await client.query(`select 1 from ${rows} for update`)
  return {
    /** Until so many wait for a lock, or the answer is there. */
    async waiting(count: number, answer: Promise<unknown>) {
      let answered = false
      answer.finally(() => {
        answered = true
      })
      while (!answered) {
        const { rows } = await database.pool.query(
          `select 1 from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
        )
        if (rows.length >= count) return
      }
    },
    release: () => client.query('commit'),
  }
}

for (const [method, env] of Object.entries({ 'did:web': WEB, 'did:key': {} })) {
  t.test(`of a ${method}: what is under way is seen by whoever declares it`, async (t) => {
    const service = await startService(t, { env })
    const { issuer, badgeClass } = await makeBadgeClass(service.admin)
    const held = await hold(t, service, 'badge_class_versions')
    const award = awardOf(service, badgeClass.id)
    await held.waiting(1, award)
    const listed = compromise(service, issuer.id).then(() =>
      service.admin.get(`/v1/issuers/${issuer.id}/keys/1/assertions`),
    )
    await held.waiting(2, listed)
    await held.release()
    const { id } = await award
    t.match((await listed).body, { data: [{ id }] })
  })

  t.test(`of a ${method}: who comes after that signs with the new key`, async (t) => {
    const service = await startService(t, { env })
    const { library, radio, badgeClass } = await makeParties(service)
    const target = { type: 'badge-class', id: badgeClass.id }
    await awardOf(service, badgeClass.id)
    await endorse(library, radio, { type: 'issuer', id: library.id })
    const asked = made(
      await library.client.post('/v1/endorsements', { endorserId: radio.id, target }),
    )
    const held = await hold(t, service, 'status_lists')
    const declared = [library, radio].map(({ id }) => compromise(service, id))
    await held.waiting(2, Promise.all(declared))
    const award = awardOf(service, badgeClass.id)
    const endorsement = radio.client.post(`/v1/endorsements/${asked.id}/acceptance`, {})
    await held.waiting(4, Promise.all([award, endorsement]))
    await held.release()
    for (const { status } of await Promise.all(declared)) t.equal(status, 200)
    t.equal(await verdictOn(service, (await award).credential), 'valid')
    const accepted = await endorsement
    t.equal(accepted.status, 200, accepted.text)
    t.equal(await verdictOn(service, accepted.body.credential), 'valid')
  })
}

t.test('an issuer and its key are read as they belong together', async (t) => {
  const service = await startService(t)
  const { issuer } = await makeBadgeClass(service.admin)
  const nobody = { make: () => Promise.reject(), signer: async () => async () => Buffer.alloc(64) }
  const signing = createIssuerSigning(nobody, { error: () => undefined })
  let rotating = true
  const rotations = (async () => {
    for (let n = 0; n < 15; n++) {
      made(await service.admin.post(`/v1/issuers/${issuer.id}/keys`, {}))
    }
    rotating = false
  })()
  let read = 0
  while (rotating) {
    const signer = await service.database.transaction((tx) => signing.signerOf(tx, issuer.id))
    if (signer?.issuer.did !== signer?.did) t.fail('an old identity with a new key')
    read++
  }
  await rotations
  t.ok(read > 0)
})
