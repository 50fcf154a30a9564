import { randomBytes } from 'node:crypto'
import { type ServiceProcess, startServiceProcess } from '../service-process.ts'
import { DemoError, type Resource } from './api.ts'

/** Where the demo looks for a running service. */
export function serviceAddress(env: NodeJS.ProcessEnv): string {
  const address = env.WAYMARK_URL || `http://${env.HOST || '127.0.0.1'}:${env.PORT || '3000'}`
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new DemoError('WAYMARK_URL must be the http or https URL of a running service.')
  }
  return new URL(address).origin
}

/**
 * Whether the service runs at this address.
 * @throws DemoError when something else does
 */
export async function isRunning(address: string): Promise<boolean> {
  let answer: Response
  try {
    answer = await fetch(`${address}/openapi.json`)
  } catch {
    return false
  }
  const description = (await answer.json().catch(() => undefined)) as Resource | undefined
  if (description?.info?.title === 'Waymark') return true
  throw new DemoError(
    `What answers at ${address} is not Waymark: set WAYMARK_URL, or PORT for a service of the demo's own.`,
  )
}

/** A service that the demo started, with a key that is good for this run. */
export type OwnService = ServiceProcess & { url: string; key: string }

/**
 * Starts a service on the configured data. Signals are passed on to it, and what it has to say on
 * standard error is shown.
 *
 * @param address - where it was looked for, and is to listen
 * @throws DemoError when that is not on this machine
 */
export async function startOwn(address: string, env: NodeJS.ProcessEnv): Promise<OwnService> {
  const { hostname, port, protocol } = new URL(address)
  if (env.WAYMARK_URL && (protocol !== 'http:' || !isLoopback(hostname))) {
    throw new DemoError(`No service answers at ${address}.`)
  }
  const key = randomBytes(32).toString('base64url')
  const service = startServiceProcess({
    env: {
      ...env,
      ...(env.WAYMARK_URL && { HOST: hostname.replace(/^\[|\]$/g, ''), PORT: port || '80' }),
      LOG_LEVEL: env.LOG_LEVEL || 'warn',
      ADMIN_API_KEY: key,
    },
  })
  service.child.stderr?.on('data', (text) => process.stderr.write(text))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => service.child.kill(signal))
  }
  try {
    return { ...service, url: await service.ready, key }
  } catch {
    throw new DemoError('The service did not start; see above for its reason.')
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
