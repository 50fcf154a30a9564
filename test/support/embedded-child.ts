// A stand-in for the service: node embedded-child.ts <DATA_DIR>
// Runs the embedded PostgreSQL until SIGTERM. Prints one line of JSON when it is ready, or the
// sentence of the refusal on stderr with exit code 1.
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../../src/db/embedded/index.ts'

const silent = { info: () => undefined, warn: () => undefined }

try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log: silent })
  process.once('SIGTERM', () => server.stop())
  process.stdout.write(`${JSON.stringify({ url: server.url() })}\n`)
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error
  process.stderr.write(error.message)
  process.exitCode = 1
}
