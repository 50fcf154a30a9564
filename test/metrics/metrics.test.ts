import t from 'tap'
import { awardOf } from '../issuer-keys/credentials.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { strangersBadge } from '../verifications/strangers.ts'

async function metricsOf({ as }: Service): Promise<Map<string, number>> {
  const { text } = await as(null).get('/metrics')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]))
}

t.test('what was canonicalised, and how, is counted', async (t) => {
  const service = await startService(t)
  const { badgeClass } = await makeBadgeClass(service.admin)
  const answer = await service.as(null).get('/metrics')
  t.equal(answer.status, 200)
  t.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/)
  for (let number = 0; number < 6; number++) await awardOf(service, badgeClass.id)
  const compiled = 'waymark_canonical_documents_total{by="compiled"}'
  const before = await metricsOf(service)
  t.ok((before.get(compiled) ?? 0) > 0)
  t.ok((before.get('waymark_canonical_shapes') ?? 0) > 0)
  t.equal(before.get('waymark_canonical_differences_total'), 0)
  t.ok(before.has('waymark_canonical_checks_total'))
  await awardOf(service, badgeClass.id)
  const after = await metricsOf(service)
  t.ok((after.get(compiled) ?? 0) > (before.get(compiled) ?? 0))
})

t.test('what strangers were asked for, and what came of it, is counted', async (t) => {
  const service = await startService(t)
  const { port } = await startServer(t, (_request, response) => response.end('{}'))
  const issuer = `http://127.0.0.1:${port}/issuer`
  const credential = await strangersBadge({ issuer })
  for (let time = 0; time < 2; time += 1) {
    await service.as(null).post('/v1/verify', { credential })
  }
  const metrics = await metricsOf(service)
  t.equal(metrics.get('waymark_foreign_documents_total{how="fetched"}'), 2, 'profile and JWKS')
  t.equal(metrics.get('waymark_foreign_documents_total{how="kept"}'), 2)
  t.ok((metrics.get('waymark_foreign_documents_bytes') ?? 0) > 0)
  t.equal(metrics.get('waymark_outbound_requests_total{outcome="answered"}'), 2)
  t.equal(metrics.get('waymark_outbound_requests_total{outcome="failed"}'), 0)
})

t.test('what waits in the background is counted until it is done', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const pathway = {
    name: 'Into radio',
    steps: [{ id: 'listen', name: 'Listen', requires: { badgeClass: badgeClass.id } }],
    awards: (await makeBadgeClass(admin)).badgeClass.id,
  }
  made(await admin.post('/v1/pathways', pathway))
  const waiting = 'waymark_jobs_waiting{task="pathway-moves"}'
  t.equal((await metricsOf(service)).get(waiting), undefined)
  await awardOf(service, badgeClass.id)
  while ((await metricsOf(service)).get(waiting) !== 1);
  await withJobs(t, service)
  while ((await metricsOf(service)).get(waiting) !== undefined);
})
