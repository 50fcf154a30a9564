import t from 'tap'
import { unreachableImage } from '../support/images.ts'
import { nounOf, operationsOf, populate, renewed, requestFor } from '../support/operations.ts'
import { notAProblem } from '../support/problem.ts'
import { issuerInput, made } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('every noun is read and changed under conditions', async (t) => {
  const { admin } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  const deleted = new Set(
    operations.filter(({ method }) => method === 'DELETE').map(({ path }) => path),
  )
  const changing = operations.filter(
    ({ method, path }) => method === 'PATCH' && path.endsWith('/{id}') && deleted.has(path),
  )
  t.ok(changing.length >= 5)
  const inOrder = changing.toSorted((a, b) => order(a.path) - order(b.path))
  for (const operation of inOrder) {
    await t.test(nounOf(operation.path.split('/')[2]), async (t) => {
      const { path, body } = requestFor(operation, population)
      const read = () => admin.get(path)
      const etag = async () => (await read()).headers.get('etag') as string
      const first = await etag()
      t.match(first, /^"\d+"$/)

      for (const tags of [first, `W/${first}`, `"x", ${first}`, '*']) {
        const unchanged = await admin.get(path, { 'if-none-match': tags })
        t.equal(unchanged.status, 304, tags)
        t.equal(unchanged.text, '')
        t.equal(unchanged.headers.get('etag'), first)
      }
      for (const tags of ['"0"', '"x"', first.replaceAll('"', '')]) {
        t.equal((await admin.get(path, { 'if-none-match': tags })).status, 200, tags)
      }

      const before = (await read()).body
      for (const tags of ['"999"', '"x"', `W/${first}`, first.replaceAll('"', ''), '""', ',']) {
        for (const refused of [
          await admin.patch(path, body, { 'if-match': tags }),
          await admin.delete(path, { 'if-match': tags }),
        ]) {
          t.equal(refused.status, 412, tags)
          t.equal(notAProblem(refused, 'If-Match'), null)
        }
      }
      t.same((await read()).body, before, 'nothing was changed')

      const changed = await admin.patch(path, body, { 'if-match': `"7", ${first}` })
      t.equal(changed.status, 200)
      const second = changed.headers.get('etag')
      t.not(second, first)
      t.equal(await etag(), second)
      t.same((await read()).body, changed.body)
      t.equal((await admin.get(path, { 'if-none-match': first })).status, 200)
      t.equal((await admin.patch(path, body, { 'if-match': first })).status, 412, 'it moved on')
      t.equal((await admin.patch(path, body, { 'if-match': '*' })).status, 200)
      t.equal((await admin.patch(path, body)).status, 200, 'who states no condition has none')

      t.equal((await admin.delete(path, { 'if-match': await etag() })).status, 204)
      const archived = await read()
      t.equal(archived.status, 200, 'what is archived can still be read')
      t.type(archived.body.archivedAt, 'string')
      t.equal((await admin.delete(path)).status, 204)
      t.equal((await read()).body.archivedAt, archived.body.archivedAt, 'and stays archived')
      const back = await admin.patch(path, { archived: false })
      t.match(back, { status: 200, body: { archivedAt: null } })
    })
  }
})

/** The issuer comes last: what it awards needs it. */
function order(path: string): number {
  return Number(path.includes('issuers'))
}

/** What is said once, or stands in a list only: there is no address to read it at. */
const UNREADABLE = new Set([
  'issueCredential',
  'addLearnerIdentifier',
  'createVerification',
  'reissueAssertions',
  'mergeLearners',
  'createLearnerToken',
  'claimRecord',
  'completeRecordClaim',
  'claimBadge',
  'offerCredential',
  'askGuardian',
  'createGoal',
])

t.test('the ETag of a creation is that of the resource', async (t) => {
  const { admin } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  for (const operation of operations.filter(({ creates }) => creates)) {
    const { path, body } = requestFor(operation, await renewed(admin, operation, population))
    const created = await admin.post(path, body)
    const location = created.headers.get('location')
    if (location === null) {
      t.ok(UNREADABLE.has(operation.id), operation.id)
      continue
    }
    const read = await admin.get(location)
    t.equal(read.status, 200, operation.id)
    if (read.headers.has('etag')) t.equal(created.headers.get('etag'), read.headers.get('etag'))
  }
})

t.test('of changes made at the same time to the same state one is made', async (t) => {
  const { admin, databaseUrl } = await startService(t)
  const other = await startService(t, { databaseUrl })
  const issuer = made(await admin.post('/v1/issuers', issuerInput))
  const path = `/v1/issuers/${issuer.id}`
  const etag = (await admin.get(path)).headers.get('etag') as string
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, position) =>
      (position % 2 === 0 ? admin : other.admin).patch(
        path,
        { name: `Name ${position}` },
        { 'if-match': etag },
      ),
    ),
  )
  t.same(answers.map(({ status }) => status).sort(), [200, ...Array(19).fill(412)])
  const [winner] = answers.filter(({ status }) => status === 200)
  t.same((await admin.get(path)).body, winner?.body)

  await Promise.all(
    ['description', 'image', 'email'].map(async (member) => {
      const values = { description: 'New', image: unreachableImage, email: 'a@b.org' }
      // Read and repeat until the state is the one that was read: no change is lost.
      for (;;) {
        const tag = (await admin.get(path)).headers.get('etag') as string
        const change = { [member]: values[member as keyof typeof values] }
        const { status } = await admin.patch(path, change, { 'if-match': tag })
        if (status === 200) return
        t.equal(status, 412)
      }
    }),
  )
  t.match((await admin.get(path)).body, {
    description: 'New',
    image: unreachableImage,
    email: 'a@b.org',
  })
})
