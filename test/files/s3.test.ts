// The same files in an S3-compatible store, over its protocol.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import S3rver from 's3rver'
import t, { type Test } from 'tap'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { made } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { pdfOf } from './sample-files.ts'

async function startS3(t: Test) {
  const folder = t.testdir({ s3: {}, data: {} })
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'evidence', configs: [] }],
  })
  const { port } = await server.run()
  let isOpen = true
  const close = async () => {
    if (isOpen) await server.close()
    isOpen = false
  }
  t.teardown(close)
  const env = {
    DATA_DIR: join(folder, 'data'),
    FILES_S3_URL: `http://127.0.0.1:${port}/`,
    FILES_S3_BUCKET: 'evidence',
    FILES_S3_ACCESS_KEY_ID: 'S3RVER',
    FILES_S3_SECRET_ACCESS_KEY: 'S3RVER',
  }
  const names = async () => {
    const listing = await fetch(`http://127.0.0.1:${port}/evidence`)
    return [...(await listing.text()).matchAll(/<Key>([^<]+)</g)].map(([, key]) => key)
  }
  return { env, close, names }
}

t.test('files lie in the bucket, encrypted, and come back', async (t) => {
  const { env, close, names } = await startS3(t)
  let ahead = 0
  const service = await startService(t, { env, now: () => new Date(Date.now() + ahead) })
  await withJobs(t, service)
  const { admin, url, deps } = service
  const learner = made(
    await admin.post('/v1/learners', {
      identifiers: [{ type: 'email', value: 'sam@example.org' }],
    }),
  )
  const send = (body: Buffer) =>
    admin.send('POST', `/v1/files?learnerId=${learner.id}`, {
      body: new Uint8Array(body),
      headers: { 'content-type': 'application/pdf' },
    })
  const content = Buffer.concat([pdfOf(), randomBytes(500_000)])
  const file = made(await send(content))
  const [name, ...others] = await names()
  t.match(name, /^files\/[0-9a-f]{32}$/)
  t.same(others, [])

  const download = async () => {
    const response = await admin.get(`/v1/files/${file.id}/content`)
    return response.status
  }
  const bytes = await fetch(`${url}/v1/files/${file.id}/content`, {
    headers: { authorization: `Bearer ${service.deps.config.adminApiKey}` },
  })
  t.ok(Buffer.from(await bytes.arrayBuffer()).equals(content))

  t.test('what has no row is swept once it is old, and nothing else', async (t) => {
    const { database } = service
    const lost = made(await send(pdfOf(400)))
    await database.pool.query('delete from files where id = $1', [lost.id])
    t.equal(await deps.services.files.sweep(), 0)
    ahead = 25 * 60 * 60 * 1000
    t.equal(await deps.services.files.sweep(), 1)
    t.same(await names(), [name])
    ahead = 0
  })

  t.test('a store that is away is said to be, and nothing is kept', async (t) => {
    await close()
    t.equal(await download(), 503)
    t.equal((await send(pdfOf(900))).status, 503)
    t.equal((await admin.get('/v1/files')).body.data.length, 1)
  })
})

t.test('a deleted file is removed from the bucket', async (t) => {
  const { env, names } = await startS3(t)
  const service = await startService(t, { env })
  await withJobs(t, service)
  const learner = made(
    await service.admin.post('/v1/learners', {
      identifiers: [{ type: 'email', value: 'sam@example.org' }],
    }),
  )
  const form = new FormData()
  form.set('file', new File([new Uint8Array(pdfOf())], 'a.pdf'))
  const init = { body: form }
  const path = `/v1/files?learnerId=${learner.id}`
  const file = made(await service.admin.send('POST', path, init))
  t.equal((await names()).length, 1)
  t.equal((await service.admin.delete(`/v1/files/${file.id}`)).status, 204)
  await until(async () => (await names()).length === 0)
})
