import { randomUUID } from 'node:crypto'
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { learners, sendBatch } from '../support/award-batches.ts'
import type { Client } from '../support/client.ts'
import { makeFile, operationsOf, populate, requestFor } from '../support/operations.ts'
import { notAProblem } from '../support/problem.ts'
import { badgeClassInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

type Entry = { id: string }

/** Every page of a list, one after the other. */
async function pages(
  client: Client,
  path: string,
  limit: number,
  between: () => Promise<unknown> = async () => undefined,
): Promise<Entry[][]> {
  const found: Entry[][] = []
  const join = path.includes('?') ? '&' : '?'
  let cursor: string | null = null
  do {
    const at: string = cursor === null ? '' : `&cursor=${cursor}`
    const { status, body } = await client.get(`${path}${join}limit=${limit}${at}`)
    if (status !== 200) throw new Error(`${path}: ${status}`)
    found.push(body.data)
    cursor = body.nextCursor
    await between()
  } while (cursor !== null)
  return found
}

const idsOf = (entries: Entry[]) => entries.map(({ id }) => id)

const ELSEWHERE = new Set([
  'listAssertionsOfKey',
  'listMailMessages',
  'listLearnerAccesses',
  'listShareViews',
  'listPlaceInvitations',
  'listPlaceMembers',
  'listNetworkPlaces',
  'listPathwayCompletions',
  'listOpportunitiesAsIcs',
  'listOpportunitiesAsGeojson',
])

t.test('every list is paged by cursor', async (t) => {
  const { admin } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  const lists = operations.filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'cursor'),
  )
  t.ok(lists.length >= 6)
  for (const list of lists) {
    const operationId = list.id
    // Its entries are those of another list, or come about by what happens: see the tests of these.
    if (ELSEWHERE.has(operationId)) continue
    await t.test(operationId, async (t) => {
      const creation = operations.find((one) => one.creates && one.path === list.path)
      const isBatches = operationId === 'listAwardBatches'
      const isFiles = operationId === 'listFiles'
      if (creation === undefined && !isBatches && !isFiles) {
        throw new Error(`how is an entry of ${list.path} made?`)
      }
      const { path, body } = requestFor(creation ?? list, population)
      let made = 0
      const make = async () => {
        if (isBatches) {
          return (await sendBatch(admin, population.badgeClass as string, learners(1))).id as string
        }
        made += 1
        if (isFiles) return makeFile(admin, population.learner as string, `file ${made}`)
        let text = JSON.stringify(body).replaceAll('29001234567', `${operationId}-${made}`)
        if (operationId === 'listNetworkItems') {
          // Each badge class is shared once.
          const input = { issuerId: population.issuer, ...badgeClassInput }
          const fresh = await admin.post('/v1/badge-classes', input)
          text = text.replaceAll(population.badgeClass as string, fresh.body.id)
        }
        const { status, body: created } = await admin.post(path, JSON.parse(text))
        if (status !== 201) throw new Error(`${path}: ${status}`)
        return created.id as string
      }
      for (let position = 0; position < 10; position += 1) await make()
      const whole = await pages(admin, path, 200)
      t.equal(whole.length, 1)
      const all = idsOf(whole.flat())
      t.ok(all.length >= 11)
      t.same(all, all.toSorted(), 'in the order of their ids')

      for (const limit of [1, 3, all.length - 1, all.length, all.length + 1]) {
        const cut = await pages(admin, path, limit)
        t.same(idsOf(cut.flat()), all, `limit ${limit}: complete, and nothing twice`)
        t.equal(cut.length, Math.ceil(all.length / limit), 'and no empty page at the end')
        for (const page of cut.slice(0, -1)) t.equal(page.length, limit)
      }
      const during = idsOf((await pages(admin, path, 3, make)).flat())
      t.equal(new Set(during).size, during.length, 'nothing twice while entries are added')
      t.same(
        all.filter((id) => !during.includes(id)),
        [],
        'and none of the old ones is missing',
      )
    })
  }

  await t.test('limits and cursors that are none are refused', async (t) => {
    for (const list of lists) {
      const { path } = requestFor(list, population)
      for (const limit of ['0', '-1', '201', '2.5', 'all', '']) {
        t.equal(notAProblem(await admin.get(`${path}?limit=${limit}`), 'limit'), null, limit)
      }
      for (const limit of [1, 200]) {
        t.equal((await admin.get(`${path}?limit=${limit}`)).status, 200)
      }
      const cursors = ['x', 'null', population.issuer, btoa('x'), btoa(`${randomUUID()}x`), '%20']
      for (const cursor of cursors) {
        const answer = await admin.get(`${path}?cursor=${cursor}`)
        t.equal(notAProblem(answer, 'cursor'), null, `${path}?cursor=${cursor}`)
      }
      t.equal(notAProblem(await admin.get(`${path}?cursor=${'A'.repeat(201)}`), 'cursor'), null)
    }
  })
})

t.test('what is archived leaves the lists until it is asked for', async (t) => {
  const { admin } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  const deleted = new Set(
    operations
      .filter(({ method }) => method === 'DELETE')
      .map(({ path }) => path.replace(/\/\{\w+\}$/, '')),
  )
  for (const { path } of operations.filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'archived'),
  )) {
    // Lists in a form of others.
    if (/\.\w+$|\{/.test(path)) continue
    const [entry] = (await admin.get(path)).body.data
    // What is revoked with a reason, or erased, is in tests of its own.
    if (entry === undefined || !deleted.has(path)) continue
    const { id } = entry
    t.equal((await admin.delete(`${path}/${id}`)).status, 204, path)
    for (const [query, listed] of [
      ['', false],
      ['?archived=false', false],
      ['?archived=true', true],
    ] as const) {
      const ids = idsOf((await admin.get(`${path}${query}`)).body.data)
      t.equal(ids.includes(id), listed, `${path}${query}`)
    }
  }
  t.ok(population.issuer)
})

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
            const found = (await pages(admin, `/v1/assertions?${query}`, 5)).flat()
            t.same(found, expected, `${query}`)
          }
        }
      }
    }
    const bound = as(await makeKey(admin, [...SCOPES], museum.issuer.id))
    t.same(
      (await pages(bound, '/v1/assertions', 3)).flat(),
      awarded.filter(({ issuerId }) => issuerId === museum.issuer.id),
    )
  },
)
