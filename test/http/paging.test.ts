// Every list of the description, page by page.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import t from 'tap'
import { learners, sendBatch } from '../support/award-batches.ts'
import {
  makeFile,
  type Operation,
  operationsOf,
  populate,
  requestFor,
} from '../support/operations.ts'
import { pages } from '../support/pages.ts'
import { notAProblem } from '../support/problem.ts'
import { badgeClassInput, issuerInput, made } from '../support/programme.ts'
import { startService } from '../support/service.ts'

/** Lists whose entries come about in ways of their own: which test pages them, and how it says so. */
const ELSEWHERE: Record<string, { file: string; says: RegExp }> = {
  // Newest first.
  listShareViews: { file: 'shares/life.test.ts', says: /\/views\?limit=2&cursor=/ },
  listAssertionsOfKey: { file: 'issuer-keys/rotation.test.ts', says: /\/assertions\?limit=2\$/ },
  // Completed by jobs.
  listPathwayCompletions: { file: 'pathways/completion.test.ts', says: /\/completions`, 2\)/ },
}

/** Reading of these is an entry itself. */
const GROW = new Set(['listLearnerAccesses'])

t.test('every list is paged by cursor', async (t) => {
  const { admin } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  const lists = operations.filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'cursor'),
  )
  t.ok(lists.length >= 6)

  /** What makes one more entry of a list; the id by which it stands there. */
  function maker(list: Operation): (number: number) => Promise<string> {
    const special = makers[list.id]
    if (special !== undefined) return special
    const path = list.path.replace(/\.\w+$/, '')
    const creation = operations.find((one) => one.creates && one.path === path)
    if (creation === undefined) throw new Error(`how is an entry of ${list.path} made?`)
    const request = requestFor(creation, population)
    return async (number) => {
      const card = `${list.id}-${number}`
      const text = JSON.stringify(request.body).replaceAll('29001234567', card)
      const { status, body } = await admin.post(request.path, JSON.parse(text))
      if (status !== 201) throw new Error(`${request.path}: ${status}`)
      return body.id
    }
  }

  const { learner, badgeClass, place, claimCode, code } = population as Record<string, string>
  const network = `/v1/networks/${population.network}`
  // Nobody has dealt with them so far.
  const identifiers = [{ type: 'email', value: 'quiet@example.org' }]
  const quiet = made(await admin.post('/v1/learners', { identifiers }))
  const makers: Record<string, (number: number) => Promise<string>> = {
    listAwardBatches: async () => (await sendBatch(admin, badgeClass as string, learners(1))).id,
    listFiles: (number) => makeFile(admin, learner as string, `file ${number}`),
    async listMailMessages(number) {
      const to = `friend-${number}@example.org`
      return made(await admin.post(`/v1/claim-codes/${claimCode}/invitations`, { code, to }))
        .mailMessageId
    },
    async listLearnerAccesses() {
      await admin.get(`/v1/learners/${quiet.id}`)
      return ''
    },
    async listNetworkItems() {
      const input = { issuerId: population.issuer, ...badgeClassInput }
      const { id: badgeClassId } = made(await admin.post('/v1/badge-classes', input))
      return made(await admin.post(`${network}/items`, { placeId: place, badgeClassId })).id
    },
    async listNetworkPlaces() {
      const { id: placeId } = made(await admin.post('/v1/places', { name: 'Harbour Town' }))
      made(await admin.post(`${network}/places`, { placeId }))
      return placeId
    },
    listPlaceInvitations: async () => (await invited()).id,
    async listPlaceMembers() {
      const { id, path } = await invited()
      const { status } = await admin.post(`${path}/${id}/acceptance`, undefined)
      if (status !== 200) throw new Error(`acceptance: ${status}`)
      return id
    },
  }

  /** Another issuer that was asked into the place. */
  async function invited() {
    const { id: issuerId } = made(await admin.post('/v1/issuers', issuerInput))
    const path = `/v1/places/${place}/invitations`
    return { ...made(await admin.post(path, { issuerId, role: 'reader' })), path }
  }

  for (const list of lists) {
    const elsewhere = ELSEWHERE[list.id]
    if (elsewhere !== undefined) {
      const text = await readFile(new URL(`../${elsewhere.file}`, import.meta.url), 'utf8')
      t.match(text, elsewhere.says, `${list.id} is paged in ${elsewhere.file}`)
      continue
    }
    await t.test(list.id, async (t) => {
      const about = GROW.has(list.id) ? { ...population, learner: quiet.id } : population
      const { path } = requestFor(list, about)
      const make = maker(list)
      let number = 0
      const another = () => {
        number += 1
        return make(number)
      }
      for (let position = 0; position < 10; position += 1) await another()
      const whole = await pages(admin, path, 200)
      t.equal(whole.length, 1)
      const all = whole.flat()
      t.ok(all.length >= 10)
      t.same(all, all.toSorted(), 'in the order of their ids')

      for (const limit of [1, 3, all.length - 1, all.length, all.length + 1]) {
        const cut = await pages(admin, path, limit, GROW.has(list.id) ? all.length : undefined)
        t.same(cut.flat().slice(0, all.length), all, `limit ${limit}: complete, and nothing twice`)
        for (const page of cut.slice(0, -1)) t.equal(page.length, limit)
        if (GROW.has(list.id)) continue
        t.equal(cut.flat().length, all.length)
        t.equal(cut.length, Math.ceil(all.length / limit), 'and no empty page at the end')
      }
      if (GROW.has(list.id)) return
      const during = (await pages(admin, path, 3, undefined, another)).flat()
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
  const archivable = operations.filter(
    ({ path, parameters }) =>
      // The same in another form.
      !/\.\w+$/.test(path) && parameters.some(({ name }) => name === 'archived'),
  )
  t.ok(archivable.length >= 10)
  // What others need goes last.
  const inOrder = archivable.toSorted((a, b) => needed(a.path) - needed(b.path))
  for (const list of inOrder) {
    const removal = operations.find(
      ({ method, path }) => method === 'DELETE' && path.replace(/\/\{\w+\}$/, '') === list.path,
    )
    const { path } = requestFor(list, population)
    if (removal === undefined) {
      // It is ended otherwise, or never: asked for or not, the list can be read.
      t.ok(NEVER_REMOVED.has(list.id), list.id)
      t.same(await pages(admin, `${path}?archived=true`, 200), await pages(admin, path, 200))
      continue
    }
    const { id } = (await admin.get(path)).body.data.at(-1)
    t.equal((await admin.delete(`${path}/${id}`)).status, 204, path)
    for (const [query, listed] of [
      ['', false],
      ['?archived=false', false],
      ['?archived=true', true],
    ] as const) {
      const ids = (await pages(admin, `${path}${query}`, 200)).flat()
      t.equal(ids.includes(id), listed, `${path}${query}`)
    }
  }
})

/** What is never taken out of its list. */
const NEVER_REMOVED = new Set(['listConsents', 'listConsentTexts', 'listPathwayCompletions'])

function needed(path: string): number {
  return ['/v1/issuers', '/v1/learners', '/v1/badge-classes'].indexOf(path) + 1
}
