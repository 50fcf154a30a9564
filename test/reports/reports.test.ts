// Reports of a place: what happens in it, in step with every award, and nobody in it.
import t from 'tap'
import type { Client } from '../support/client.ts'
import { issuerInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

type Fact = { issuerId: string; layer: string; learner: string; day: string; id: string }

/** A place with its issuers as members. */
async function makePlace(admin: Client, issuerIds: string[]): Promise<string> {
  const { id } = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  for (const issuerId of issuerIds) await join(admin, id, issuerId)
  return id
}

async function join(admin: Client, placeId: string, issuerId: string): Promise<string> {
  const asked = { issuerId, role: 'issuer-staff' }
  const { id } = (await admin.post(`/v1/places/${placeId}/invitations`, asked)).body
  t.equal((await admin.post(`/v1/places/${placeId}/invitations/${id}/acceptance`, {})).status, 200)
  return id
}

/** Counted by reading everything that ever happened. */
function counted(facts: Fact[], by: string, kind: string) {
  const sliceOf = (fact: Fact) =>
    by === 'issuer' ? fact.issuerId : by === 'layer' ? fact.layer : 'all'
  const periodOf = ({ day }: Fact) => {
    if (kind === 'all') return 'all'
    if (kind === 'year') return day.slice(0, 4)
    if (kind === 'month') return day.slice(0, 7)
    return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
  }
  const cells = Map.groupBy(facts, (fact) => `${sliceOf(fact)} ${periodOf(fact)}`)
  return new Map(
    [...cells].map(([name, some]) => [
      name,
      { participants: new Set(some.map(({ learner }) => learner)).size, badges: some.length },
    ]),
  )
}

t.test('a place sees what happens in it, and nobody in it', async (t) => {
  let today = '2025-02-10'
  const { admin, as } = await startService(t, { now: () => new Date(`${today}T12:00:00Z`) })
  const library = await makeBadgeClass(admin, { badgeClass: { layer: 'Engage' } })
  const museum = await makeBadgeClass(admin, {
    issuer: { name: 'Museum' },
    badgeClass: { layer: 'Demonstrate', suspendable: true },
  })
  const stranger = await makeBadgeClass(admin, { issuer: { name: 'Stranger' } })
  const placeId = await makePlace(admin, [library.issuer.id, museum.issuer.id])
  let facts: Fact[] = []

  const award = async (of: typeof library, learners: number[]) => {
    await Promise.all(
      learners.map(async (number) => {
        const learner = `learner-${number}@example.org`
        const { id } = made(
          await admin.post('/v1/assertions', {
            badgeClassId: of.badgeClass.id,
            recipient: { type: 'email', value: learner },
          }),
        )
        const layer = of.badgeClass.layer ?? 'none'
        facts.push({ issuerId: of.issuer.id, layer, learner, day: today, id })
      }),
    )
  }
  const read = async (by: string, period: string) =>
    (await admin.get(`/v1/places/${placeId}/report?by=${by}&period=${period}`)).body
  const agree = async (members: string[]) => {
    const inPlace = facts.filter(({ issuerId }) => members.includes(issuerId))
    for (const by of ['all', 'issuer', 'layer']) {
      for (const period of ['all', 'year', 'quarter', 'month']) {
        const { rows, threshold } = await read(by, period)
        const expected = counted(inPlace, by, period)
        t.ok(rows.length >= expected.size, `${by} by ${period}`)
        for (const row of rows) {
          const cell = expected.get(`${row.value} ${row.period}`)
          if (row.suppressed) {
            t.match(row, { participants: null, badgesAwarded: null, daysToNextBadge: null })
          } else {
            t.ok(row.participants >= threshold)
            t.equal(row.participants, cell?.participants)
            if (row.badgesAwarded !== null) t.equal(row.badgesAwarded, cell?.badges)
          }
        }
      }
    }
  }
  const range = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => from + at)
  const both = [library.issuer.id, museum.issuer.id]

  await agree(both)
  await award(library, range(0, 30))
  await award(museum, range(20, 28))
  await award(stranger, range(0, 9))
  await agree(both)
  today = '2025-03-02'
  await award(museum, range(28, 40))
  await award(library, [30, 31])
  await agree(both)
  today = '2026-01-20'
  await award(library, range(0, 6))
  await award(museum, range(0, 12))
  await agree(both)

  const year = await read('issuer', 'year')
  const small = year.rows.filter((row: { suppressed: boolean }) => row.suppressed)
  t.same(small, [], 'nothing small in any year')
  const months = await read('issuer', 'month')
  const march = months.rows.filter((row: { period: string }) => row.period === '2025-03')
  t.match(march, [{ suppressed: true }, { suppressed: true }], 'two learners hide behind others')
  t.equal((await read('all', 'all')).rows[0].daysToNextBadge > 0, true)

  const [first, second] = facts.filter(({ issuerId }) => issuerId === museum.issuer.id)
  await admin.post(`/v1/assertions/${first?.id}/revocation`, { reason: 'A mistake.' })
  await admin.post(`/v1/assertions/${second?.id}/suspension`, { reason: 'A question.' })
  const kept = facts
  facts = kept.filter(({ id }) => id !== first?.id && id !== second?.id)
  await agree(both)
  await admin.send('DELETE', `/v1/assertions/${second?.id}/suspension`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'Answered.' }),
  })
  facts = kept.filter(({ id }) => id !== first?.id)
  await agree(both)

  await join(admin, placeId, stranger.issuer.id)
  await agree([...both, stranger.issuer.id])

  const gone = facts.filter(({ issuerId }) => issuerId === library.issuer.id)[0] as Fact
  const found = await admin.post('/v1/learners/search', {
    identifier: { type: 'email', value: gone.learner },
  })
  const erasure = `/v1/learners/${found.body.data[0].id}/erasure`
  t.match(await admin.post(erasure, { reason: 'Asked to be forgotten.' }), { status: 202 })
  facts = facts.filter(({ learner }) => learner !== gone.learner)
  await agree([...both, stranger.issuer.id])

  const csv = await admin.get(`/v1/places/${placeId}/report?by=issuer`, { accept: 'text/csv' })
  t.match(csv.headers.get('content-type'), /^text\/csv/)
  t.match(csv.text.split('\r\n')[0], 'period,value,name,suppressed,participants')

  const svg = await admin.get(`/v1/places/${placeId}/report?by=layer`, { accept: 'image/svg+xml' })
  t.match(
    svg.text,
    /^<svg .*<title id="title">Participants by layer.*<desc id="table">.*Engage: \d+\./s,
  )
  const none = await admin.get(`/v1/places/${placeId}/report`, { accept: 'application/pdf' })
  t.equal(none.status, 406)

  const outsider = made(await admin.post('/v1/issuers', { ...issuerInput, name: 'Outsider' }))
  const path = `/v1/places/${placeId}/report`
  t.equal((await as(await makeKey(admin, ['places:read'], outsider.id)).get(path)).status, 404)
  const inside = as(await makeKey(admin, ['places:read'], museum.issuer.id))
  t.equal((await inside.get(path)).status, 200)
})
