import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Teardown } from './service.ts'

const run = promisify(execFile)

const LIBRARIES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
]

export const PIN = '4321'
const LABEL = 'waymark test'

/**
 * What to give a test as its `skip`: false where there can be a token; elsewhere the sentence that
 * says so. Where PKCS11_TESTS says that there is one, its absence fails instead.
 */
export async function withoutToken(): Promise<string | false> {
  if (process.env.PKCS11_TESTS === 'true') return false
  if (!LIBRARIES.some((path) => existsSync(path))) {
    return 'No SoftHSM2 on this machine, which PKCS#11 tokens are emulated by: install softhsm2.'
  }
  const name = 'pkcs11js'
  try {
    await import(name)
    return false
  } catch {
    return 'The package pkcs11js is not installed: npm install --no-save pkcs11js@2.'
  }
}

/**
 * A token of SoftHSM2 for this process, which real ones are emulated by: empty, and gone after the
 * test.
 *
 * @returns the settings of a service that uses it, and the environment that the library needs
 */
export async function makeToken(t: Teardown) {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-token-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const tokens = join(folder, 'tokens')
  await mkdir(tokens)
  const SOFTHSM2_CONF = join(folder, 'softhsm2.conf')
  await writeFile(SOFTHSM2_CONF, `directories.tokendir = ${tokens}\nobjectstore.backend = file\n`)
  // The library reads it when it is loaded.
  process.env.SOFTHSM2_CONF = SOFTHSM2_CONF
  const arguments_ = ['--init-token', '--free', '--label', LABEL, '--so-pin', '12345678']
  await run('softhsm2-util', [...arguments_, '--pin', PIN], {
    env: { PATH: process.env.PATH, SOFTHSM2_CONF },
  })
  const library = LIBRARIES.find((path) => existsSync(path)) as string
  const env = { PKCS11_LIBRARY: library, PKCS11_TOKEN: LABEL, PKCS11_PIN: PIN }
  return { env, SOFTHSM2_CONF }
}
