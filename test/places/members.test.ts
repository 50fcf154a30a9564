// What issuers may do in places: those that were asked, members by their role, and the lead.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import type { Client } from '../support/client.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

/** An issuer with a badge class, and its key. */
async function makeIssuer({ admin, as }: Pick<Service, 'admin' | 'as'>) {
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const client = as(await makeKey(admin, [...SCOPES], issuer.id))
  const steps = [{ id: 'one', name: 'One', requires: { badgeClass: badgeClass.id } }]
  return { id: issuer.id as string, badgeClassId: badgeClass.id as string, client, steps }
}

/** Asks an issuer in; it accepts at once where that is said. */
async function ask(admin: Client, place: string, issuerId: string, role: string, accepts = true) {
  const path = `/v1/places/${place}/invitations`
  const { id } = made(await admin.post(path, { issuerId, role }))
  if (accepts) await admin.post(`${path}/${id}/acceptance`, undefined)
  return `/v1/places/${place}/members/${id}`
}

t.test('only members that work in a place put something into it', async (t) => {
  const { admin, as } = await startService(t)
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const library = await makeIssuer({ admin, as })
  const { client, steps } = library
  const own = made(await client.post('/v1/pathways', { name: 'Own', steps }))
  const activity = made(await client.post('/v1/opportunities', { name: 'Own' }))
  const document = (await client.get(`/v1/pathways/${own.id}/ctdl`)).body
  const placeId = place.id
  const attempts = (): [string, ReturnType<Client['post']>][] => [
    ['makes a pathway', client.post('/v1/pathways', { name: 'W', steps, placeId })],
    ['moves a pathway', client.patch(`/v1/pathways/${own.id}`, { placeId })],
    ['imports a pathway', client.post(`/v1/pathways/imports?placeId=${placeId}`, document)],
    ['makes an opportunity', client.post('/v1/opportunities', { name: 'O', placeId })],
    ['moves an opportunity', client.patch(`/v1/opportunities/${activity.id}`, { placeId })],
  ]
  for (const [what, answer] of attempts()) t.match(await answer, { status: 404 }, `${what}: nobody`)
  const member = await ask(admin, place.id, library.id, 'issuer-staff', false)
  for (const [what, answer] of attempts()) {
    t.match(
      await answer,
      { status: 404, body: { errors: [{ field: 'placeId' }] } },
      `${what}: asked`,
    )
  }
  const { data } = (await client.get(`/v1/places/${place.id}/members`)).body
  t.same(data, [], 'who was asked does not see who is there')
  const others = (await client.get(`/v1/places/${place.id}/invitations`)).body.data
  t.match(others, [{ issuerId: library.id, status: 'invited' }])
  await client.post(`${member.replace('members', 'invitations')}/acceptance`, undefined)
  const init = (role: string) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role }),
  })
  for (const role of ['reader', 'reviewer', 'partner-platform']) {
    await admin.send('PUT', `${member}/role`, init(role))
    for (const [what, answer] of attempts()) {
      t.match(await answer, { status: 403 }, `${what}: ${role}`)
    }
    const elsewhere = made(await client.post('/v1/opportunities', { name: 'Elsewhere' }))
    t.equal(elsewhere.placeId, null, 'nor does it get there by itself')
  }
  for (const role of ['issuer-staff', 'lead']) {
    await admin.send('PUT', `${member}/role`, init(role))
    for (const [what, answer] of attempts()) {
      t.ok((await answer).status < 300, `${what}: ${role}`)
    }
  }
})

t.test('the lead has every pathway of its place, members those that are published', async (t) => {
  const { admin, as } = await startService(t)
  const [lead, staff, reader, stranger] = [
    await makeIssuer({ admin, as }),
    await makeIssuer({ admin, as }),
    await makeIssuer({ admin, as }),
    await makeIssuer({ admin, as }),
  ]
  const place = made(await lead.client.post('/v1/places', { name: 'Harbour City' }))
  await ask(admin, place.id, staff.id, 'issuer-staff')
  await ask(admin, place.id, reader.id, 'reader')
  await ask(admin, place.id, stranger.id, 'issuer-staff', false)
  const way = { placeId: place.id, steps: staff.steps }
  const { id } = made(await staff.client.post('/v1/pathways', { ...way, name: 'Into radio' }))
  const unready = { ...way, name: 'Draft', status: 'draft' }
  const draft = made(await staff.client.post('/v1/pathways', unready))
  const elsewhere = made(await staff.client.post('/v1/pathways', { name: 'X', steps: staff.steps }))

  const listed = async ({ client }: typeof lead) =>
    (await client.get('/v1/pathways')).body.data.map((one: { id: string }) => one.id)
  t.same(await listed(lead), [id, draft.id])
  t.same(await listed(reader), [id])
  t.same(await listed(stranger), [], 'who was asked sees none')
  t.same(await listed(staff), [id, draft.id, elsewhere.id])

  const learner = made(
    await admin.post('/v1/assertions', {
      badgeClassId: reader.badgeClassId,
      recipient: { type: 'email', value: 'ada@example.org' },
    }),
  ).learnerId
  const reads = (of: string) => [
    `/v1/pathways/${of}`,
    `/v1/pathways/${of}/ctdl`,
    `/v1/pathways/${of}/versions`,
  ]
  const learners = (of: string) => [
    `/v1/learners/${learner}/pathways/${of}`,
    `/v1/learners/${learner}/routes?pathwayId=${of}`,
  ]
  for (const path of [...reads(id), ...learners(id)]) {
    t.equal((await reader.client.get(path)).status, 200, path)
    t.equal((await stranger.client.get(path)).status, 404, path)
  }
  for (const path of [...reads(draft.id), ...learners(draft.id)]) {
    t.equal((await reader.client.get(path)).status, 404, path)
  }
  for (const path of [...reads(id), ...reads(draft.id)]) {
    t.equal((await lead.client.get(path)).status, 200, path)
  }
  for (const { client } of [lead, reader, stranger]) {
    for (const path of [`/v1/pathways/${elsewhere.id}`, `/v1/pathways/${id}/completions`]) {
      t.equal((await client.get(path)).status, 404, path)
    }
  }
  t.equal((await staff.client.get(`/v1/pathways/${id}/completions`)).status, 200)

  const path = `/v1/pathways/${id}`
  t.equal((await reader.client.patch(path, { name: 'Mine' })).status, 403)
  t.equal((await stranger.client.patch(path, { name: 'Mine' })).status, 404)
  t.match((await lead.client.patch(path, { name: 'Ours' })).body, {
    name: 'Ours',
    issuerId: staff.id,
  })
  const revised = await lead.client.patch(path, { steps: lead.steps, awards: staff.badgeClassId })
  t.match(revised, { status: 200, body: { version: 2, awards: staff.badgeClassId } })
  const published = await lead.client.patch(`/v1/pathways/${draft.id}`, { status: 'published' })
  t.match(published, { status: 200, body: { status: 'published' } })
  t.match(await lead.client.patch(path, { placeId: null }), { status: 400 }, 'it stays there')
  const own = made(await lead.client.post('/v1/places', { name: 'Lake Town' }))
  t.match(await lead.client.patch(path, { placeId: own.id }), { status: 404 })
  const foreign = { awards: stranger.badgeClassId }
  t.match(await lead.client.patch(path, foreign), { status: 400 }, 'of no member')
  const within = [{ id: 'one', name: 'One', requires: { pathway: id } }]
  t.equal((await lead.client.post('/v1/pathways', { name: 'All', steps: within })).status, 201)
  t.equal((await stranger.client.post('/v1/pathways', { name: 'All', steps: within })).status, 400)
  t.equal((await lead.client.delete(`/v1/pathways/${draft.id}`)).status, 204)
})
