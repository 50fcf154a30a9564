import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/db/embedded/index.ts'

/** Runs an action beside a fresh PostgreSQL server of its own, which is gone afterwards. */
export async function withDatabase<T>(action: (url: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'waymark-bench-'))
  const log = { info: () => undefined, warn: () => undefined }
  try {
    const server = await startEmbeddedPostgres({ dataDir, log })
    try {
      return await action(server.url())
    } finally {
      await server.stop()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}
