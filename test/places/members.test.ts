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
