// The master key that a service keeps for itself in DATA_DIR.
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { newDataDir } from '../support/embedded.ts'
import { changeMasterKey } from '../support/master-key.ts'
import { ADMIN_API_KEY, launch, start } from '../support/process.ts'
import { made } from '../support/programme.ts'

t.setTimeout(240_000)

t.test('is made anew and takes the place of the old one', async (t) => {
  const DATA_DIR = await newDataDir(t)
  const env = { DATA_DIR, PORT: '0', ADMIN_API_KEY }
  const file = join(DATA_DIR, 'master-key')
  const files = async () => (await readdir(DATA_DIR)).filter((name) => name.startsWith('master'))

  const unused = await changeMasterKey(env)
  t.match(unused, { code: 1, stderr: /No service has kept a MASTER_KEY in DATA_DIR/ })
  t.same(await readdir(DATA_DIR), [], 'and nothing is made')

  const learner = { identifiers: [{ type: 'email', value: 'sam@example.org' }] }
  const first = await start(t, env)
  const { id } = made(await first.admin.post('/v1/learners', learner))
  const busy = await changeMasterKey(env)
  t.match(busy, { code: 1, stderr: /Another service is using the database/ })
  await first.end('SIGTERM')
  const old = await readFile(file, 'utf8')

  const changed = await changeMasterKey(env)
  t.match(changed, { code: 0, stdout: /Done: the new key is in DATA_DIR, in the file master-key/ })
  const present = await readFile(file, 'utf8')
  t.not(present, old)
  t.notMatch(changed.stdout, present.trim())
  t.equal((await stat(file)).mode & 0o777, 0o600)
  t.same(await files(), ['master-key'])

  // Broken off after the database had changed, before the file did.
  await rename(file, `${file}.new`)
  await writeFile(file, old)
  const second = await start(t, env)
  const found = await second.admin.post('/v1/learners', learner)
  t.match(found, { status: 200, body: { id } })
  await second.end('SIGTERM')
  t.equal(await readFile(file, 'utf8'), present, 'the key that opens the database stays')
  t.same(await files(), ['master-key'])

  // Broken off before the database had changed.
  await writeFile(`${file}.new`, old)
  await (await start(t, env)).end('SIGTERM')
  t.equal(await readFile(file, 'utf8'), present)
  t.same(await files(), ['master-key'])

  // The same, met by the command: what was complete is not changed once more.
  await rename(file, `${file}.new`)
  await writeFile(file, old)
  const settled = await changeMasterKey(env)
  t.match(settled, { code: 0, stdout: /broken off at its end is complete now/ })
  t.equal(await readFile(file, 'utf8'), present)

  const neither = Buffer.alloc(32, 9).toString('base64')
  await rename(file, `${file}.kept`)
  await writeFile(file, neither)
  await writeFile(`${file}.new`, neither)
  const lost = launch(t, env)
  t.same(await lost.ended, { code: 1, signal: null })
  t.match(lost.output.stderr, /Neither master-key nor master-key\.new .* holds the MASTER_KEY/)
  t.equal((await files()).length, 3, 'nothing is thrown away')
})
