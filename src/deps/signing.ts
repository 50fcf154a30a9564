import { type CredentialJwts, createCredentialJwts } from '../credential-jwts/index.ts'
import { createTemplateKeeper, type TemplateKeeper } from '../credential-templates/index.ts'
import {
  createCurrentEndorsements,
  createEndorsementReading,
  type EndorsementReading,
} from '../endorsements/index.ts'
import { createIssuerSigning, type IssuerSigning } from '../issuers/index.ts'
import { createKeyCustody, type KeyCustody } from '../key-stores/index.ts'
import {
  createStatusListService,
  createStatusReservations,
  type StatusListService,
  type StatusReservations,
} from '../status-lists/index.ts'
import type { Foundation } from './foundation.ts'

/** What a credential is made with. */
export type Signing = {
  custody: KeyCustody
  signing: IssuerSigning
  credentialJwts: CredentialJwts
  statusLists: StatusListService
  reservations: StatusReservations
  templates: TemplateKeeper
  endorsementReading: EndorsementReading
}

export function createSigning(foundation: Foundation): Signing {
  const { config, database, vault, log, now, publicUrl, keyStores } = foundation
  const custody = createKeyCustody({ vault, stores: keyStores, newKeysIn: config.keyStore })
  const signing = createIssuerSigning(custody, log)
  return {
    custody,
    signing,
    credentialJwts: createCredentialJwts({ database, custody, publicUrl, now }),
    statusLists: createStatusListService({ database, signing, publicUrl, now }),
    reservations: createStatusReservations(database),
    templates: createTemplateKeeper(database.queries),
    endorsementReading: createEndorsementReading({
      database,
      current: createCurrentEndorsements(now),
      publicUrl,
    }),
  }
}
