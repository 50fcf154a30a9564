import { randomBytes } from 'node:crypto'
import { createApi } from '../demo/api.ts'
import { type ServiceProcess, startServiceProcess } from '../service-process.ts'

/** A running service with a badge class, and a key that may award it. */
export type Programme = {
  service: ServiceProcess
  url: string
  /** Bound to the issuer: looked up at every request, unlike the key of the configuration. */
  key: string
  badgeClassId: string
}

/**
 * Starts the service on a database and makes what awards need.
 *
 * @param options.profile - a folder for a CPU profile of the service
 */
export async function startProgramme(
  databaseUrl: string,
  { profile }: { profile?: string | undefined } = {},
): Promise<Programme> {
  const adminKey = randomBytes(32).toString('base64url')
  const service = startServiceProcess({
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      MASTER_KEY: randomBytes(32).toString('base64'),
      ADMIN_API_KEY: adminKey,
      PORT: '0',
      LOG_LEVEL: 'warn',
    },
    ...(profile !== undefined && { nodeArguments: ['--cpu-prof', `--cpu-prof-dir=${profile}`] }),
  })
  const url = await service.ready
  const api = createApi(url, adminKey)
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
    tags: ['audio', 'storytelling'],
  })
  const { resource: bound } = await api.post('/v1/api-keys', {
    name: 'Award bench',
    scopes: ['assertions:read', 'assertions:write'],
    issuerId: issuer.id,
  })
  return { service, url, key: String(bound.key), badgeClassId: String(badgeClass.id) }
}

/** Ends the servers, and waits for that. */
export async function stopAll(servers: readonly ServiceProcess[]): Promise<void> {
  for (const { child, ended } of servers) {
    child.kill('SIGTERM')
    await ended
  }
}
