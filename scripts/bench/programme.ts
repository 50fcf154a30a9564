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

/** What a badge class of a programme that follows frameworks says besides: its awards have 9 KB. */
const FULL = {
  criteria: {
    id: 'https://library.example.org/badges/podcast-producer/criteria',
    narrative:
      'Publish an episode of at least **five minutes**: plan it, record it, cut it. Tell a librarian what you would do differently.',
  },
  achievementType: 'Badge',
  tags: ['audio', 'storytelling', 'interviewing'],
  alignments: [
    {
      targetName: 'Edit recorded sound',
      targetUrl: 'https://skills.example.org/skill/edit-recorded-sound',
      targetDescription: 'Edit audio footage, using a range of software, tools and techniques.',
      targetFramework: 'European Skills, Competences, Qualifications and Occupations',
      targetCode: 'S1.13.2',
      targetType: 'ext:Skill',
    },
    {
      targetName: 'Speaking and listening',
      targetUrl: 'https://skills.example.org/essential/speaking/step-9',
      targetDescription: 'Speaks effectively by using appropriate tone, expression and gesture.',
      targetFramework: 'Essential skills',
      targetCode: 'SP-9',
      targetType: 'ext:Skill',
    },
    {
      targetName: 'Media production, level 2',
      targetUrl: 'https://qualifications.example.org/units/media-production-2',
      targetDescription: 'Plans and makes a short media product for an audience, and reviews it.',
      targetFramework: 'National qualifications framework',
      targetCode: 'MP-204',
      targetType: 'ext:Unit',
    },
  ],
}

/**
 * Starts the service on a database and makes what awards need.
 *
 * @param options.profile - a folder for a CPU profile of the service
 * @param options.isFull - whether the badge class tells all that those of a national framework tell
 */
export async function startProgramme(
  databaseUrl: string,
  options: { profile?: string | undefined; isFull?: boolean } = {},
): Promise<Programme> {
  const { service, key: adminKey } = startService(databaseUrl, options)
  const url = await service.ready
  const { issuerId, badgeClassId } = await makeBadgeClass(url, adminKey, {
    tags: ['audio', 'storytelling'],
    ...(options.isFull === true && FULL),
  })
  const { resource: bound } = await createApi(url, adminKey).post('/v1/api-keys', {
    name: 'Award bench',
    scopes: ['assertions:read', 'assertions:write'],
    issuerId,
  })
  return { service, url, key: String(bound.key), badgeClassId }
}
