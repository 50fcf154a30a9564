import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { access, chmod, copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { observe, type ServiceProcess } from '../../scripts/service-process.ts'
import { createClient } from '../support/client.ts'
import { newDataDir, runs, serverPid, until } from '../support/embedded.ts'
import { ADMIN_API_KEY, launch, onEmbedded, onTestDatabase, start } from '../support/process.ts'
import { embeddedUrl, holdAwards } from '../support/process-database.ts'
import { badgeClassInput, made, makeBadgeClass } from '../support/programme.ts'

t.setTimeout(180_000)

/** An award that is in the middle of its transaction, and what lets it go on. */
async function awardUnderWay(t: Test, url: string, databaseUrl: string) {
  const admin = createClient(url, ADMIN_API_KEY)
  const { badgeClass } = await makeBadgeClass(admin)
  const hold = await holdAwards(t, databaseUrl)
  const answer = admin.post('/v1/assertions', {
    badgeClassId: badgeClass.id,
    recipient: { type: 'email', value: 'sam@example.org' },
  })
  await hold.waiting(1)
  return { answer, letGo: hold.letGo }
}

/** The signal has arrived when the service says that it closes. */
const closing = (service: ServiceProcess) =>
  until(() => service.output.stderr.includes('"msg":"closing"'))

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} while an award is under way`, async (t) => {
    const env = await onTestDatabase(t)
    const service = await start(t, env)
    const { answer, letGo } = await awardUnderWay(t, service.url, env.DATABASE_URL)

    // A Ctrl-C comes from the terminal, from npm and from the bootstrap, all at once.
    for (const _ of [1, 2, 3]) service.child.kill(signal)
    await closing(service)
    await t.rejects(service.admin.get('/livez'), 'nothing new is taken')
    t.equal(service.child.exitCode, null, 'the award is waited for')

    await letGo()
    t.match(made(await answer).credential, badgeOfSam, 'and answered')
    t.same(await service.ended, { code: 0, signal: null })
    t.notMatch(service.output.stderr, /"level":[456]0/, 'without a warning')

    const after = await start(t, env)
    const { body } = await after.admin.get(`/v1/assertions/${(await answer).body.id}`)
    t.same(body, (await answer).body, 'and kept')
  })
}

const badgeOfSam = { credentialSubject: { achievement: { name: badgeClassInput.name } } }

t.test('a client that keeps its connection open holds nothing up', async (t) => {
  const service = await start(t, await onTestDatabase(t))
  t.equal((await service.admin.get('/livez')).headers.get('connection'), 'keep-alive')
  const mute = connect({ host: '127.0.0.1', port: Number(new URL(service.url).port) })
  mute.on('error', () => undefined)
  await once(mute, 'connect')
  t.same(await service.end('SIGTERM'), { code: 0, signal: null })
})

t.test('nothing is left of the embedded PostgreSQL', async (t) => {
  const env = onEmbedded(await newDataDir(t))
  const service = await start(t, env)
  const pid = await serverPid(env.DATA_DIR)
  const url = await embeddedUrl(env.DATA_DIR)
  const { answer, letGo } = await awardUnderWay(t, service.url, url)
  service.child.kill('SIGTERM')
  await closing(service)
  await letGo()
  t.equal((await answer).status, 201, 'the database outlasts the award under way')
  t.same(await service.ended, { code: 0, signal: null })
  await nothingLeft(t, env.DATA_DIR, pid)
})

t.test('a signal while the embedded PostgreSQL is being made', async (t) => {
  const env = onEmbedded(await newDataDir(t))
  const service = launch(t, env)
  await until(() => service.output.stderr.includes('Making a PostgreSQL'))
  service.child.kill('SIGTERM')
  t.same(await service.ended, { code: 0, signal: null })
  t.equal(service.output.stdout, '', 'it does not say that it listens')
  await nothingLeft(t, env.DATA_DIR)
  await (await start(t, env)).end('SIGTERM')
})

t.test('npm start', async (t) => {
  const root = await installedProject(t)
  const startNpm = () => {
    const child = spawn('npm', ['start'], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: root, PORT: '0', ADMIN_API_KEY },
      stdio: ['ignore', 'pipe', 'pipe'],
      // In a process group of its own, as a terminal does it.
      detached: true,
    })
    const service = observe(child)
    t.teardown(async () => {
      if (child.exitCode === null && child.signalCode === null)
        process.kill(-pidOf(child), 'SIGINT')
      await service.ended
    })
    return service
  }
  const ways: [string, (pid: number) => void][] = [
    [
      'a Ctrl-C in the terminal, which reaches every process',
      (pid) => process.kill(-pid, 'SIGINT'),
    ],
    ['SIGTERM to npm alone', (pid) => process.kill(pid, 'SIGTERM')],
  ]
  for (const [way, kill] of ways) {
    await t.test(way, async (t) => {
      const service = startNpm()
      const url = await service.ready
      const dataDir = join(root, 'data')
      const pid = await serverPid(dataDir)
      const { answer, letGo } = await awardUnderWay(t, url, await embeddedUrl(dataDir))

      kill(pidOf(service.child))
      await closing(service)
      await letGo()
      t.equal((await answer).status, 201, 'the award under way is answered')
      await service.ended
      await nothingLeft(t, dataDir, pid)
      await t.rejects(fetch(url), 'nobody listens any more')
    })
  }
})

function pidOf({ pid }: { pid?: number | undefined }): number {
  if (pid === undefined) throw new Error('The process was not started.')
  return pid
}

async function nothingLeft(t: Test, dataDir: string, pid?: number): Promise<void> {
  if (pid !== undefined) t.notOk(await runs(pid), 'no PostgreSQL')
  await t.rejects(access(join(dataDir, 'postgres', 'postmaster.pid')), 'no postmaster.pid')
}

/**
 * This project with its dependencies installed, in a folder of its own: were those of the checkout
 * not up to date, `npm start` there would install them under the feet of the other tests.
 */
async function installedProject(t: Test): Promise<string> {
  const checkout = fileURLToPath(new URL('../..', import.meta.url))
  const root = await newDataDir(t)
  // What root starts hands PostgreSQL over to another user, who has to get to ./data.
  await chmod(root, 0o711)
  await mkdir(join(root, 'scripts'))
  await mkdir(join(root, 'node_modules', '.bin'), { recursive: true })
  for (const file of ['package.json', 'package-lock.json', 'scripts/bootstrap.js']) {
    await copyFile(join(checkout, file), join(root, file))
  }
  await symlink(join(checkout, 'src'), join(root, 'src'))
  await symlink(process.execPath, join(root, 'node_modules', '.bin', 'node'))
  const lock = await readFile(join(root, 'package-lock.json'))
  const fingerprint = createHash('sha256').update(lock).digest('hex')
  await writeFile(join(root, 'node_modules', '.waymark-installed'), fingerprint)
  return root
}
