// "Leads to": what brings a learner closer to a badge, by whatever way there is.
import t from 'tap'
import { badgeClassInput, made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

async function harbour({ admin }: Pick<Service, 'admin'>) {
  const { issuer } = await makeBadgeClass(admin)
  const badge = async (name: string, rest: object = {}): Promise<string> => {
    const input = { ...badgeClassInput, issuerId: issuer.id, name, ...rest }
    return made(await admin.post('/v1/badge-classes', input)).id
  }
  const activity = async (name: string, rest: object): Promise<string> => {
    const input = { issuerId: issuer.id, name, ...rest }
    return made(await admin.post('/v1/opportunities', input)).id
  }
  const pathway = async (asked: object, rest: object = {}): Promise<string> => {
    const steps = [{ id: 'one', name: 'One', requires: asked }]
    return made(await admin.post('/v1/pathways', { name: 'Way', steps, ...rest })).id
  }
  const leading = async (to: string): Promise<string[]> => {
    const { status, body, text } = await admin.get(`/v1/opportunities?leadsTo=${to}`)
    if (status !== 200) throw new Error(text)
    return body.data.map(({ name }: { name: string }) => name)
  }
  return { badge, activity, pathway, leading }
}

t.test('what the steps of a pathway ask for leads to its badge', async (t) => {
  const { badge, activity, pathway, leading } = await harbour(await startService(t))
  const [first, second, other] = [await badge('A'), await badge('B'), await badge('C')]
  const [radio, career] = [await badge('Radio'), await badge('Career')]
  await activity('Club', { badgeClassIds: [first] })
  await activity('Course', { badgeClassIds: [second] })
  await activity('Chess', { badgeClassIds: [other] })
  const visit = await activity('Visit', { asksFor: [second] })
  const way = await pathway(
    { any: [{ badgeClass: first }, { opportunity: visit }] },
    { awards: radio },
  )
  t.same(await leading(radio), ['Club', 'Course', 'Visit'], 'a visit that asks for a course')
  t.same(await leading(career), [])
  await pathway({ pathway: await pathway({ pathway: way }) }, { awards: career })
  t.same(await leading(career), ['Club', 'Course', 'Visit'], 'through pathways within pathways')
  t.same(await leading(first), ['Club'])
})

t.test('by the badge that one pathway awards and another asks for', async (t) => {
  const service = await startService(t)
  const { badge, activity, pathway, leading } = await harbour(service)
  const [first, second, third] = [await badge('A'), await badge('B'), await badge('C')]
  await activity('Club', { badgeClassIds: [first] })
  const early = await pathway({ badgeClass: first }, { awards: second })
  await pathway({ badgeClass: second }, { awards: third })
  t.same(await leading(third), ['Club'])
  await service.admin.delete(`/v1/pathways/${early}`)
  t.same(await leading(third), [], 'not by one that is out of use')
})

t.test('by drafts nothing leads anywhere, by layers what has the layer does', async (t) => {
  const service = await startService(t)
  const { badge, activity, pathway, leading } = await harbour(service)
  const engaged = await badge('A', { layer: 'Engage' })
  const leader = await badge('B', { layer: 'Lead' })
  const radio = await badge('Radio')
  await activity('Club', { badgeClassIds: [engaged] })
  await activity('Council', { badgeClassIds: [leader] })
  const draft = { awards: radio, status: 'draft' }
  const way = await pathway({ layer: 'Engage', count: 1 }, draft)
  t.same(await leading(radio), [])
  await service.admin.patch(`/v1/pathways/${way}`, { status: 'published' })
  t.same(await leading(radio), ['Club'])
})

t.test('what awards a declared equivalent leads there too', async (t) => {
  const service = await startService(t)
  const { badge, activity, pathway, leading } = await harbour(service)
  const [own, theirs, radio] = [await badge('Own'), await badge('Theirs'), await badge('Radio')]
  await activity('Club', { badgeClassIds: [theirs] })
  await pathway({ badgeClass: own }, { awards: radio })
  t.same(await leading(own), [])
  const { status, text } = await service.admin.send('PUT', `/v1/badge-classes/${own}/equivalents`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ badgeClassIds: [theirs] }),
  })
  t.equal(status, 200, text)
  t.same(await leading(own), ['Club'])
  t.same(await leading(radio), ['Club'])
  t.same(await leading(theirs), ['Club'])
})
