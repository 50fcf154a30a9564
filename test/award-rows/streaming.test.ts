// Files as large as they may be pass through with little memory, and no faster than they are taken.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createGzip, gzipSync } from 'node:zlib'
import t from 'tap'
import { type Declared, openRows } from '../../src/award-rows/index.ts'
import { CSV, JSON_ARRAY, NDJSON, readFile } from './reading.ts'
import { ROW, rowsFile } from './rows-file.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** A million in the long run. */
const COUNT = Number(process.env.WAYMARK_TEST_COUNT ?? 20_000)

const FILES: [type: 'csv' | 'ndjson' | 'json', declared: Declared][] = [
  ['csv', CSV],
  ['ndjson', NDJSON],
  ['json', JSON_ARRAY],
]

for (const [type, declared] of FILES) {
  t.test(`${COUNT} rows of ${type}, compressed twice, are all read`, async (t) => {
    const once = Readable.from(rowsFile(type, COUNT)).pipe(createGzip({ level: 1 }))
    const { rows } = await openRows(once.pipe(createGzip({ level: 1 })), {
      ...declared,
      gzip: true,
    })
    let count = 0
    let last: unknown
    for await (const slab of rows) {
      count += slab.length
      last = slab.at(-1)
    }
    t.equal(count, COUNT)
    t.strictSame(last, ROW[type])
  })

  t.test(`reading ${type} keeps nothing`, async (t) => {
    const script = fileURLToPath(new URL('./reading-process.ts', import.meta.url))
    // Less heap than the rows of a file would need, next to the program itself.
    const count = Math.max(COUNT, 250_000)
    const args = ['--max-old-space-size=80', script, type, String(count)]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (text) => {
      output += text
    })
    const [code] = await once(child, 'close')
    t.equal(code, 0)
    const { rows, rss, perSecond } = JSON.parse(output)
    t.equal(rows, count)
    t.comment(`${rows} rows of ${type}: ${perSecond} a second, ${rss} MB resident`)
    t.ok(rss < 400, `${rss} MB`)
  })

  t.test(`no more of ${type} is taken than is asked for`, async (t) => {
    let taken = 0
    let isOver = false
    async function* counted() {
      try {
        for await (const chunk of rowsFile(type, 1_000_000)) {
          taken += 1
          yield chunk
        }
      } finally {
        isOver = true
      }
    }
    const { rows } = await openRows(counted(), declared)
    const iterator = rows[Symbol.asyncIterator]()
    for (const most of [2, 3, 4]) {
      await iterator.next()
      t.ok(taken <= most, `${taken} pieces`)
    }
    await iterator.return?.()
    t.ok(isOver, 'who stops reading ends what is read')
  })
}

t.test('who refuses a file ends what is read', async (t) => {
  const files: [string | Buffer, Partial<Declared>][] = [
    ['name\nx\n', {}],
    [gzipSync('name\nx\n'), {}],
    [gzipSync('name\nx\n'), { gzip: true }],
    ['PK\u0003\u0004', {}],
    ['not gzip', { gzip: true }],
    ['email\n', { delimiter: 'ab' }],
    ['[1]', { mediaType: 'application/json', charset: 'latin1' }],
  ]
  for (const [file, said] of files) {
    const body = Readable.from(endless(Buffer.from(file as string)))
    const iterator = body.iterator({ destroyOnReturn: false })
    await t.rejects(openRows(iterator, { ...CSV, ...said }), { name: 'Problem' })
    // Nobody waits for it any more, so that the rest can be passed over.
    for (const deadline = Date.now() + 5_000; body.listenerCount('readable') > 0; ) {
      if (Date.now() > deadline) break
      await new Promise(setImmediate)
    }
    t.equal(body.listenerCount('readable'), 0)
    t.notOk(body.destroyed && body.errored)
    body.destroy()
  }
})

/** A file, and blanks after it for ever. */
function* endless(file: Buffer): Generator<Buffer> {
  yield file
  for (;;) yield Buffer.alloc(1024, '\n')
}

t.test('a file is the same however it is compressed', async (t) => {
  const file = Buffer.from('E-Mail;note\na@example.org;x\n')
  const plain = await readFile(file)
  t.strictSame(await readFile(gzipSync(file)), plain)
  t.strictSame(await readFile(gzipSync(file), { ...CSV, gzip: true }, { piece: 1 }), plain)
  t.strictSame(await readFile(gzipSync(gzipSync(file)), { ...CSV, gzip: true }), plain)
  const members = Buffer.concat([gzipSync(file.subarray(0, 9)), gzipSync(file.subarray(9))])
  t.strictSame(await readFile(members), plain)
})

t.test('a row that comes byte by byte takes hardly more memory than at once', async (t) => {
  const bytes = 300_000
  for (const [type, declared, head] of [
    ['ndjson', NDJSON, '"'],
    ['json', JSON_ARRAY, '["'],
  ] as const) {
    let held = 0
    async function* dripping() {
      yield Buffer.from(head)
      const before = heapUsed()
      for (let sent = 0; sent < bytes; sent += 1) yield Buffer.from(new Uint8Array([0x61]).buffer)
      held = heapUsed() - before
      yield Buffer.from(type === 'json' ? '"]' : '"')
    }
    const { rows } = await openRows(dripping(), declared)
    const all: unknown[] = []
    for await (const slab of rows) all.push(...slab)
    t.strictSame(all, [`"${'a'.repeat(bytes)}"`])
    t.ok(held < 40_000_000, `${Math.round(held / 1e6)} MB for ${type}`)
  }
})

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
