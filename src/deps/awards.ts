import { type AssertionService, createAssertionService } from '../assertions/index.ts'
import { type AwardBatches, createAwardBatches } from '../award-batches/index.ts'
import { createNoticeRequests } from '../award-notices/index.ts'
import { type CredentialFormats, createCredentialFormats } from '../credential-formats/index.ts'
import { createImageService, type ImageService } from '../images/index.ts'
import type { Foundation } from './foundation.ts'
import type { People } from './people.ts'
import type { Signing } from './signing.ts'

/** Awarding badges, and the forms that an award is had in. */
export type Awards = {
  images: ImageService
  assertions: AssertionService
  credentialFormats: CredentialFormats
  awardBatches: AwardBatches
}

export function createAwards(
  foundation: Foundation,
  { learners }: People,
  { signing, credentialJwts, reservations, templates, endorsementReading }: Signing,
): Awards {
  const { config, database, vault, log, now, publicUrl } = foundation
  const { outbound, presence, withdrawals } = foundation
  const images = createImageService({ database, outbound, publicUrl, now })
  const assertions = createAssertionService({
    database,
    vault,
    signing,
    publicUrl,
    now,
    learners,
    reservations,
    endorsements: endorsementReading,
    templates,
    withdrawals,
    askForNotices: createNoticeRequests(config.awardNotices),
  })
  const credentialFormats = createCredentialFormats({
    assertions,
    jwts: credentialJwts,
    images,
    withdrawals,
  })
  return {
    images,
    assertions,
    credentialFormats,
    awardBatches: createAwardBatches({
      database,
      vault,
      publicUrl,
      now,
      log,
      presence,
      assertions,
      answersDays: config.awardBatchAnswersDays,
      formats: credentialFormats,
    }),
  }
}
