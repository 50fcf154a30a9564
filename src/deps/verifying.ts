import { createEndorsementService, type EndorsementService } from '../endorsements/index.ts'
import { createJsonLdThreads } from '../json-ld-threads/index.ts'
import { createHostedBadges, type HostedBadges } from '../open-badges-2/index.ts'
import { createShareReading, type ShareReading } from '../shares/index.ts'
import { createTrustRegistries, readTrustSettings } from '../trust-registries/index.ts'
import { createVcApi, type VcApi } from '../vc-api/index.ts'
import { verifyCredential } from '../verification/index.ts'
import { createVerificationService, type VerificationService } from '../verifications/index.ts'
import type { Awards } from './awards.ts'
import type { Foundation } from './foundation.ts'
import type { Signing } from './signing.ts'

/** Verification, and what takes in credentials that others signed. */
export type Verifying = {
  hostedBadges: HostedBadges
  shareReading: ShareReading
  verifications: VerificationService
  endorsements: EndorsementService
  vcApi: VcApi
}

export function createVerifying(
  { config, database, vault, log, now, publicUrl, outbound, foreignDocuments }: Foundation,
  { signing, reservations, statusLists, credentialJwts, endorsementReading }: Signing,
  { images, assertions, credentialFormats }: Awards,
): Verifying {
  const hostedBadges = createHostedBadges({ database, vault, images, publicUrl, now })
  const shareReading = createShareReading({ database, vault, now })
  const verifications = createVerificationService({
    database,
    images,
    findHosted: hostedBadges.find,
    findShared: shareReading.verified,
    credentialFormats,
    jwts: credentialJwts,
    statusLists,
    assertions,
    endorsements: endorsementReading,
    foreignDocuments,
    jsonLd: createJsonLdThreads(),
    trustRegistries: createTrustRegistries(readTrustSettings(config.issuerRegistries), {
      outbound,
      now,
      log,
    }),
    publicUrl,
    now,
  })
  return {
    hostedBadges,
    shareReading,
    verifications,
    endorsements: createEndorsementService({
      database,
      vault,
      signing,
      reservations,
      verify: (credential) =>
        verifications.within((environment) => verifyCredential(credential, environment)),
      publicUrl,
      now,
    }),
    vcApi: createVcApi({
      database,
      verifications,
      signing,
      reservations,
      assertions,
      publicUrl,
      now,
    }),
  }
}
