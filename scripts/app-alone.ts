import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config/index.ts'
import { openDatabase } from '../src/db/index.ts'
import { createDeps } from '../src/deps/index.ts'
import { createVault } from '../src/vault.ts'

/** The HTTP service without a database, for what is only to be read off its routes; `close` ends it. */
export async function buildAppAlone(): Promise<{
  app: FastifyInstance
  close(): Promise<void>
}> {
  const database = openDatabase('postgres://127.0.0.1:1/none', () => undefined)
  const app = await buildApp(
    createDeps({
      config: { ...loadConfig({}), publicUrl: 'https://badges.example.org' },
      database,
      vault: createVault(new Uint8Array(32)),
      log: pino({ level: 'silent' }),
    }),
  )
  return {
    app,
    async close() {
      await app.close()
      await database.close()
    },
  }
}
