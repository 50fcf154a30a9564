import { spawn, spawnSync } from 'node:child_process'
import { access } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { freePort } from '../../src/listening.ts'
import type { Client } from '../support/client.ts'
import { newDataDir } from '../support/embedded.ts'
import { passedOn } from '../support/environment.ts'
import { ADMIN_API_KEY, onTestDatabase, start } from '../support/process.ts'

t.setTimeout(180_000)

const DEMO = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url))

/** Runs the demo to its end, its output in a pipe. */
function demo(t: Test, env: NodeJS.ProcessEnv) {
  return run(t, process.execPath, [DEMO], env)
}

async function run(t: Test, file: string, args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(file, args, { env: { ...passedOn, ...env } })
  t.teardown(() => child.kill('SIGTERM'))
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ])
  return { stdout, stderr, code }
}

/** How many there are of each noun, read page after page. */
async function counts(admin: Client) {
  const count = async (noun: string) => {
    let found = 0
    let cursor = ''
    do {
      const { body } = await admin.get(`/v1/${noun}?limit=100${cursor}`)
      found += body.data.length
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
    } while (cursor !== '')
    return found
  }
  const nouns = ['issuers', 'badge-classes', 'pathways', 'learners', 'assertions']
  return Object.fromEntries(await Promise.all(nouns.map(async (noun) => [noun, await count(noun)])))
}

const whole = { issuers: 5, 'badge-classes': 12, pathways: 2, learners: 40, assertions: 120 }

t.test('with a service running', async (t) => {
  const { url, admin, output } = await start(t, await onTestDatabase(t))
  const env = { WAYMARK_URL: url, ADMIN_API_KEY }
  const first = await demo(t, env)

  await t.test('it makes a programme and shows what came of it', async (t) => {
    t.match({ code: first.code, stderr: first.stderr }, { code: 0, stderr: '' })
    t.same(await counts(admin), whole)
    t.match(first.stdout, /5 issuers, 12 badge classes, 2 pathways, 40 learners, 120 awards/)
    t.match(first.stdout, /^Its verification: valid\n( {2}(passed|skipped) +\S.*\n)+\n/m)
    t.match(first.stdout, /^Its verification: invalid\n {2}failed +status: .*revoked/m)
    t.match(first.stdout, /on the pathway "[^"]+": in-progress\n {2}\[x\] /)
    const [, credential] = /^A credential: (\S+)$/m.exec(first.stdout) ?? []
    t.equal((await fetch(credential ?? '')).status, 200)
    t.equal((await admin.get('/v1/assertions?status=revoked')).body.data.length, 1)
    const { body } = await admin.get('/v1/badge-classes?limit=100')
    const layers = new Set(body.data.map(({ layer }: { layer: string }) => layer))
    t.same([...layers].sort(), ['Demonstrate', 'Engage', 'Lead', 'Participate'])
  })

  await t.test('it prints no person’s identifier', async (t) => {
    t.notMatch(first.stdout, /@example\.org|2900/)
    t.notMatch(output.stderr, /@example\.org|2900 /)
  })

  const noCurl = spawnSync('curl', ['--version']).error ? 'curl is not installed' : false
  await t.test('the commands it prints work as they are printed', { skip: noCurl }, async (t) => {
    const commands = first.stdout.split('\n').filter((line) => line.startsWith('  curl '))
    t.equal(commands.length, 5)
    for (const command of commands) {
      const { code, stdout, stderr } = await run(t, 'sh', ['-c', `${command} -sS -f`], env)
      t.equal(code, 0, `${command} ${stderr}`)
      t.ok(JSON.parse(stdout))
    }
  })

  await t.test('run again it doubles nothing, and shows a credential that stands', async (t) => {
    const second = await demo(t, env)
    t.equal(second.code, 0)
    t.same(await counts(admin), whole)
    t.match(second.stdout, /120 awards \(all there already\)/)
    t.match(second.stdout, /^Its verification: valid$/m, 'though the command revoked the first')
  })

  await t.test('nor with another key, of which the service remembers no requests', async (t) => {
    const scopes = ['issuers', 'badge-classes', 'pathways', 'learners', 'assertions']
      .flatMap((noun) => [`${noun}:read`, `${noun}:write`])
      .concat('verify')
    const { body } = await admin.post('/v1/api-keys', { name: 'demo', scopes })
    t.equal((await demo(t, { ...env, ADMIN_API_KEY: body.key })).code, 0)
    t.same(await counts(admin), whole)
  })

  await t.test('without a key, or a wrong one: one sentence', async (t) => {
    const without = await demo(t, { WAYMARK_URL: url })
    t.match(without, { code: 1, stdout: '', stderr: /^Set ADMIN_API_KEY to [^\n]+\.\n$/ })
    const wrong = await demo(t, { ...env, ADMIN_API_KEY: 'x'.repeat(40) })
    t.match(wrong, { code: 1, stdout: '', stderr: /^ADMIN_API_KEY is not [^\n]+\.\n$/ })
  })
})

t.test('with none running it starts one on the configured data, and stops it', async (t) => {
  const DATA_DIR = await newDataDir(t)
  const PORT = String(await freePort('127.0.0.1'))
  const env = { DATA_DIR, PORT }
  const first = await demo(t, env)
  t.match({ code: first.code, stderr: first.stderr }, { code: 0, stderr: '' })
  t.match(first.stdout, /^Its verification: valid$/m)
  t.notMatch(first.stdout, 'Bearer', 'no commands for a service that is gone')
  await t.rejects(access(join(DATA_DIR, 'postgres', 'postmaster.pid')), 'its PostgreSQL is stopped')
  await t.rejects(fetch(`http://127.0.0.1:${PORT}`), 'so is the service')

  const { admin, url } = await start(t, { ...env, ADMIN_API_KEY })
  t.same(await counts(admin), whole, 'the data is there for npm start')
  const [, credential] = /^A credential: (\S+)$/m.exec(first.stdout) ?? []
  t.ok(credential?.startsWith(`${url}/`), 'under the address that it will have')
  t.equal((await admin.post('/v1/verify', { url: credential })).body.verdict, 'valid')

  const busy = await demo(t, { DATA_DIR, PORT: String(await freePort('127.0.0.1')) })
  t.equal(busy.code, 1)
  t.match(busy.stderr, /^waymark: Another service is using the database [^\n]+\n[^\n]+\.\n$/)
})

t.test('something else at that address', async (t) => {
  const server = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as { port: number }
  const other = await demo(t, { PORT: String(port) })
  t.match(other, { code: 1, stderr: /^What answers at \S+ is not Waymark: [^\n]+\.\n$/ })
  const far = await demo(t, { WAYMARK_URL: 'ftp://127.0.0.1' })
  t.match(far, { code: 1, stderr: /^WAYMARK_URL must be [^\n]+\.\n$/ })
})
