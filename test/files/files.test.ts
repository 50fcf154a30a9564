// Files of learners: sent, kept encrypted, and handed only to whom they concern.
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Answer, Client } from '../support/client.ts'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { keptFiles, pdfOf, refusedFiles } from './sample-files.ts'

const BOTH = ['applications:read', 'applications:write', 'learners:write']

async function setting(t: Test, env: Record<string, string> = {}) {
  const dataDir = t.testdir()
  const service = await startService(t, { env: { DATA_DIR: dataDir, ...env } })
  const issuers: string[] = []
  const keys: Client[] = []
  for (const name of ['Harbour Library', 'Other Library']) {
    const issuer = made(
      await service.admin.post('/v1/issuers', { name, url: 'https://lib.example.org' }),
    )
    issuers.push(issuer.id)
    keys.push(service.as(await makeKey(service.admin, BOTH, issuer.id)))
  }
  const learner = await learnerOf(service.admin, 'sam@example.org')
  const [library, other] = keys as [Client, Client]
  const bytesOf = async () => storedBytes(join(dataDir, 'files'))
  return { ...service, dataDir, library, other, learner, bytesOf }
}

async function learnerOf(client: Client, value: string): Promise<string> {
  return made(await client.post('/v1/learners', { identifiers: [{ type: 'email', value }] })).id
}

/** The files that lie in a folder: their paths, without those that are on their way. */
async function storedBytes(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return all
    .filter((one) => one.isFile() && !one.parentPath.endsWith('incoming'))
    .map((one) => join(one.parentPath, one.name))
}

function send(
  client: Client,
  learnerId: string,
  body: Buffer,
  headers: Record<string, string> = {},
) {
  return client.send('POST', `/v1/files?learnerId=${learnerId}`, {
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/octet-stream', ...headers },
  })
}

function sendForm(client: Client, learnerId: string, body: Buffer, name: string): Promise<Answer> {
  const form = new FormData()
  form.set('note', 'of no interest')
  form.set('file', new File([new Uint8Array(body)], name))
  return client.send('POST', `/v1/files?learnerId=${learnerId}`, { body: form })
}

/** The bytes of a download, with its headers. */
async function download(url: string, id: string, key: string) {
  const headers = { authorization: `Bearer ${key}` }
  const response = await fetch(`${url}/v1/files/${id}/content`, { headers })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

t.test('a file is kept encrypted and comes back as it was', async (t) => {
  const { admin, url, learner, bytesOf, database } = await setting(t)
  const key = await makeKey(admin, BOTH)
  const content = Buffer.concat([pdfOf(), randomBytes(300_000)])
  const sent = made(await sendForm(admin, learner, content, 'Übung "eins".pdf'))
  t.match(sent, {
    learnerId: learner,
    name: 'Übung "eins".pdf',
    mediaType: 'application/pdf',
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  })
  const { response, bytes } = await download(url, sent.id, key)
  t.equal(response.status, 200)
  t.ok(bytes.equals(content))
  t.match(Object.fromEntries(response.headers), {
    'content-type': 'application/pdf',
    'content-length': String(content.length),
    'content-disposition': `attachment; filename="_bung _eins_.pdf"; filename*=UTF-8''%C3%9Cbung%20%22eins%22.pdf`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
  })

  const [path, ...others] = await bytesOf()
  t.same(others, [], 'one file lies in the store')
  const stored = await readFile(path as string)
  t.notOk(stored.includes('%PDF') || stored.includes(content.subarray(1000, 1032)), 'as noise')
  const { rows } = await database.pool.query('select t::text as text from files t')
  t.notMatch(rows[0].text, /bung|pdf$/, 'and nobody reads its name in the database')
})

t.test('kinds are told by the content, and nothing is kept that could run', async (t) => {
  const { admin, learner, bytesOf, dataDir } = await setting(t)
  const kept = await keptFiles()
  for (const [mediaType, content] of kept) {
    const { status, body } = await send(admin, learner, content, { 'content-type': 'text/html' })
    t.same([status, body.mediaType], [201, mediaType], mediaType)
  }
  for (const [what, content] of await refusedFiles()) {
    const answer = await sendForm(admin, learner, content, 'photo.png')
    t.equal(answer.status, 415, what)
    t.match(answer.body, { errors: [{ field: 'file' }] }, what)
  }
  t.equal((await bytesOf()).length, kept.length)
  t.same(await readdir(join(dataDir, 'files', 'incoming')), [], 'and nothing is left')
})

t.test('what is no upload is refused with the reason', async (t) => {
  const { admin, learner, library, other, bytesOf } = await setting(t, { FILES_MAX_BYTES: '4096' })
  t.equal((await send(admin, learner, pdfOf(4096))).status, 201, 'as long as may be')
  const cases: [string, Promise<Answer>, number, string | undefined][] = [
    ['too long', send(admin, learner, pdfOf(4097)), 413, 'body'],
    ['far too long, in a form', sendForm(admin, learner, pdfOf(3_000_000), 'a.pdf'), 413, 'file'],
    ['empty', send(admin, learner, Buffer.alloc(0)), 400, 'body'],
    ['empty, in a form', sendForm(admin, learner, Buffer.alloc(0), 'a.pdf'), 400, 'file'],
    ['no body', admin.send('POST', `/v1/files?learnerId=${learner}`, {}), 400, 'body'],
    [
      'encoded',
      send(admin, learner, pdfOf(), { 'content-encoding': 'gzip' }),
      415,
      'Content-Encoding',
    ],
    ['whose', admin.send('POST', '/v1/files', { body: 'x' }), 400, 'learnerId'],
    ['a stranger to the issuer', send(library, learner, pdfOf()), 404, 'learnerId'],
    ['nobody', send(other, '019aa7ca-2b10-7a3c-8f1e-4b5d6c7e8f90', pdfOf()), 404, 'learnerId'],
  ]
  for (const [what, sent, status, field] of cases) {
    const answer = await sent
    t.equal(answer.status, status, `${what}: ${answer.text}`)
    t.equal(answer.body.errors?.[0]?.field, field, what)
  }
  const form = new FormData()
  form.append('file', new File([new Uint8Array(pdfOf())], 'a.pdf'))
  form.append('file', new File([new Uint8Array(pdfOf())], 'b.pdf'))
  const two = await admin.send('POST', `/v1/files?learnerId=${learner}`, { body: form })
  t.equal(two.status, 413, 'two files')
  const broken = await admin.send('POST', `/v1/files?learnerId=${learner}`, {
    body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4 abc',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  t.equal(broken.status, 400, 'half a form')
  t.equal((await bytesOf()).length, 1)
})

t.test('names are cleaned of folders and of what is not seen', async (t) => {
  const { admin, learner } = await setting(t)
  let mark = 0
  const named = async (disposition: string) => {
    mark += 1
    const content = pdfOf(200, `${mark}`)
    const answer = await send(admin, learner, content, { 'content-disposition': disposition })
    return made(answer).name
  }
  t.equal(await named('attachment; filename="../../etc/passwd"'), 'passwd')
  t.equal(await named('attachment; filename=C:\\Users\\Sam\\cv.pdf'), 'cv.pdf')
  t.equal(await named("attachment; filename=a; filename*=UTF-8''%E2%80%AEfdp.exe%00%0A"), 'fdp.exe')
  t.equal(await named("attachment; filename*=UTF-8''%ff"), null)
  const asCurlSendsIt = Buffer.from('attachment; filename="évidence.pdf"').toString('latin1')
  t.equal(await named(asCurlSendsIt), 'évidence.pdf')
  t.equal(await named('attachment; filename="\xe9vidence.pdf"'), 'évidence.pdf')
  t.equal(await named('attachment'), null)
  t.equal((await named(`attachment; filename="${'a'.repeat(400)}.pdf"`)).length, 200)
})

t.test('the same file again is the same file, by key, by content and at once', async (t) => {
  const { admin, learner, bytesOf, library, ...service } = await setting(t)
  await withJobs(t, service as never)
  const headers = { 'idempotency-key': 'once' }
  const first = await send(admin, learner, pdfOf(), headers)
  const again = await send(admin, learner, pdfOf(), headers)
  t.same([again.status, again.body], [201, first.body])
  t.equal(again.headers.get('idempotency-replayed'), 'true')
  t.equal((await send(admin, learner, pdfOf(2_001), headers)).status, 422)
  const byContent = await send(admin, learner, pdfOf())
  t.same([byContent.status, byContent.body], [200, first.body])

  const many = await Promise.all(Array.from({ length: 8 }, () => send(admin, learner, pdfOf(500))))
  t.equal(new Set(many.map(({ body }) => body.id)).size, 1, 'eight at once are one')
  t.equal(many.filter(({ status }) => status === 201).length, 1)
  await until(async () => (await bytesOf()).length === 2)

  const own = await learnerOf(library, 'sam@example.org')
  t.equal(own, learner)
  t.not(made(await send(library, learner, pdfOf())).id, first.body.id, 'but not what others sent')
})

t.test('only those whom it concerns know of a file', async (t) => {
  const { admin, library, other } = await setting(t)
  const learner = await learnerOf(library, 'alex@example.org')
  await learnerOf(other, 'alex@example.org')
  const file = made(await send(library, learner, pdfOf()))
  for (const [who, client, status] of [
    ['the one that sent it', library, 200],
    ['the platform', admin, 200],
    ['another issuer of the same learner', other, 404],
  ] as const) {
    t.equal((await client.get(`/v1/files/${file.id}`)).status, status, who)
    t.equal((await client.get(`/v1/files/${file.id}/content`)).status, status, who)
    const listed = (await client.get(`/v1/files?learnerId=${learner}`)).body.data
    t.equal(listed.length, status === 200 ? 1 : 0, who)
  }
  t.equal((await other.delete(`/v1/files/${file.id}`)).status, 404)
  t.equal((await library.delete(`/v1/files/${file.id}`)).status, 204)
  t.equal((await library.get(`/v1/files/${file.id}`)).status, 404)
})

t.test('a deleted file leaves no bytes, nor does one that never got its row', async (t) => {
  const { admin, learner, bytesOf, dataDir, deps, ...service } = await setting(t)
  await withJobs(t, { ...service, deps } as never)
  const file = made(await send(admin, learner, pdfOf()))
  await admin.delete(`/v1/files/${file.id}`)
  await until(async () => (await bytesOf()).length === 0)

  const kept = made(await send(admin, learner, pdfOf(777)))
  const [path] = (await bytesOf()) as [string]
  const long = new Date(Date.now() - 25 * 60 * 60 * 1000)
  const left = join(dataDir, 'files', 'ab', 'ab'.repeat(16))
  const half = join(dataDir, 'files', 'incoming', 'cd'.repeat(16))
  const young = join(dataDir, 'files', 'incoming', 'ef'.repeat(16))
  await mkdir(join(dataDir, 'files', 'ab'), { recursive: true })
  for (const one of [left, half, young]) await writeFile(one, 'x')
  for (const one of [path, left, half]) await utimes(one, long, long)
  t.equal(await deps.services.files.sweep(), 1)
  t.same(await bytesOf(), [path])
  t.same(await readdir(join(dataDir, 'files', 'incoming')), ['ef'.repeat(16)], 'one may be coming')
  t.equal((await admin.get(`/v1/files/${kept.id}/content`)).status, 200)
})

t.test('bytes that were tampered with are not handed out as genuine', async (t) => {
  const { admin, url, learner, bytesOf } = await setting(t)
  const key = await makeKey(admin, BOTH)
  const long = Buffer.concat([pdfOf(), randomBytes(200_000)])
  const file = made(await send(admin, learner, long))
  const [path] = (await bytesOf()) as [string]
  const stored = await readFile(path)
  const breaks = async (what: string) => {
    const outcome = await download(url, file.id, key).catch(() => 'cut off')
    t.ok(outcome === 'cut off' || (outcome as { response: Response }).response.status >= 500, what)
  }
  await truncate(path, stored.length - 100)
  await breaks('cut off in its last part')
  await truncate(path, 65_552 * 2)
  await breaks('cut off between two parts')
  await truncate(path, 0)
  await breaks('emptied')
  const exchanged = Buffer.from(stored)
  stored.copy(exchanged, 0, 65_552, 65_552 * 2)
  stored.copy(exchanged, 65_552, 0, 65_552)
  await writeFile(path, exchanged)
  await breaks('with two parts exchanged')
  const turned = Buffer.from(stored)
  turned[70_000] = (turned[70_000] as number) ^ 1
  await writeFile(path, turned)
  await breaks('with one bit turned')
  await writeFile(path, stored)
  t.ok((await download(url, file.id, key)).bytes.equals(long), 'and as it was, it is whole')
})

t.test('files are a part of the record of their learner', async (t) => {
  const { admin, learner, deps, database, bytesOf, ...service } = await setting(t)
  await withJobs(t, { ...service, deps, database } as never)
  const other = await learnerOf(admin, 'sam.two@example.org')
  const content = pdfOf(70_000)
  const file = made(await send(admin, learner, content))
  const own = made(await send(admin, other, pdfOf(300)))
  const part = deps.learnerParts.find(({ name }) => name === 'files')
  if (part === undefined) throw new Error('there is no such part')
  const at = new Date()

  const documents = []
  for await (const one of part.documents(database.queries, learner)) documents.push(one)
  t.match(documents, [
    { path: `${file.id}/file.json`, content: { id: file.id, sha256: file.sha256 } },
    { path: `${file.id}/content.pdf`, content },
  ])

  const moved = await database.transaction((tx) => part.move(tx, learner, other, at))
  t.equal((await admin.get(`/v1/files/${file.id}`)).body.learnerId, other)
  await database.transaction((tx) => part.moveBack(tx, moved, learner, other, at))
  t.equal((await admin.get(`/v1/files/${file.id}`)).body.learnerId, learner)
  t.equal((await admin.get(`/v1/files/${own.id}`)).body.learnerId, other)

  await database.transaction((tx) => part.erase(tx, learner, at))
  t.equal((await admin.get(`/v1/files/${file.id}`)).status, 404)
  await until(async () => (await bytesOf()).length === 1)
  t.equal((await admin.get(`/v1/files/${own.id}/content`)).status, 200)
})
