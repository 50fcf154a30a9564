import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { draftName } from './drafts.ts'
import { EmbeddedPostgresError, errorCode, errorText } from './errors.ts'

/**
 * Reads the password of the database's superuser, or makes one (256 bits, base64url, mode 0600)
 * when there is no cluster yet. Starters that race on a new folder all get the same one.
 *
 * @param file path of the password file
 * @param hasCluster whether a cluster exists, which only the password it was made with opens
 * @throws EmbeddedPostgresError when the file is missing beside a cluster or cannot be read
 */
export async function keepPassword(file: string, hasCluster: boolean): Promise<string> {
  try {
    const kept = await read(file)
    if (kept !== undefined) return kept
    if (!hasCluster) await create(file)
    const made = await read(file)
    if (made !== undefined) return made
    throw new EmbeddedPostgresError(
      `The password file ${file} of the embedded PostgreSQL is missing or empty: restore it from your backup of DATA_DIR.`,
    )
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error
    throw new EmbeddedPostgresError(
      `The password file ${file} of the embedded PostgreSQL cannot be used (${errorText(error)}): make it readable and its folder writable for the user that runs the service.`,
    )
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, 'utf8')).trim()
    return text === '' ? undefined : text
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

async function create(file: string) {
  // Written whole under another name and linked, which never replaces: nobody reads half of it,
  // and of two starters the second finds the first one's.
  const draft = draftName(file)
  try {
    const password = randomBytes(32).toString('base64url')
    await writeFile(draft, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true })
    await link(draft, file)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
}
