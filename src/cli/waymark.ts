// npx waymark verify FILE|URL...
// npx waymark award FILE --badge-class ID
// npm run waymark -- verify FILE|URL...
//
// Verifies what is in files or at addresses, without a service, and awards by a file with one; see
// waymark verify --help and waymark award --help.

import { readFileSync } from 'node:fs'
import { awardCommand } from './award/index.ts'
import { EXIT, verifyCommand } from './verify/index.ts'

const HELP = `Usage: waymark verify [options] FILE|URL...
       waymark award [options] FILE --badge-class ID

  verify  verifies Open Badges and other credentials, without a service
  award   awards a badge to everybody in a file, with a service

See waymark verify --help and waymark award --help. The service is started with npm start.
`

/** npm runs a script in the folder of its package, whatever folder its caller is in. */
const folder = process.env.npm_lifecycle_event === 'waymark' ? (process.env.INIT_CWD ?? '.') : '.'

async function run([command, ...args]: string[]): Promise<number> {
  switch (command) {
    case 'verify':
      return verifyCommand(args, folder)
    case 'award':
      return awardCommand(args, { env: process.env, folder })
    case '--version':
      process.stdout.write(`${version()}\n`)
      return EXIT.valid
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(HELP)
      return EXIT.valid
  }
  process.stderr.write(HELP)
  return EXIT.unusable
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

// Who reads the reports may have enough before their end: that must not look like a verdict.
process.stdout.on('error', () => process.exit(EXIT.broken))

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`waymark: the command failed. ${(error as Error).stack}\n`)
  process.exitCode = EXIT.broken
}
