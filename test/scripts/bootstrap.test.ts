import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { until } from '../support/embedded.ts'

t.setTimeout(60_000)

/**
 * An npm that writes down when it is called and how, waits while there is a file `hold`, fails
 * when there is a file `fail`, and otherwise does what npm ci does to node_modules.
 */
const FAKE_NPM = `#!/bin/sh
echo "begin $$ $*" >> npm.log
rm -rf node_modules
while [ -e hold ]; do sleep 0.05; done
if [ -e fail ]; then echo "npm error: no such package"; exit 9; fi
mkdir -p node_modules/.bin
ln -s "$REAL_NODE" node_modules/.bin/node
echo "end $$" >> npm.log
`

/** A clone of a tiny project with nothing installed, and a way to run its bootstrap. */
async function newProject(t: Test) {
  const root = await mkdtemp(join(tmpdir(), 'waymark-bootstrap-'))
  t.teardown(() => rm(root, { recursive: true, force: true, maxRetries: 5 }))
  await mkdir(join(root, 'scripts'))
  await mkdir(join(root, 'bin'))
  const original = fileURLToPath(new URL('../../scripts/bootstrap.js', import.meta.url))
  await copyFile(original, join(root, 'scripts', 'bootstrap.js'))
  await writeFile(join(root, 'package.json'), '{ "type": "module" }')
  await writeFile(join(root, 'package-lock.json'), '{ "version": 1 }')
  await writeFile(join(root, 'bin', 'npm'), FAKE_NPM)
  await chmod(join(root, 'bin', 'npm'), 0o755)
  await writeFile(join(root, 'script.ts'), 'console.log(process.argv.slice(2).join())')

  const run = (args: string[], environment: NodeJS.ProcessEnv = {}) => {
    const path = [join(root, 'bin'), process.env.PATH].join(delimiter)
    const child = spawn(process.execPath, ['scripts/bootstrap.js', ...args], {
      cwd: root,
      env: { ...process.env, ...environment, PATH: path, REAL_NODE: process.execPath },
      stdio: 'pipe',
    })
    t.teardown(() => child.kill('SIGKILL'))
    return new Run(child)
  }
  const write = (name: string, text = '') => writeFile(join(root, name), text)
  const remove = (name: string) => rm(join(root, name))
  const calls = async () => {
    const text = await readFile(join(root, 'npm.log'), 'utf8').catch(() => '')
    return text.split('\n').filter((line) => line.startsWith('begin'))
  }
  const log = () => readFile(join(root, 'npm.log'), 'utf8')
  return { root, run, write, remove, calls, log }
}

class Run {
  stdout = ''
  stderr = ''
  readonly child: ChildProcess
  readonly ended: Promise<unknown[]>

  constructor(child: ChildProcess) {
    this.child = child
    this.ended = once(child, 'close')
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
  }
}

t.test('the first run installs everything and says so once, the second does not', async (t) => {
  const project = await newProject(t)
  const first = project.run(['script.ts', 'a', 'b c'], {
    NODE_ENV: 'production',
    npm_config_omit: 'dev',
  })
  t.same(await first.ended, [0, null])
  t.equal(first.stdout, 'a,b c\n', 'the arguments reach the script')
  t.equal(first.stderr, 'Installing dependencies (npm ci), this takes a minute...\n')
  const [call] = await project.calls()
  t.match(call, / ci .*--include=dev --include=optional/, 'development dependencies, too')

  const second = project.run(['script.ts'])
  t.same(await second.ended, [0, null])
  t.equal(second.stderr, '')
  t.equal((await project.calls()).length, 1)
  t.notOk((await readdir(project.root)).includes('.install-lock'))
})

t.test('a changed package-lock.json is installed anew', async (t) => {
  const project = await newProject(t)
  await project.run(['script.ts']).ended
  await project.write('package-lock.json', '{ "version": 2 }')
  await project.run(['script.ts']).ended
  t.equal((await project.calls()).length, 2)
  await project.run(['script.ts']).ended
  t.equal((await project.calls()).length, 2)
})

t.test('two at once install once, and both run', async (t) => {
  const project = await newProject(t)
  await project.write('hold')
  const first = project.run(['script.ts', 'first'])
  await until(async () => (await project.calls()).length === 1)
  const second = project.run(['script.ts', 'second'])
  await until(() => second.stderr !== '')
  t.equal(second.stderr, 'Waiting for another installation of the dependencies...\n')
  await project.remove('hold')
  t.same(await Promise.all([first.ended, second.ended]), [
    [0, null],
    [0, null],
  ])
  t.same([first.stdout, second.stdout], ['first\n', 'second\n'])
  t.equal((await project.calls()).length, 1)
})

t.test('an installer that was killed with its npm blocks nobody', async (t) => {
  const project = await newProject(t)
  await project.write('hold')
  const killed = project.run(['script.ts'])
  await until(async () => (await project.calls()).length === 1)
  const npm = Number((await project.calls())[0]?.split(' ')[1])
  await until(async () =>
    (await readFile(join(project.root, '.install-lock'), 'utf8')).includes(' '),
  )
  killed.child.kill('SIGKILL')
  process.kill(npm, 'SIGKILL')
  await killed.ended
  await project.remove('hold')

  const next = project.run(['script.ts', 'next'])
  t.same(await next.ended, [0, null])
  t.equal(next.stdout, 'next\n')
  t.equal((await project.calls()).length, 2)
})

t.test('an npm that outlived its installer is waited for', async (t) => {
  const project = await newProject(t)
  await project.write('hold')
  const killed = project.run(['script.ts'])
  await until(async () =>
    (await readFile(join(project.root, '.install-lock'), 'utf8')).includes(' '),
  )
  killed.child.kill('SIGKILL')
  const next = project.run(['script.ts'])
  await until(() => next.stderr !== '')
  t.match(next.stderr, /^Waiting/)
  await project.remove('hold')
  t.same(await next.ended, [0, null])
  const events = (await project.log()).trim().split('\n')
  t.same(
    events.map((line) => line.split(' ')[0]),
    ['begin', 'end', 'begin', 'end'],
    'one after the other',
  )
})

t.test('an npm that fails: its own words, one sentence, and another try next time', async (t) => {
  const project = await newProject(t)
  await project.write('fail')
  const failed = project.run(['script.ts'])
  t.same(await failed.ended, [1, null])
  t.match(failed.stderr, /npm error: no such package/)
  t.match(failed.stderr, /The dependencies could not be installed: npm ci failed with code 9/)
  t.notMatch(failed.stderr, / at /, 'no stack trace')
  await project.remove('fail')
  t.same(await project.run(['script.ts']).ended, [0, null])
})

t.test('exit codes and signals of the script are passed on', async (t) => {
  const project = await newProject(t)
  await project.write('code.ts', 'process.exitCode = 7')
  t.same(await project.run(['code.ts']).ended, [7, null])
  await project.write(
    'signal.ts',
    `process.kill(process.pid, 'SIGTERM')\nsetInterval(() => {}, 1e3)`,
  )
  const [code, signal] = await project.run(['signal.ts']).ended
  // Under tap, which gets into every child and catches its signals, the exit code says it.
  t.ok(signal === 'SIGTERM' || code === 143, `${code} ${signal}`)
})

t.test('signals reach the script, and the bootstrap waits for its end', async (t) => {
  const project = await newProject(t)
  await project.write(
    'service.ts',
    `for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
       process.on(signal, () => {
         console.log(signal)
         setImmediate(() => process.exit(5))
       })
     }
     setInterval(() => {}, 1000)
     console.log('ready')`,
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const run = project.run(['service.ts'])
    await until(() => run.stdout.includes('ready'))
    run.child.kill(signal)
    t.same(await run.ended, [5, null])
    t.equal(run.stdout, `ready\n${signal}\n`)
  }
})
