import {
  type End,
  type ServiceProcess,
  startServiceProcess,
} from '../../scripts/service-process.ts'
import { type Client, createClient } from './client.ts'
import { passedOn } from './environment.ts'
import { createTestDatabase } from './postgres.ts'
import { ADMIN_API_KEY, type Teardown } from './service.ts'

export { ADMIN_API_KEY }

/** The service as its operator has it: a process, its output, its signals. */
export type Running = ServiceProcess & {
  url: string
  /** Calls it with the admin key. */
  admin: Client
  as(key: string | null): Client
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<End>
}

/**
 * Starts the service in a process of its own without waiting for it. It is killed with the test.
 *
 * @param env - its settings; of this process's environment only the way to programs and to what
 *   was compiled reaches it, and above all not NODE_OPTIONS, by which tap gets into every child
 */
export function launch(t: Teardown, env: NodeJS.ProcessEnv, cwd?: string): ServiceProcess {
  const service = startServiceProcess({
    env: { ...passedOn, ...env },
    ...(cwd !== undefined && { cwd }),
  })
  t.teardown(async () => {
    service.child.kill('SIGKILL')
    await service.ended
  })
  return service
}

/** Starts the service in a process of its own and waits until it listens. */
export async function start(t: Teardown, env: NodeJS.ProcessEnv): Promise<Running> {
  const service = launch(t, env)
  const url = await service.ready
  return {
    ...service,
    url,
    admin: createClient(url, ADMIN_API_KEY),
    as: (key) => createClient(url, key),
    end(signal) {
      service.child.kill(signal)
      return service.ended
    },
  }
}

/**
 * Settings for a service on a free port and a database of its own on the server of the tests.
 *
 * @param options.empty - true for a database in which no migration has run
 */
export async function onTestDatabase(
  t: Teardown,
  options: { empty?: boolean } = {},
): Promise<{ DATABASE_URL: string } & Settings> {
  return { DATABASE_URL: (await createTestDatabase(t, options)).url, ...settings }
}

/** Settings for a service on a free port and its own PostgreSQL. */
export function onEmbedded(dataDir: string): { DATA_DIR: string } & Settings {
  return { DATA_DIR: dataDir, ...settings }
}

type Settings = typeof settings
const settings = {
  PORT: '0',
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  ADMIN_API_KEY,
  LOG_LEVEL: 'info',
}
