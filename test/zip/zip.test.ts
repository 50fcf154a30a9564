import { buffer } from 'node:stream/consumers'
import t from 'tap'
import yauzl from 'yauzl'
import { type ZipEntry, zipOf } from '../../src/zip/index.ts'

const AT = new Date('2026-05-31T12:00:00Z')
const COUNT = Number(process.env.WAYMARK_TEST_COUNT ?? 2_000)

/** What a program that we did not write finds in an archive. */
async function filesIn(archive: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const zip = await yauzl.fromBufferPromise(archive)
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, (await buffer(await zip.openReadStreamPromise(entry))).toString())
  }
  return files
}

const file = (name: string, text: string): ZipEntry => ({
  name,
  content: Buffer.from(text),
  compress: true,
})

t.test('what is put in is found in it, in order', async (t) => {
  async function* entries(): AsyncGenerator<ZipEntry> {
    async function* lines() {
      for (let line = 0; line < 5_000; line += 1) yield `${line},äöü\n`
    }
    yield { name: 'index.csv', content: lines(), compress: true }
    yield { ...file('images/a.png', 'not to be compressed'), compress: false }
    yield file('empty.json', '')
    for (let number = 0; number < COUNT; number += 1) yield file(`${number}.json`, `${number}`)
  }
  const archive = await buffer(zipOf(entries(), AT))
  const files = await filesIn(archive)
  t.same([...files.keys()].slice(0, 4), ['index.csv', 'images/a.png', 'empty.json', '0.json'])
  t.equal(files.size, COUNT + 3)
  t.equal(files.get('index.csv')?.split('\n')[4_999], '4999,äöü')
  t.equal(files.get('images/a.png'), 'not to be compressed')
  for (let number = 0; number < COUNT; number += 1) {
    if (files.get(`${number}.json`) !== `${number}`) t.fail(`${number}.json`)
  }
  t.ok((await buffer(zipOf(entries(), AT))).equals(archive), 'the same bytes again')
})

t.test('an archive of nothing is an archive', async (t) => {
  t.equal((await filesIn(await buffer(zipOf((async function* () {})(), AT)))).size, 0)
})

t.test('nothing is taken while nobody reads, and no more once the reader has gone', async (t) => {
  let taken = 0
  let isClosed = false
  async function* entries(): AsyncGenerator<ZipEntry> {
    try {
      for (;;) {
        taken += 1
        yield { name: `${taken}`, content: Buffer.alloc(50_000, taken), compress: false }
      }
    } finally {
      isClosed = true
    }
  }
  const output = zipOf(entries(), AT)
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate)
  t.ok(taken < 10, `${taken} taken`)
  let read = 0
  for await (const chunk of output) {
    read += chunk.length
    if (read > 1_000_000) break
  }
  t.ok(taken >= 20, 'they were taken when somebody read')
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate)
  t.ok(isClosed)
  t.ok(taken < 60, `${taken} taken`)
})

t.test('when it cannot go on, the archive breaks off', async (t) => {
  async function* entries(): AsyncGenerator<ZipEntry> {
    yield file('one', '1')
    throw new Error('the database is away')
  }
  await t.rejects(buffer(zipOf(entries(), AT)), { message: 'the database is away' })
  async function* broken(): AsyncGenerator<string> {
    yield 'a line'
    throw new Error('in the middle of a file')
  }
  async function* inside(): AsyncGenerator<ZipEntry> {
    yield { name: 'two', content: broken(), compress: true }
    yield file('three', '3')
  }
  await t.rejects(buffer(zipOf(inside(), AT)), { message: 'in the middle of a file' })
})
