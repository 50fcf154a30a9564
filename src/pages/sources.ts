import type { AssertionService } from '../assertions/index.ts'
import type { Database } from '../db/index.ts'
import type { EndorsementReading } from '../endorsements/index.ts'
import type { Vault } from '../vault.ts'
import type { VerificationService } from '../verifications/index.ts'
import type { PageSources } from './service.ts'
import { sealedRevocationReason } from './store.ts'

/** What the pages need, from the services that have it. */
export function pageSources(deps: {
  database: Database
  vault: Vault
  assertions: AssertionService
  endorsements: EndorsementReading
  verifications: VerificationService
  publicName: PageSources['publicName']
  publicUrl: string
  now: () => Date
}): PageSources {
  const { database, vault, assertions, endorsements, verifications, publicName, publicUrl, now } =
    deps
  return {
    publicUrl,
    now,
    credential: async (publicId) => (await assertions.credential(publicId)) ?? undefined,
    publicName,
    async revocationReason(publicId) {
      const sealed = await sealedRevocationReason(database.queries, publicId)
      return sealed && vault.open(sealed, 'status-reason').toString()
    },
    endorsements: async (publicId) => (await endorsements.endorsementsOf(publicId)) ?? [],
    examine: (presented, wishes) => verifications.examine(presented, wishes),
  }
}
