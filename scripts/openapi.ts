// npm run openapi [-- --check]
//
// Writes the OpenAPI description to openapi/waymark.json, or with --check says whether the one
// there is what the routes describe. Needs no database: nothing is asked of it.

import { readFile, writeFile } from 'node:fs/promises'
import { buildAppAlone } from './app-alone.ts'

const file = new URL('../openapi/waymark.json', import.meta.url)

const { app, close } = await buildAppAlone()
const described = `${JSON.stringify(app.swagger(), null, 2)}\n`
await close()

if (!process.argv.includes('--check')) {
  await writeFile(file, described)
} else if ((await readFile(file, 'utf8').catch(() => '')) !== described) {
  process.stderr.write('openapi/waymark.json is not what the routes describe: npm run openapi\n')
  process.exitCode = 1
}
