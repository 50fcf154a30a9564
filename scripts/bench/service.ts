import { randomBytes } from 'node:crypto'
import { createApi } from '../demo/api.ts'
import { type ServiceProcess, startServiceProcess } from '../service-process.ts'

/**
 * Starts the service on a database, with a key of the configuration that may do everything.
 *
 * @param options.profile - a folder for a CPU profile of the service
 */
export function startService(
  databaseUrl: string,
  { profile }: { profile?: string | undefined } = {},
): { service: ServiceProcess; key: string } {
  const key = randomBytes(32).toString('base64url')
  const service = startServiceProcess({
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      MASTER_KEY: randomBytes(32).toString('base64'),
      ADMIN_API_KEY: key,
      PORT: '0',
      LOG_LEVEL: 'warn',
    },
    ...(profile !== undefined && { nodeArguments: ['--cpu-prof', `--cpu-prof-dir=${profile}`] }),
  })
  return { service, key }
}

/** Ends the servers, and waits for that. */
export async function stopAll(servers: readonly ServiceProcess[]): Promise<void> {
  for (const { child, ended } of servers) {
    child.kill('SIGTERM')
    await ended
  }
}

/**
 * Makes an issuer with a badge class.
 *
 * @param more - members of the badge class besides those that all have
 */
export async function makeBadgeClass(
  url: string,
  key: string,
  more: { tags?: string[] } = {},
): Promise<{ issuerId: string; badgeClassId: string }> {
  const api = createApi(url, key)
  const { resource: issuer } = await api.post('/v1/issuers', {
    name: 'Harbour Library',
    url: 'https://library.example.org',
  })
  const { resource: badgeClass } = await api.post('/v1/badge-classes', {
    issuerId: issuer.id,
    name: 'Podcast Producer',
    description: 'Recorded, edited and published a podcast episode about the harbour.',
    criteria: { narrative: 'Publish an episode of at least **five minutes**.' },
    layer: 'Demonstrate',
    ...more,
  })
  return { issuerId: String(issuer.id), badgeClassId: String(badgeClass.id) }
}
