import t from 'tap'
import { awardOf } from '../issuer-keys/credentials.ts'
import { makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

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
