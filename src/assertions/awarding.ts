import type { TemplateKeeper } from '../credential-templates/index.ts'
import type { Transaction } from '../db/index.ts'
import type { EndorsementReading } from '../endorsements/index.ts'
import type { IssuerSigning } from '../issuers/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { StatusReservations } from '../status-lists/index.ts'
import type { Vault } from '../vault.ts'
import type { FindAwardable } from './awardables.ts'

/** Has the learners of awards told of them, once these are committed. */
export type AskForNotices = (
  tx: Transaction,
  awards: readonly { assertionId: string; notify: boolean | undefined; isBulk: boolean }[],
) => void

/** What awarding needs. */
export type Awarding = {
  vault: Vault
  signing: IssuerSigning
  publicUrl: string
  now: () => Date
  learners: LearnerService
  reservations: StatusReservations
  endorsements: EndorsementReading
  templates: TemplateKeeper
  findAwardable: FindAwardable
  askForNotices: AskForNotices
}

/** The public URL of a credential, which is also its id. */
export function credentialUrl(publicUrl: string, publicId: string): string {
  return `${publicUrl}/credentials/${publicId}`
}
