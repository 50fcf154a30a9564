import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import {
  kill,
  killServer,
  newDataDir,
  query,
  runs,
  serverPid,
  startChild,
  startHere,
  until,
} from '../support/embedded.ts'

t.setTimeout(120_000)

const makeTable = `create table kept as select 'still here' as word`
const readTable = 'select word from kept'
const kept = [{ word: 'still here' }]

t.test('after a kill -9 of the service alone the next start takes its server over', async (t) => {
  const dataDir = await newDataDir(t)
  const child = await startChild(t, dataDir)
  await query(child.url ?? '', makeTable)
  const pid = await serverPid(dataDir)

  await kill(child)
  t.ok(await runs(pid), 'the server has outlived its service')
  const server = await startHere(t, dataDir)
  t.equal(server.url(), child.url, 'under the same address')
  t.equal(await serverPid(dataDir), pid)
  t.same(await query(server.url(), readTable), kept)

  await server.stop()
  t.notOk(await runs(pid), 'and stops it as its own')
})

t.test('after a kill -9 of the service and all of PostgreSQL the next start works', async (t) => {
  const dataDir = await newDataDir(t)
  for (const round of [1, 2, 3]) {
    const child = await startChild(t, dataDir)
    const url = child.url ?? ''
    if (round === 1) await query(url, makeTable)
    t.same(await query(url, readTable), kept, `round ${round}`)
    child.process.kill('SIGSTOP')
    await killServer(url, dataDir)
    await kill(child)
  }
  const server = await startHere(t, dataDir)
  t.same(await query(server.url(), readTable), kept)
})

t.test('a second service on the same folder is refused and the first goes on', async (t) => {
  const dataDir = await newDataDir(t)
  const first = await startHere(t, dataDir)
  const pid = await serverPid(dataDir)

  const begun = Date.now()
  const second = await startChild(t, dataDir)
  t.match(second.stderr, /^Another service is using the database in \S+: stop it, or give this one/)
  t.notMatch(second.stderr, /\n/, 'one sentence')
  t.equal(second.process.exitCode, 1)
  t.ok(Date.now() - begun < 5000, 'soon')

  t.equal(await serverPid(dataDir), pid)
  t.same(await query(first.url(), 'select 1 as one'), [{ one: 1 }])
})

t.test('a server that dies under its service comes back on the same port', async (t) => {
  const dataDir = await newDataDir(t)
  const lines: string[] = []
  const server = await startHere(t, dataDir, lines)
  const url = server.url()
  await query(url, makeTable)

  for (const round of [1, 2]) {
    const before = await serverPid(dataDir)
    await killServer(url, dataDir)
    await until(async () => (await query(url, readTable)).length === 1)
    t.not(await serverPid(dataDir), before, `round ${round}: a new server`)
    t.equal(server.url(), url, 'connection strings stay valid')
    await until(() => lines.filter((line) => line.endsWith('runs again.')).length === round)
  }
  t.same(lines.filter((line) => line.startsWith('warning: ')).length, 2, 'one warning each time')
  await t.rejects(startHere(t, dataDir), /Another service is using/, 'and it is owned again')
})

t.test('losing only the owning connection is mended without a new server', async (t) => {
  const dataDir = await newDataDir(t)
  const lines: string[] = []
  const server = await startHere(t, dataDir, lines)
  const pid = await serverPid(dataDir)
  await query(
    server.url('postgres'),
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'waymark owner'`,
  )
  await until(() => lines.some((line) => line.endsWith('runs again.')))
  t.equal(await serverPid(dataDir), pid)
  await t.rejects(startHere(t, dataDir), /Another service is using/)
})

t.test('a service whose server was killed stops all the same, and starts again', async (t) => {
  const dataDir = await newDataDir(t)
  const lines: string[] = []
  const server = await startHere(t, dataDir, lines)
  const pid = await serverPid(dataDir)
  await killServer(server.url(), dataDir)
  await until(() => lines.some((line) => line.startsWith('warning: ')))
  await server.stop()
  t.notOk(await runs(pid))
  const again = await startHere(t, dataDir)
  t.same(await query(again.url(), 'select 1 as one'), [{ one: 1 }])
})

t.test(
  'what a killed start left half made is removed, what a living one makes is not',
  async (t) => {
    const dataDir = await newDataDir(t)
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    const draft = async (pid: number | undefined, age = 0) => {
      const name = `postgres.draft-${pid}-0123abcd`
      await mkdir(join(dataDir, name, 'cluster'), { recursive: true })
      const then = new Date(Date.now() - age)
      await utimes(join(dataDir, name), then, then)
      return name
    }
    const dead = await draft(child.pid)
    const reused = await draft(process.pid)
    const living = await draft(process.ppid)
    const old = await draft(1, 3_600_000)
    await startHere(t, dataDir)
    const names = await readdir(dataDir)
    t.notOk(names.includes(dead), 'its maker is dead')
    t.notOk(names.includes(reused), 'its maker had the process id that is ours now')
    t.notOk(names.includes(old), 'nobody takes that long')
    t.ok(names.includes(living), 'its maker lives')
  },
)

t.test(
  'another program under the process id of a killed server does not block it',
  {
    skip: !existsSync('/proc/self/cwd') && 'the two are told apart through /proc, absent here',
  },
  async (t) => {
    const dataDir = await newDataDir(t)
    const first = await startHere(t, dataDir)
    await first.stop()

    // Only a process of the account that runs PostgreSQL stands in its way.
    const cluster = join(dataDir, 'postgres')
    const { uid, gid } = await stat(cluster)
    const squatter = spawn('sleep', ['600'], { uid, gid, cwd: '/' })
    t.teardown(() => squatter.kill('SIGKILL'))
    await once(squatter, 'spawn')
    const stale = [squatter.pid, cluster, '1700000000', '54321', '', '127.0.0.1', '1 1', 'ready']
    const file = join(cluster, 'postmaster.pid')
    await writeFile(file, `${stale.join('\n')}\n`, { mode: 0o600 })
    await chown(file, uid, gid)

    const second = await startHere(t, dataDir)
    t.same(await query(second.url(), 'select 1 as one'), [{ one: 1 }])
    t.ok(await runs(squatter.pid ?? 0), 'and is left alone')
  },
)
