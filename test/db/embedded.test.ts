import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { newDataDir, query, runs, serverPid, startHere } from '../support/embedded.ts'

t.setTimeout(120_000)

const root = process.getuid?.() === 0

t.test('a start in a new folder of mode 0700', async (t) => {
  const dataDir = await newDataDir(t)
  const server = await startHere(t, dataDir)

  t.test('makes the database waymark, in UTF-8, sorted alike on every machine', async (t) => {
    const rows = await query(
      server.url(),
      `select current_database() as name, pg_encoding_to_char(encoding) as encoding,
              datlocprovider as provider, datlocale as locale
         from pg_database where datname = current_database()`,
    )
    t.same(rows, [{ name: 'waymark', encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8' }])
  })

  t.test('gives the connection string of any database', async (t) => {
    const rows = await query(server.url('postgres'), 'select current_database() as name')
    t.same(rows, [{ name: 'postgres' }])
  })

  t.test('listens on loopback only and keeps what is written', async (t) => {
    const rows = await query(
      server.url(),
      `select current_setting('listen_addresses') as addresses,
              current_setting('unix_socket_directories') as sockets,
              current_setting('fsync') as fsync, current_setting('data_checksums') as checksums`,
    )
    t.same(rows, [{ addresses: '127.0.0.1', sockets: '', fsync: 'on', checksums: 'on' }])
  })

  t.test('lets nobody in without the password', async (t) => {
    const url = new URL(server.url())
    url.password = 'guess'
    await t.rejects(query(url.href, 'select 1'), { code: '28P01' })
  })

  t.test('keeps the secrets closed and opens no more than DATA_DIR itself', async (t) => {
    const mode = async (name: string) =>
      ((await stat(join(dataDir, name))).mode & 0o777).toString(8)
    t.equal(await mode('.'), root ? '711' : '700')
    t.equal(await mode('postgres'), '700')
    t.equal(await mode('postgres-password'), '600')
  })

  t.test(
    'runs PostgreSQL as a user that is not root, in a session of its own',
    {
      skip: !existsSync('/proc/self/stat') && 'processes are looked at through /proc, absent here',
    },
    async (t) => {
      const pid = await serverPid(dataDir)
      const status = await readFile(`/proc/${pid}/stat`, 'utf8')
      const [group, session] = status
        .replace(/^.*\) /s, '')
        .split(' ')
        .slice(2, 4)
      t.equal(Number(group), pid, 'it leads a process group')
      t.equal(Number(session), pid, 'it leads a session')
      t.not((await stat(`/proc/${pid}`)).uid, 0)
    },
  )

  t.test('writes nothing of what clients send into the log of the server', async (t) => {
    await t.rejects(query(server.url(), `select 'jane@example.org'::uuid`), /jane@example.org/)
    await t.rejects(query(server.url(), `selec 'jane@example.org'`))
    await t.rejects(
      query(server.url(), `do $$ begin raise warning 'jane@example.org'; raise; end $$`),
    )
    const log = await readFile(join(dataDir, 'postgres', 'server.log'), 'utf8')
    t.match(log, /ready to accept connections/)
    t.notMatch(log, /jane/)
  })
})

t.test('stop', async (t) => {
  const dataDir = await newDataDir(t)
  const first = await startHere(t, dataDir)
  await query(first.url(), `create table kept as select 'still here' as word`)
  const pid = await serverPid(dataDir)

  await Promise.all([first.stop(), first.stop()])
  t.notOk(await runs(pid), 'leaves no process')
  t.notOk((await readdir(join(dataDir, 'postgres'))).includes('postmaster.pid'), 'no lock file')
  t.same((await readdir(dataDir)).sort(), ['postgres', 'postgres-password'], 'no temporary file')

  const second = await startHere(t, dataDir)
  t.same(
    await query(second.url(), 'select word from kept'),
    [{ word: 'still here' }],
    'and the data',
  )
})

t.test('several starts at once on one new folder: one gets it, the others are told', async (t) => {
  const dataDir = await newDataDir(t)
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => startHere(t, dataDir)))
  const started = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  t.equal(started.length, 1)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') t.match(outcome.reason.message, /^Another service is using/)
  }
  t.same((await readdir(dataDir)).sort(), ['postgres', 'postgres-password'])
})
