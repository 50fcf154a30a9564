// What `waymark award` shows and asks on a terminal; `script` of util-linux is one.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { startServer } from '../outbound/loopback-server.ts'

t.jobs = 3

const COMMAND = fileURLToPath(new URL('../../src/cli/waymark.ts', import.meta.url))
const BADGE = '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'
const needsScript = {
  skip:
    spawnSync('script', ['--version']).stdout?.includes('util-linux') !== true &&
    'There is no script of util-linux here.',
}

/** Runs the command on a terminal, and types when it has asked. */
async function onTerminal(t: Test, typed: string) {
  const sent: string[] = []
  const done = { id: BADGE, total: 2, awarded: 2, duplicates: 0, invalid: 0, failed: 0 }
  let looks = 0
  const server = await startServer(t, async (request, response) => {
    for await (const part of request) sent.push(String(part))
    looks += 1
    const status = looks < 3 ? 'running' : 'completed'
    const awarded = looks < 3 ? looks - 1 : 2
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ...done, status, awarded }))
  })
  const cwd = t.testdir({ 'event.csv': 'E-mail,Name\nada@example.org,Ada\nben@example.org,Ben\n' })
  const command = `'${process.execPath}' '${COMMAND}' award event.csv --badge-class ${BADGE}`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: {
      PATH: process.env.PATH,
      TERM: 'xterm',
      WAYMARK_API_KEY: 'key-of-the-tests-0123456789',
      WAYMARK_URL: `http://127.0.0.1:${server.port}`,
    },
  })
  let shown = ''
  let isTyped = false
  child.stdout.setEncoding('utf8').on('data', (data) => {
    shown += data
    if (isTyped || !shown.includes('[y/N]')) return
    isTyped = true
    child.stdin.write(typed)
  })
  const [code] = await once(child, 'close')
  return { code, shown, sent: sent.join('') }
}

t.test('shows what it will do, asks, and draws how far it is', needsScript, async (t) => {
  const { code, shown, sent } = await onTerminal(t, 'y\r')
  t.equal(code, 0, shown)
  t.match(shown, /E-mail +email/)
  t.match(shown, /Name +\(ignored\)/)
  t.match(shown, /1 {2}recipient\.type: email, recipient\.value: ada@example\.org/)
  t.match(sent, /ada@example\.org/)
  t.match(shown, /Awarding =+-+ 1 of 2 rows, \d+ a second, \d+ s left/)
  t.match(shown, /2 rows: 2 awarded/)
})

for (const [typed, what] of [
  ['\r', 'nothing'],
  ['\u0003', 'the key to interrupt'],
] as const) {
  t.test(`sends nothing when the answer is ${what}`, needsScript, async (t) => {
    const { code, shown, sent } = await onTerminal(t, typed)
    t.equal(code, 4)
    t.match(shown, 'Nothing was sent.')
    t.equal(sent, '')
  })
}
