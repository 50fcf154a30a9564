import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The connection string of the database of a service with an embedded PostgreSQL. */
export async function embeddedUrl(dataDir: string): Promise<string> {
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim()
  const [, , , port] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split(
    '\n',
  )
  return `postgres://waymark:${password}@127.0.0.1:${port}/waymark?sslmode=disable`
}
