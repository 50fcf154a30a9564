// npm run openapi [-- --check]
//
// Writes the OpenAPI description to openapi/waymark.json, or with --check says whether the one
// there is what the routes describe. Needs no database: nothing is asked of it.

import { readFile, writeFile } from 'node:fs/promises'
import { pino } from 'pino'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config/index.ts'
import { openDatabase } from '../src/db/index.ts'
import { createDeps } from '../src/deps/index.ts'
import { createVault } from '../src/vault.ts'

const file = new URL('../openapi/waymark.json', import.meta.url)

const database = openDatabase('postgres://127.0.0.1:1/none', () => undefined)
const app = await buildApp(
  createDeps({
    config: { ...loadConfig({}), publicUrl: 'https://badges.example.org' },
    database,
    vault: createVault(new Uint8Array(32)),
    log: pino({ level: 'silent' }),
  }),
)
const described = `${JSON.stringify(app.swagger(), null, 2)}\n`
await app.close()
await database.close()

if (!process.argv.includes('--check')) {
  await writeFile(file, described)
} else if ((await readFile(file, 'utf8').catch(() => '')) !== described) {
  process.stderr.write('openapi/waymark.json is not what the routes describe: npm run openapi\n')
  process.exitCode = 1
}
