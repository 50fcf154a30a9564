import { randomUUID } from 'node:crypto'
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import type { Client } from '../support/client.ts'
import { badgeClassInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

type Assertion = Record<string, unknown>

/** Every entry of a list, three at a time. */
async function all(client: Client, path: string): Promise<Assertion[]> {
  const found: Assertion[] = []
  const first = `${path}${path.includes('?') ? '&' : '?'}limit=3`
  let next: string | null = first
  while (next !== null) {
    const { body } = await client.get(next)
    found.push(...body.data)
    next = body.nextCursor === null ? null : `${first}&cursor=${body.nextCursor}`
  }
  return found
}

t.test(
  'assertions are found by learner, badge class, issuer and status, in any combination',
  async (t) => {
    const { admin, as } = await startService(t)
    const library = await makeBadgeClass(admin)
    const museum = await makeBadgeClass(admin)
    const second = made(
      await admin.post('/v1/badge-classes', { issuerId: library.issuer.id, ...badgeClassInput }),
    )
    const card = (value: string) => ({ type: 'library-card', value, authority: 'harbour' })
    const awarded = []
    for (const badgeClass of [library.badgeClass, second, museum.badgeClass]) {
      for (const value of ['1', '2']) {
        for (const revoked of [false, true]) {
          const body = { badgeClassId: badgeClass.id, recipient: card(value) }
          const { id } = made(await admin.post('/v1/assertions', body))
          if (revoked) await admin.post(`/v1/assertions/${id}/revocation`, { reason: 'A mistake.' })
          const { credential, ...summary } = (await admin.get(`/v1/assertions/${id}`)).body
          t.type(credential, 'object')
          awarded.push(summary)
        }
      }
    }
    const filters = {
      learnerId: [...new Set(awarded.map(({ learnerId }) => learnerId)), randomUUID()],
      badgeClassId: [library.badgeClass.id, second.id, museum.badgeClass.id],
      issuerId: [library.issuer.id, museum.issuer.id, randomUUID()],
      status: ['active', 'revoked'],
    }
    const choices = (name: keyof typeof filters) => [undefined, ...filters[name]]
    for (const learnerId of choices('learnerId')) {
      for (const badgeClassId of choices('badgeClassId')) {
        for (const issuerId of choices('issuerId')) {
          for (const status of choices('status')) {
            const wanted = Object.entries({ learnerId, badgeClassId, issuerId, status }).filter(
              ([, value]) => value !== undefined,
            ) as [keyof typeof filters, string][]
            const expected = awarded.filter((one) =>
              wanted.every(([name, value]) => one[name] === value),
            )
            const query = new URLSearchParams(wanted)
            const found = await all(admin, `/v1/assertions?${query}`)
            t.same(found, expected, `${query}`)
          }
        }
      }
    }
    const bound = as(await makeKey(admin, [...SCOPES], museum.issuer.id))
    t.same(
      await all(bound, '/v1/assertions'),
      awarded.filter(({ issuerId }) => issuerId === museum.issuer.id),
    )
  },
)
