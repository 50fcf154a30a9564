// All credentials of a batch in one archive, as a program that we did not write reads it.
import { once } from 'node:events'
import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import yauzl from 'yauzl'
import { unbakePng } from '../../src/credentials/index.ts'
import { batchWhen, learners, sendBatch } from '../support/award-batches.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { ADMIN_API_KEY, type Service, startService } from '../support/service.ts'

const COUNT = Number(process.env.WAYMARK_TEST_COUNT ?? 1_100)
const authorization = `Bearer ${ADMIN_API_KEY}`

async function download({ url }: Service, path: string) {
  const answer = await fetch(`${url}${path}`, { headers: { authorization } })
  const files = new Map<string, Buffer>()
  const zip = await yauzl.fromBufferPromise(Buffer.from(await answer.arrayBuffer()))
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
  }
  const index = parse(files.get('index.csv') ?? '', { columns: true }) as Record<string, string>[]
  return { answer, files, index }
}

t.test('an archive holds what a batch awarded, as it is served', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const [early, ...rest] = learners(COUNT)
  made(await admin.post('/v1/assertions', { badgeClassId: badgeClass.id, ...early }))
  const rows = [early, { nonsense: true }, ...rest]
  const { id } = await sendBatch(admin, badgeClass.id, rows)
  await batchWhen(admin, id, 'completed')
  const path = `/v1/award-batches/${id}/credentials`
  const results = (await admin.get(`/v1/award-batches/${id}/results?outcome=awarded`)).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const [revoked] = results
  await admin.post(`/v1/assertions/${revoked.assertionId}/revocation`, { reason: 'An error.' })

  const { answer, files, index } = await download(service, path)
  t.equal(answer.headers.get('content-type'), 'application/zip')
  t.equal(answer.headers.get('content-disposition'), `attachment; filename="award-batch-${id}.zip"`)
  t.equal(files.size, COUNT, 'those of the batch, and the index')
  t.equal([...files.keys()][0], 'index.csv')
  t.same(
    index,
    results.map(({ row, assertionId, credentialUrl }, position) => ({
      row: String(row),
      assertionId,
      credentialUrl,
      status: position === 0 ? 'revoked' : 'active',
      file: `credentials/${row}-${credentialUrl.split('/').at(-1)}.json`,
    })),
  )
  for (const { credentialUrl, file } of index.slice(0, 20)) {
    const served = await admin.get(`${credentialUrl}.json`)
    t.equal(files.get(file as string)?.toString(), served.text, 'byte for byte')
  }
  t.ok(index.every(({ file }) => files.has(file as string)))
  t.notMatch(files.get('index.csv')?.toString(), /example\.org/)

  await t.test('whose head alone costs nothing', async (t) => {
    for (const what of ['credentials', 'results', 'failures', 'events']) {
      const head = await admin.send('HEAD', `/v1/award-batches/${id}/${what}`, {})
      t.equal(head.status, 200, what)
      t.equal(head.text, '')
    }
  })

  await t.test('while others leave in the middle', async (t) => {
    for (const readOn of [0, 3]) {
      const request = get(`${service.url}${path}`, { headers: { authorization } })
      const [response] = await once(request, 'response')
      for (let chunk = 0; chunk < readOn; chunk += 1) await once(response, 'data')
      request.destroy()
      await once(request, 'close')
    }
    t.equal((await admin.get('/readyz')).status, 200)
    t.equal((await download(service, path)).files.size, COUNT)
  })

  await t.test('also while it is read slowly', async (t) => {
    const request = get(`${service.url}${path}`, { headers: { authorization } })
    const [response] = await once(request, 'response')
    response.pause()
    t.equal((await admin.get(`/v1/award-batches/${id}`)).status, 200, 'others are served')
    const zip = await yauzl.fromBufferPromise(await buffer(response))
    t.equal(zip.entryCount, COUNT)
  })
})

t.test('the pictures come with it if they are asked for', async (t) => {
  const service = await startService(t)
  await withJobs(t, service)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const { id } = await sendBatch(admin, badgeClass.id, learners(3))
  await batchWhen(admin, id, 'completed')
  const { files, index } = await download(
    service,
    `/v1/award-batches/${id}/credentials?images=true`,
  )
  t.equal(files.size, 7)
  for (const { row, file, image, credentialUrl } of index) {
    t.equal(image, `images/${row}-${credentialUrl?.split('/').at(-1)}.png`)
    const picture = files.get(image as string) as Buffer
    const served = await fetch(`${credentialUrl}.png`)
    t.ok(picture.equals(Buffer.from(await served.arrayBuffer())), 'the picture as it is served')
    t.match(unbakePng(picture), { text: files.get(file as string)?.toString() })
  }
})

t.test('a batch that awarded nothing has an archive with an index', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin)
  const { id } = await sendBatch(admin, badgeClass.id, learners(1))
  const { files } = await download(service, `/v1/award-batches/${id}/credentials`)
  t.equal(files.get('index.csv')?.toString(), 'row,assertionId,credentialUrl,status,file\r\n')
  t.equal(files.size, 1)
})
