import { type ApplicationService, createApplicationService } from '../applications/index.ts'
import { type AwardNotices, createAwardNotices } from '../award-notices/index.ts'
import { type ClaimService, createClaimService } from '../claims/index.ts'
import {
  createLearnerIdentifierService,
  createRecordClaims,
  type LearnerIdentifierService,
  type RecordClaims,
} from '../learner-identifiers/index.ts'
import { presentedBy } from '../verifications/index.ts'
import type { Awards } from './awards.ts'
import type { Consents } from './consents.ts'
import type { Foundation } from './foundation.ts'
import type { People } from './people.ts'
import type { Programmes } from './programmes.ts'
import type { Records } from './records.ts'
import type { Verifying } from './verifying.ts'

/** How learners come to badges, and how badges come to be theirs. */
export type Claiming = {
  claims: ClaimService
  applications: ApplicationService
  learnerIdentifiers: LearnerIdentifierService
  recordClaims: RecordClaims
  awardNotices: AwardNotices
}

export function createClaiming(
  { database, vault, now, publicUrl }: Foundation,
  { learners, mail }: People,
  { assertions }: Awards,
  others: Pick<Records, 'files'> &
    Pick<Programmes, 'checkIns'> &
    Pick<Verifying, 'verifications'> &
    Pick<Consents, 'consents'>,
): Claiming {
  const { files, checkIns, verifications, consents } = others
  const learnerIdentifiers = createLearnerIdentifierService({
    database,
    vault,
    learners,
    mail,
    readdress: assertions.readdress,
    presentedBy: presentedBy(verifications),
    publicUrl,
    now,
  })
  return {
    claims: createClaimService({
      database,
      vault,
      now,
      learners,
      assertions,
      checkIns,
      mail,
      publicUrl,
    }),
    applications: createApplicationService({
      database,
      vault,
      learners,
      files: files.service,
      assertions,
      now,
    }),
    learnerIdentifiers,
    recordClaims: createRecordClaims({ database, vault, now, learners, mail }),
    awardNotices: createAwardNotices({
      database,
      assertions,
      learners,
      identifiers: learnerIdentifiers,
      consents,
      mail,
    }),
  }
}
