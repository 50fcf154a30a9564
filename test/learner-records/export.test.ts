import { createHash } from 'node:crypto'
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { batchWhen, sendBatch } from '../support/award-batches.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { ADMIN_API_KEY, startService } from '../support/service.ts'
import { download } from './archive.ts'

const email = { type: 'email', value: 'samira.quayle@example.org' }
const card = { type: 'library-card', value: '2900 5518 7734', authority: 'harbour' }

t.test('a learner leaves with all of it', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin, as } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const other = await makeBadgeClass(admin)
  const key = await makeKey(admin, [...SCOPES], issuer.id)
  const library = as(key)
  const learner = made(
    await admin.post('/v1/learners', { identifiers: [email, card], displayName: 'Samira' }),
  )
  const first = made(
    await library.post('/v1/assertions', {
      badgeClassId: badgeClass.id,
      recipient: card,
      note: 'Aunt',
    }),
  )
  const elsewhere = made(
    await admin.post('/v1/assertions', { badgeClassId: other.badgeClass.id, recipient: email }),
  )
  const endorsement = made(
    await admin.post('/v1/endorsements', {
      endorserId: other.issuer.id,
      target: { type: 'assertion', id: first.id },
      comment: 'I saw it.',
    }),
  )
  const rows = [{ recipient: { type: 'email', value: 'jo@example.net' } }, { recipient: email }]
  const batch = await sendBatch(admin, other.badgeClass.id, rows)
  await batchWhen(admin, batch.id, 'completed')

  const path = `/v1/learners/${learner.id}/export`
  const { answer, files } = await download(service, path)
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'application/zip')
  const text = (name: string) => files.get(name)?.toString() ?? ''
  t.match(text('README.txt'), /what is kept about you, as it was on .*, but not all of it/)
  t.match(JSON.parse(text('learner/learner.json')), {
    id: learner.id,
    displayName: 'Samira',
    identifiers: [{ type: 'email', value: email.value }, { type: 'library-card' }],
  })
  for (const { id, credentialUrl } of [first, elsewhere]) {
    const publicId = credentialUrl.split('/').at(-1)
    const folder = `assertions/${publicId}`
    t.equal(JSON.parse(text(`${folder}/award.json`)).id, id)
    for (const [file, suffix] of [
      ['credential.json', 'json'],
      ['credential.jwt', 'jwt'],
      ['badge.png', 'png'],
      ['badge.svg', 'svg'],
    ]) {
      const served = await fetch(`${credentialUrl}.${suffix}`).then((one) => one.arrayBuffer())
      t.ok(files.get(`${folder}/${file}`)?.equals(Buffer.from(served)), `${file} as it is served`)
    }
  }
  t.match(text(`endorsements/${endorsement.id}.json`), /I saw it/)
  t.match(text(`award-batches/${batch.id}-2.json`), /samira\.quayle/)
  t.notOk([...files.values()].some((content) => content.includes('jo@example.net')))

  const index = text('index.csv').trim().split('\r\n').slice(1)
  t.equal(index.length, files.size - 1, 'every file but the index is in it')
  for (const line of index) {
    const [name = '', bytes, sha256] = line.split(',')
    const content = files.get(name) as Buffer
    t.equal(createHash('sha256').update(content).digest('hex'), sha256)
    t.equal(String(content.length), bytes)
  }

  await t.test('an issuer gets what it has to do with', async (t) => {
    const { files } = await download(service, path, key)
    const names = [...files.keys()]
    t.ok(
      names.some((name) => name.startsWith(`assertions/${first.credentialUrl.split('/').at(-1)}`)),
    )
    t.notOk(names.some((name) => name.includes(elsewhere.credentialUrl.split('/').at(-1))))
    const all = [...files.values()].map(String).join('\n')
    t.notOk(all.includes('samira.quayle'), 'nor an identifier that it never met')
    t.notOk(names.includes('learner/learner.json'))
    t.match(String(files.get('README.txt')), /what one organisation .* keeps about you.* equality/s)
    const strangers = await makeKey(admin, [...SCOPES], (await makeBadgeClass(admin)).issuer.id)
    t.equal((await download(service, path, strangers)).answer.status, 404)
  })

  await t.test('the learner asks for it', async (t) => {
    const { token } = made(await admin.post(`/v1/learners/${learner.id}/tokens`, {}))
    const own = await download(service, path, token)
    t.equal(own.answer.status, 200)
    t.ok(own.files.has('learner/learner.json'))
    const stranger = made(
      await admin.post('/v1/learners', { identifiers: [{ ...card, value: '77' }] }),
    )
    t.equal(
      (await download(service, `/v1/learners/${stranger.id}/export`, token)).answer.status,
      404,
    )
  })

  await t.test('nobody has more in it than they may read', async (t) => {
    const put = (path: string, body: object) =>
      admin.send('PUT', path, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
    const foldersFor = async (bearer: string) => {
      const { files } = await download(service, path, bearer)
      return { files, folders: new Set([...files.keys()].map((name) => name.split('/')[0])) }
    }
    const place = made(await admin.post('/v1/places', { name: 'Harbour' }))
    const wording = 'What I tell is counted with what others tell.'
    const about = { purpose: 'equality-monitoring', language: 'en', wording }
    const { id: consentTextId } = made(await admin.post('/v1/consent-texts', about))
    const own = `/v1/learners/${learner.id}`
    await put(`${own}/age`, { ageBand: '18-or-over' })
    made(await admin.post(`${own}/consents`, { decision: 'given', consentTextId }))
    const answers = [{ characteristic: 'disability', answer: 'Yes' }]
    await put(`${own}/equality-answers`, { placeId: place.id, answers })
    const token = { scopes: ['learners:read'] }
    const narrow = made(await admin.post(`/v1/learners/${learner.id}/tokens`, token))
    const wide = made(await admin.post(`/v1/learners/${learner.id}/tokens`, {}))
    const of = ['assertions', 'endorsements', 'award-batches', 'consents', 'equality']
    for (const [bearer, wanted] of [
      [wide.token, of],
      [ADMIN_API_KEY, of.filter((name) => name !== 'equality')],
      [narrow.token, []],
      [await makeKey(admin, ['learners:read', 'consents:read']), ['consents']],
    ] as [string, string[]][]) {
      const { folders, files } = await foldersFor(bearer)
      t.same(
        of.filter((name) => folders.has(name)),
        wanted,
      )
      t.ok(folders.has('learner'))
      const readme = String(files.get('README.txt'))
      t.equal(/holds everything that is kept/.test(readme), wanted.length === of.length)
      t.equal(/^- what takes .*assertions:read/m.test(readme), !wanted.includes('assertions'))
      t.equal(/^- what takes .*consents:read/m.test(readme), bearer === narrow.token)
      const isWithout = !wanted.includes('equality')
      t.equal(/^- your answers for equality monitoring/m.test(readme), isWithout)
    }
    const minted = made(await library.post(`${own}/tokens`, {}))
    const { folders, files } = await foldersFor(minted.token)
    t.notOk(folders.has('equality'), 'nor has an organisation, whoever asks')
    t.match(String(files.get('README.txt')), /^- your answers for equality monitoring/m)
  })

  await t.test('who goes away in the middle leaves no connection behind', async (t) => {
    for (let turn = 0; turn < 8; turn += 1) {
      const gone = new AbortController()
      const answer = await fetch(`${service.url}${path}`, {
        headers: { authorization: `Bearer ${ADMIN_API_KEY}` },
        signal: gone.signal,
      })
      t.match(answer.status, /200|503/)
      gone.abort()
    }
    await until(async () => (await download(service, path)).answer.status === 200)
  })
})
