import { createApi } from '../demo/api.ts'
import type { ServiceProcess } from '../service-process.ts'
import { makeBadgeClass, startService } from './service.ts'

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
  options: { profile?: string | undefined } = {},
): Promise<Programme> {
  const { service, key: adminKey } = startService(databaseUrl, options)
  const url = await service.ready
  const { issuerId, badgeClassId } = await makeBadgeClass(url, adminKey, {
    tags: ['audio', 'storytelling'],
  })
  const { resource: bound } = await createApi(url, adminKey).post('/v1/api-keys', {
    name: 'Award bench',
    scopes: ['assertions:read', 'assertions:write'],
    issuerId,
  })
  return { service, url, key: String(bound.key), badgeClassId }
}
