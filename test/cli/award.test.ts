// The command `waymark award`, as a process of its own, against a service.
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { until } from '../support/embedded.ts'
import { withJobs } from '../support/jobs.ts'
import { makeBadgeClass, makeKey } from '../support/programme.ts'
import { ADMIN_API_KEY, type Service, startService } from '../support/service.ts'
import { startCommand } from './run-command.ts'

const resultDescriptions = [{ name: 'Score', resultType: 'Percent', valueMin: 0, valueMax: 100 }]

/** A service with a badge class, a folder with files, and the command in it. */
async function prepare(t: Test, service: Service) {
  const { badgeClass } = await makeBadgeClass(service.admin, { badgeClass: { resultDescriptions } })
  const cwd = t.testdir()
  const around = { WAYMARK_API_KEY: ADMIN_API_KEY, WAYMARK_URL: service.url }
  const badge = ['--badge-class', badgeClass.id]
  return {
    badge,
    save: (name: string, content: string | Uint8Array) => writeFileSync(`${cwd}/${name}`, content),
    read: (name: string) => readFileSync(`${cwd}/${name}`, 'utf8'),
    mode: (name: string) => statSync(`${cwd}/${name}`).mode & 0o777,
    async award(
      args: string[],
      { env = around, input = '' }: { env?: object; input?: string } = {},
    ) {
      return startCommand(['award', ...args], { cwd, env, input }).ended
    },
    start: (...args: string[]) => startCommand(['award', ...args], { cwd, env: around }),
    async json(...args: string[]) {
      const ran = await startCommand(['award', ...args, '--json'], { cwd, env: around }).ended
      t.equal(ran.err, '', 'programs are told nothing besides')
      return { code: ran.code, said: JSON.parse(ran.out) }
    },
    async awarded() {
      const { body } = await service.admin.get(
        `/v1/assertions?badgeClassId=${badgeClass.id}&limit=100`,
      )
      return body.data.length
    },
  }
}

const service = await startService(t)
await withJobs(t, service)

t.test('shows what it will read, awards, and says what became of it', async (t) => {
  const { award, badge, save, read, mode, awarded } = await prepare(t, service)
  save(
    'event.csv',
    'E-mail;Name;Points\r\nada@example.org;Ada;87\r\nben@example.org;Ben;120\r\nx;\u001b[31mY;3\r\n',
  )
  const column = ['--column', 'Points=results.Score', '--column', 'Name=note']
  const dry = await award(['event.csv', ...badge, ...column, '--dry-run', '--results', 'dry.csv'])
  t.equal(dry.code, 1)
  t.match(dry.out, 'Nothing was awarded. Of 3 rows there would be: 1 awarded, 0 duplicates, 2 inv')
  t.match(read('dry.csv'), /^row,outcome,.*\r\n1,awarded,.*\r\n2,invalid,.*\r\n3,invalid,.*\r\n$/)
  t.equal(await awarded(), 0)

  const files = ['--results', 'results.ndjson', '--failures', 'failures.csv']
  const { code, out, err } = await award(['event.csv', ...badge, ...column, ...files])
  t.equal(code, 1)
  t.match(err, /^event\.csv: CSV with semicolons/)
  t.match(err, /^ {2}E-mail {2}email$/m)
  t.match(err, /^ {2}Points {2}results\.Score$/m)
  t.match(err, /^ {2}1 {2}recipient\.type: email, recipient\.value: ada@example\.org/m)
  t.notMatch(err, '\u001b', 'nothing in a file steers the terminal')
  t.match(out, /^3 rows: 1 awarded, 0 duplicates, 2 invalid, 0 failed\.\nBatch [\da-f-]{36}\n/)
  t.match(out, '\n  row 2 invalid: results[0].value must not be more than 100.\n')
  t.equal(await awarded(), 1)
  const results = read('results.ndjson').trim().split('\n')
  t.match(
    results.map((line) => JSON.parse(line)),
    [
      { row: 1, outcome: 'awarded', credentialUrl: /^http/ },
      { row: 2, outcome: 'invalid', problem: { field: 'results[0].value' } },
      { row: 3, outcome: 'invalid' },
    ],
  )
  t.equal(mode('failures.csv'), 0o600, "people's data are not for everybody on this machine")

  t.match(read('failures.csv'), /^ben@example\.org;Ben;120;results/m)
  save('corrected.csv', read('failures.csv').replace(';120;', ';100;').replace(/^x;/m, 'y@e.org;'))
  const second = await award(['corrected.csv', ...badge, ...column])
  t.equal(second.code, 0)
  t.match(second.out, /^2 rows: 2 awarded/)
  t.equal(await awarded(), 3)
})

t.test('run again it doubles nothing, and says what became of the file', async (t) => {
  const { award, json, badge, save, awarded } = await prepare(t, service)
  save('event.csv', 'email\nada@example.org\nben@example.org\n')
  const first = await json('event.csv', ...badge, '--on-duplicate', 'allow')
  t.match(first, { code: 0, said: { status: 'completed', awarded: 2, isReplayed: false } })
  const second = await json('event.csv', ...badge, '--on-duplicate', 'allow')
  t.match(second, { code: 0, said: { id: first.said.id, awarded: 2, isReplayed: true } })
  t.match(
    (await award(['event.csv', ...badge, '--on-duplicate', 'allow'])).out,
    /^This file was se/,
  )
  t.equal(await awarded(), 2)

  const other = await json('event.csv', ...badge)
  t.match(other, { code: 0, said: { awarded: 0, duplicates: 2, isReplayed: false } })
  t.not(other.said.id, first.said.id, 'other settings make another batch')
  save('event.csv', 'email\nada@example.org\ncat@example.org\n')
  t.match(await json('event.csv', ...badge), { code: 0, said: { awarded: 1, duplicates: 1 } })
  t.match(await json('event.csv', ...badge, '--new'), {
    said: { duplicates: 2, isReplayed: false },
  })
  t.equal(await awarded(), 3)
})

t.test('killed while it sends and run again, it goes on with the same batch', async (t) => {
  const { start, json, badge, save } = await prepare(t, service)
  const { admin } = service
  const rows = 40_000
  // Rows that are wrong take no time to award.
  save('event.csv', `email\n${Array.from({ length: rows }, (_, at) => `nobody ${at}\n`).join('')}`)
  const path = `/v1/award-batches?badgeClassId=${badge[1]}`
  const batches = async () => (await admin.get(path)).body.data
  const killed = start('event.csv', ...badge, '--json')
  await until(async () => (await batches()).length > 0)
  killed.child.kill('SIGKILL')
  await killed.ended
  const [{ id }] = await batches()
  const again = await json('event.csv', ...badge)
  t.match(again, { code: 1, said: { id, status: 'completed', total: rows, invalid: rows } })
  t.equal((await batches()).length, 1)
})

t.test('takes every kind of file', async (t) => {
  const { award, json, badge, save } = await prepare(t, service)
  const person = (name: string) => ({ recipient: { type: 'email', value: `${name}@example.org` } })
  save('a.json', JSON.stringify([person('a'), person('b')]))
  save('a.ndjson', `${JSON.stringify(person('c'))}\n`)
  save('a.jsonl.gz', gzipSync(`${JSON.stringify(person('d'))}\n${JSON.stringify(person('e'))}\n`))
  save('nameless', gzipSync('E-mail\tNarrative\nf@example.org\tFound.\n'))
  save(
    'excel.csv',
    Buffer.from('sep=;\r\nemail;narrative\r\ng@example.org;Für Übung\r\n', 'latin1'),
  )
  const [, badgeClassId] = badge
  save('own.ndjson', JSON.stringify({ badgeClassId, ...person('i') }))
  const files: [args: string[], rows: number][] = [
    [['a.json', ...badge], 2],
    [['a.ndjson', ...badge], 1],
    [['a.jsonl.gz', ...badge], 2],
    [['nameless', ...badge], 1],
    [['excel.csv', ...badge], 1],
    [['own.ndjson'], 1],
  ]
  await Promise.all(
    files.map(async ([args, rows]) => {
      const name = args.join(' ')
      t.match(await json(...args), { code: 0, said: { awarded: rows, total: rows } }, name)
    }),
  )
  const piped = await award(['-', ...badge, '--json'], { input: 'email\nh@example.org\n' })
  t.match(JSON.parse(piped.out), { total: 1, awarded: 1 })
})

t.test('the key comes from the environment or a file, never from an argument', async (t) => {
  const { award, badge, save } = await prepare(t, service)
  save('event.csv', 'email\nada@example.org\n')
  const env = { WAYMARK_URL: service.url }
  const key = await makeKey(service.admin, ['assertions:write', 'assertions:read'])
  save('key', `${key}\n`)
  t.equal((await award(['event.csv', ...badge, '--key-file', 'key', '--json'], { env })).code, 0)
  const given = await award(['event.csv', ...badge, key], { env })
  t.match(given, { code: 2, out: '', err: /does not belong in an argument/ })
  t.notOk(given.err.includes(key), 'and is not repeated')
  const bad = await award(['event.csv', ...badge, '--json'], {
    env: { ...env, WAYMARK_API_KEY: 'wrong-key-of-nobody' },
  })
  t.equal(bad.code, 3)
  t.match(JSON.parse(bad.out), { error: { status: 401 } })
})

t.test('what is wrong is said, with a status of its own', async (t) => {
  const { award, json, badge, save, awarded } = await prepare(t, service)
  save('event.csv', 'email\nada@example.org\n')
  save('nobody.csv', 'name\nAda\n')
  save('empty.csv', '')
  t.match(await award(['event.csv', ...badge, '--colour']), { code: 2, out: '', err: /^waymark: / })
  t.match(await award(['nothing.csv', ...badge]), { code: 2, err: /there is no such file/ })
  const nobody = await award(['nobody.csv', ...badge])
  t.equal(nobody.code, 3)
  t.match(nobody.err, /^No column says who is awarded/)
  const unknown = '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'
  for (const [args, status] of [
    [['event.csv', '--badge-class', unknown], 404],
    [['nobody.csv', ...badge], 400],
    [['empty.csv', ...badge], 400],
    [['event.csv', ...badge, '--column', 'Mail=email'], 400],
  ] as const) {
    t.match(await json(...args), { code: 3, said: { error: { status } } }, args.join(' '))
  }
  save('reject.csv', 'email\nada@example.org\nx\n')
  const rejected = await json('reject.csv', ...badge, '--on-invalid', 'reject')
  t.match(rejected, { code: 1, said: { awarded: 0, invalid: 1, failed: 1 } })
  t.equal(await awarded(), 0)
  const help = await award(['--help'], { env: {} })
  t.equal(help.code, 0)
  t.match(help.out, /^Usage: waymark award/)
})
