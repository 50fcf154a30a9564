import { resolve } from 'node:path'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { type Config, ConfigError } from './config/index.ts'
import { usesDidWeb } from './credentials/index.ts'
import { EmbeddedPostgresError, startEmbeddedPostgres } from './db/embedded/index.ts'
import { DatabaseError, migrateDatabase, openDatabase } from './db/index.ts'
import { createDeps } from './deps/index.ts'
import { checkInstallation } from './installation.ts'
import { startJobs, startJobThreads, sumStats } from './jobs/index.ts'
import { checkKeyStores, openKeyStores } from './key-stores/index.ts'
import { freePort, hostInUrl } from './listening.ts'
import { keepMasterKey, opensWith, openVault } from './master-key/index.ts'

/** What was opened so far, in order; closed in the opposite order. */
const opened: (() => Promise<unknown>)[] = []

/** Ends what `start` began, however far it came. */
export async function close(): Promise<void> {
  for (let end = opened.pop(); end !== undefined; end = opened.pop()) await end()
}

/**
 * Opens the storage, migrates, and serves.
 *
 * @param interrupted - aborted when there is no use in starting any more
 * @param giveUp - ends the process as a failure
 */
export async function start(
  config: Config,
  log: Logger,
  interrupted: AbortSignal,
  giveUp: () => void,
): Promise<void> {
  const url = await openStorage(config, log)
  interrupted.throwIfAborted()
  const database = openDatabase(url, (err) => log.warn({ err }, 'a database connection broke'))
  opened.push(() => database.close())
  await migrateDatabase(database)

  // Found out before it is stored: the address becomes part of every id, for good.
  const port = await freePort(config.host, config.port)
  const address = `http://${hostInUrl(config.host)}:${port}`
  const masterKey =
    config.masterKey ??
    (await keepMasterKey(resolve(config.dataDir), (key) => opensWith(database.queries, key)))
  const vault = await openVault(database, masterKey, () => {
    log.fatal('the MASTER_KEY of this database was changed; start again with the new one')
    giveUp()
  })
  const keyStores = await openKeyStores(config, ({ name, message }) =>
    log.error({ name, message }, 'the key store failed'),
  )
  opened.push(() => Promise.all(keyStores.map((store) => store.close())))
  await checkKeyStores(database.queries, keyStores)
  const { publicUrl, moved } = await checkInstallation(database, {
    publicUrl: config.publicUrl,
    fallbackUrl: address,
  })
  if (moved) {
    log.warn(
      `credentials of this database carry ${publicUrl}, and the service now listens on ${address}: their links work again when it listens there`,
    )
  }
  log.info(
    usesDidWeb(publicUrl)
      ? `issuers are identified by did:web under ${publicUrl}`
      : `issuers are identified by did:key, because ${publicUrl} is no https URL with a DNS name`,
  )

  const settled = { ...config, publicUrl }
  const deps = createDeps({ config: settled, database, vault, log, keyStores })
  opened.push(() => deps.outbound.close())
  await deps.services.events.settle()
  await offerFirstKey(config, deps.services.apiKeys, log)
  const threads = startJobThreads({
    count: config.jobThreads,
    data: { config: settled, databaseUrl: url, masterKey },
    log,
    // Here it is noticed when the database has another key: without requests nobody else would ask.
    onEnded: () => void database.ping().catch(() => undefined),
  })
  opened.push(() => threads.stop())
  if (config.jobThreads === 0) {
    const jobs = await startJobs(deps)
    opened.push(() => jobs.stop())
  }
  const app = await buildApp({
    ...deps,
    canonicaliserStats: () => sumStats([deps.canonicaliserStats(), threads.canonicaliserStats()]),
  })
  opened.push(() => app.close())
  interrupted.throwIfAborted()
  await app.listen({ host: config.host, port })
  process.stdout.write(`waymark listening on ${address}\n`)
}

/** Where the data is. */
async function openStorage(config: Config, log: Logger): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl
  const server = await startEmbeddedPostgres({ dataDir: resolve(config.dataDir), log })
  opened.push(() => server.stop())
  return server.url()
}

/** Somebody has to be able to make the first call. */
async function offerFirstKey(
  config: Config,
  apiKeys: { bootstrap(): Promise<string | null>; none(): Promise<boolean> },
  log: Logger,
): Promise<void> {
  if (config.adminApiKey !== undefined) return
  if (config.databaseUrl === undefined) {
    const key = await apiKeys.bootstrap()
    if (key !== null) process.stdout.write(`admin API key, shown this once: ${key}\n`)
  } else if (await apiKeys.none()) {
    log.warn('there is no API key yet: set ADMIN_API_KEY to be able to make the first one')
  }
}

/** One sentence for what an operator can mend; undefined for what is our own fault. */
export function explain(error: unknown): string | undefined {
  // A key that does not fit is found out when the database is open.
  const kinds = [ConfigError, EmbeddedPostgresError, DatabaseError]
  if (kinds.some((kind) => error instanceof kind)) return (error as Error).message
  const { code, syscall } = error as NodeJS.ErrnoException
  if (syscall === 'listen' && code === 'EADDRINUSE') {
    return 'PORT is in use by another program; set PORT to another one, or to 0 for any that is free.'
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return `HOST and PORT cannot be listened on (${code}).`
  return undefined
}
