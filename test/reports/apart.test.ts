// Whoever reads two places, or knows whom it awarded itself, and takes one count away from another.
import t from 'tap'
import type { Client } from '../support/client.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

async function makePlace(admin: Client, issuerIds: string[]): Promise<string> {
  const { id } = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  for (const issuerId of issuerIds) {
    const invitations = `/v1/places/${id}/invitations`
    const asked = made(await admin.post(invitations, { issuerId, role: 'issuer-staff' }))
    await admin.post(`${invitations}/${asked.id}/acceptance`, {})
  }
  return id
}

t.test('one learner of another issuer is not what is left of a place', async (t) => {
  const { admin, as } = await startService(t)
  const of = (name: string, layer: string) =>
    makeBadgeClass(admin, { issuer: { name }, badgeClass: { layer, tags: ['Media'] } })
  const library = await of('Library', 'Engage')
  const museum = await of('Museum', 'Engage')
  const theatre = await of('Theatre', 'Lead')
  const award = (what: typeof library, learners: number[]) =>
    Promise.all(
      learners.map(async (number) =>
        made(
          await admin.post('/v1/assertions', {
            badgeClassId: what.badgeClass.id,
            recipient: { type: 'email', value: `learner-${number}@example.org` },
          }),
        ),
      ),
    )
  await award(library, range(0, 12))
  await award(museum, range(8, 18))
  await award(theatre, [30])
  const ids = [library, museum, theatre].map(({ issuer }) => issuer.id)
  const [all, two, one] = [
    await makePlace(admin, ids),
    await makePlace(admin, ids.slice(0, 2)),
    await makePlace(admin, ids.slice(0, 1)),
  ]
  const reader = as(await makeKey(admin, ['places:read'], library.issuer.id))
  const read = async (placeId: string) => {
    const told = new Map<string, { participants: number; badgesAwarded: number | null }>()
    for (const by of ['all', 'issuer', 'layer', 'ageBand']) {
      for (const period of ['all', 'month']) {
        const { body } = await reader.get(`/v1/places/${placeId}/report?by=${by}&period=${period}`)
        for (const row of body.rows) {
          if (!row.suppressed) told.set(`${by} ${row.value} ${row.period}`, row)
        }
      }
    }
    return told
  }

  t.equal((await read(one)).get('all all all')?.participants, 12)
  t.ok((await read(two)).size > 0, 'of two places with a difference of many both tell')
  for (const [larger, smaller] of [
    [all, two],
    [two, all],
  ] as const) {
    const told = await read(larger)
    for (const [name, row] of await read(smaller)) {
      const other = told.get(name)
      t.notOk(
        other && Math.abs(other.participants - row.participants) === 1,
        `${name} tells of one`,
      )
    }
  }
  await award(theatre, range(14, 26))
  t.equal((await read(all)).get('all all all')?.participants, 27)
  t.equal((await read(two)).get('all all all')?.participants, 18)
})
