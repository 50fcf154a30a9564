import { readFile } from 'node:fs/promises'
import t from 'tap'
import { ConfigError, Environment, loadConfig } from '../src/config/index.ts'

const MASTER_KEY = Buffer.alloc(32, 1).toString('base64')

t.test('without any variable the service runs on a laptop', async (t) => {
  t.match(loadConfig({}), {
    host: '127.0.0.1',
    port: 3000,
    publicUrl: undefined,
    databaseUrl: undefined,
    dataDir: './data',
    masterKey: undefined,
    logLevel: 'info',
    outboundAllowLoopback: false,
  })
})

t.test('an empty variable counts as unset', async (t) => {
  t.match(loadConfig({ PORT: '', PUBLIC_URL: '', DATABASE_URL: '' }), { port: 3000 })
})

t.test('a public URL is kept as an origin', async (t) => {
  const publicUrl = (text: string) => loadConfig({ PUBLIC_URL: text }).publicUrl
  t.equal(publicUrl('https://Badges.Example.org/'), 'https://badges.example.org')
  t.equal(publicUrl('https://badges.example.org:443'), 'https://badges.example.org')
  t.equal(publicUrl('http://127.0.0.1:3000'), 'http://127.0.0.1:3000')
})

t.test('a wrong value is one sentence that names the variable and not its value', async (t) => {
  const wrong: Record<string, string>[] = [
    { PORT: 'abc' },
    { PORT: '70000' },
    { PORT: '-1' },
    { PORT: '3000.5' },
    { PUBLIC_URL: 'badges.example.org' },
    { PUBLIC_URL: 'ftp://badges.example.org' },
    { PUBLIC_URL: 'https://badges.example.org/path' },
    { PUBLIC_URL: 'https://user:secret@badges.example.org' },
    { DATABASE_URL: 'mysql://secret@example.org/x', MASTER_KEY },
    { MASTER_KEY: 'c2VjcmV0' },
    { MASTER_KEY: 'not base64 at all secret' },
    { ADMIN_API_KEY: 'secret' },
    { ADMIN_API_KEY: 'secret with spaces and more than thirty-two characters' },
    { LOG_LEVEL: 'loud' },
    { OUTBOUND_ALLOW_LOOPBACK: 'maybe' },
    { TRUST_PROXY: 'maybe' },
    { ANONYMOUS_VERIFICATIONS_PER_MINUTE: '-1' },
    { IDEMPOTENCY_RETENTION_HOURS: '0' },
    { AWARD_BATCH_ANSWERS_DAYS: '3651' },
  ]
  for (const env of wrong) {
    const [[name, value]] = Object.entries(env) as [[string, string]]
    try {
      loadConfig(env)
      t.fail(`${name}=${value} was accepted`)
    } catch (error) {
      t.type(error, ConfigError)
      const { message } = error as Error
      t.match(message, new RegExp(`^${name} must be [^\\n]+\\.$`), `${name}=${value}`)
      t.notMatch(message, /secret/)
    }
  }
})

t.test('a database of the operator needs the key that encrypts it', async (t) => {
  t.throws(() => loadConfig({ DATABASE_URL: 'postgres://localhost/waymark' }), {
    message: /^MASTER_KEY must be set when DATABASE_URL is/,
  })
})

t.test('the README lists every variable with its default', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const rows = [...readme.matchAll(/^\| `([A-Z0-9_]+)` \| (.+?) \| /gm)]
  const listed = Object.fromEntries(rows.map(([, name, value]) => [name, value]))
  t.same(Object.keys(listed), Object.keys(Environment.properties))
  for (const [name, schema] of Object.entries(Environment.properties)) {
    if ('default' in schema) t.equal(listed[name], `\`${schema.default}\``, name)
  }
})
