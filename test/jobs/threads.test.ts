import t from 'tap'
import { startJobThreads } from '../../src/jobs/index.ts'
import { awardOf } from '../issuer-keys/credentials.ts'
import { until } from '../support/embedded.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.setTimeout(120_000)

t.test('threads work off jobs, and end when they are told', async (t) => {
  const service = await startService(t)
  const { admin, databaseUrl, deps } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  await awardOf(service, badgeClass.id)
  const path = `/v1/issuers/${issuer.id}/keys/1`
  await admin.post(`${path}/compromise`, { reason: 'Stolen.' })
  const jobs = startJobThreads({
    count: 2,
    data: { config: deps.config, databaseUrl, masterKey: Buffer.alloc(32, 7) },
    log: deps.log,
  })
  made({ ...(await admin.post(`${path}/reissue`, {})), status: 201 })
  await until(async () => (await admin.get(`${path}/reissue`)).body.status === 'completed')
  await jobs.stop()
  t.notMatch(service.log(), /a thread of jobs/)
  const { carried, library } = jobs.canonicaliserStats()
  const others = Object.values(library).reduce((sum, count) => sum + count, 0)
  t.ok(carried + others > 0, 'what they have signed is counted here')
})

t.test('a thread that breaks is started again, and the service goes on', async (t) => {
  const { admin, deps, log } = await startService(t)
  const jobs = startJobThreads({
    count: 1,
    data: {
      config: deps.config,
      databaseUrl: 'postgres://127.0.0.1:1/none',
      masterKey: Buffer.alloc(32, 7),
    },
    log: deps.log,
  })
  await until(() => log().split('is started again').length > 2)
  t.equal((await admin.get('/readyz')).status, 200)
  await jobs.stop()
})
