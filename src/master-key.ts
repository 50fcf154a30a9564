import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from './config.ts'

/**
 * The master key that the service keeps for itself beside its embedded database: made at the
 * first start, readable by its owner alone.
 *
 * @param dataDir - exists already
 * @throws ConfigError when the file is there but does not hold a key
 */
export async function keepMasterKey(dataDir: string): Promise<Buffer> {
  const file = join(dataDir, 'master-key')
  const made = randomBytes(32).toString('base64')
  // Written whole under another name first: a kill in between must not leave half a key.
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${made}\n`, { mode: 0o600 })
  await link(draft, file).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft, { force: true })
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64')
  if (key.length !== 32) {
    throw new ConfigError(
      `The file ${file} does not hold a master key; put the original back, or set MASTER_KEY.`,
    )
  }
  return key
}
