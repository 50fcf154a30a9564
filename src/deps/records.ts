import { createApplicationPart } from '../applications/index.ts'
import { createAssertionsPart } from '../assertions/index.ts'
import { type AuditReading, auditPart, createAuditReading } from '../audit/index.ts'
import { createRowsAbout, type RowsAbout } from '../award-batches/index.ts'
import { checkInPart, forgetAttendance } from '../check-ins/index.ts'
import { createClaimPart } from '../claims/index.ts'
import { clrPart } from '../clrs/index.ts'
import { consentPart } from '../consents/index.ts'
import { createEndorsementsPart } from '../endorsements/index.ts'
import { equalityPart } from '../equality/index.ts'
import { createEventService, type EventService } from '../events/index.ts'
import { createFiles, type Files } from '../files/index.ts'
import {
  createLearnerMergeService,
  type LearnerMergeService,
  learnerMergePart,
} from '../learner-merges/index.ts'
import { createLearnerRecords, type LearnerRecords } from '../learner-records/index.ts'
import { learnerTokenPart } from '../learner-tokens/index.ts'
import {
  claimedPart,
  createLearnerSelf,
  type LearnerPart,
  languagePart,
} from '../learners/index.ts'
import { mailPart } from '../mail/index.ts'
import { offerPart } from '../openid4vci/index.ts'
import { pathwayPart } from '../pathways/index.ts'
import { reportsPart } from '../reports/index.ts'
import { sharePart } from '../shares/index.ts'
import type { Awards } from './awards.ts'
import type { Foundation } from './foundation.ts'
import type { People } from './people.ts'
import type { Signing } from './signing.ts'

/** All that is kept about learners, as a whole: merged, exported, erased. */
export type Records = {
  files: Files
  events: EventService
  auditReading: AuditReading
  learnerMerges: LearnerMergeService
  learnerRecords: LearnerRecords
}

export function createRecords(
  foundation: Foundation,
  { learners, learnerTokens }: People,
  signing: Signing,
  awards: Awards,
): { records: Records; learnerParts: readonly LearnerPart[] } {
  const { config, database, vault, log, now, creations, withdrawals } = foundation
  const files = createFiles({
    database,
    vault,
    learners,
    log,
    now,
    dataDir: config.dataDir,
    maxBytes: config.filesMaxBytes,
    s3: config.filesS3,
  })
  const events = createEventService({ database, now, retentionDays: config.eventsRetentionDays })
  const rows = createRowsAbout({ database, vault })
  const parts = collectParts(foundation, { files, rows, signing, awards })
  return {
    learnerParts: parts,
    records: {
      files,
      events,
      auditReading: createAuditReading({ database }),
      learnerMerges: createLearnerMergeService({
        database,
        vault,
        learners,
        parts,
        authenticate: learnerTokens.authenticate,
        now,
      }),
      learnerRecords: createLearnerRecords({
        database,
        vault,
        now,
        parts,
        self: createLearnerSelf(vault),
        rows,
        creations,
        events,
        withdrawals,
        forget: {
          attendance: (placeId, before) => forgetAttendance(database, placeId, before),
          evidence: files.forgetEvidence,
        },
      }),
    },
  }
}

/** What is kept about learners, by every noun that keeps any; in the order in which it is erased. */
function collectParts(
  { vault, now, publicUrl }: Foundation,
  from: { files: Files; rows: RowsAbout; signing: Signing; awards: Awards },
): LearnerPart[] {
  const { files, rows, signing, awards } = from
  return [
    clrPart(vault),
    sharePart(vault),
    offerPart,
    checkInPart,
    createApplicationPart(vault),
    files.part,
    learnerTokenPart,
    learnerMergePart,
    claimedPart,
    languagePart,
    mailPart,
    pathwayPart,
    createClaimPart(vault),
    consentPart({ vault, now }),
    equalityPart(vault),
    // After everything that it counts by.
    reportsPart(vault),
    rows.part,
    createEndorsementsPart(vault),
    createAssertionsPart({
      vault,
      publicUrl,
      forms: {
        jwt: signing.credentialJwts.credentialJwt,
        bake: awards.credentialFormats.bake,
      },
    }),
    // After all that others wait for: what they did until then is among it.
    auditPart,
  ]
}
