import {
  type BadgeClassService,
  createBadgeClassService,
  createEquivalentService,
  type EquivalentService,
} from '../badge-classes/index.ts'
import {
  type BadgingStandardService,
  createBadgingStandardService,
} from '../badging-standards/index.ts'
import { createIssuerDidService, type IssuerDidService } from '../issuer-dids/index.ts'
import {
  createIssuerKeyService,
  createKeyReissues,
  type IssuerKeyService,
  type KeyReissues,
} from '../issuer-keys/index.ts'
import { createIssuerService, type IssuerService } from '../issuers/index.ts'
import { reviewForBadgeClass } from '../pathways/index.ts'
import type { Awards } from './awards.ts'
import type { Foundation } from './foundation.ts'
import type { Signing } from './signing.ts'

/** Issuers, their keys, and what they award. */
export type Issuers = {
  issuers: IssuerService
  issuerDids: IssuerDidService
  issuerKeys: IssuerKeyService
  keyReissues: KeyReissues
  badgeClasses: BadgeClassService
  badgingStandards: BadgingStandardService
  equivalents: EquivalentService
}

export function createIssuers(
  { config, database, vault, outbound, now, publicUrl }: Foundation,
  { custody }: Signing,
  { assertions, images }: Awards,
): Issuers {
  return {
    issuers: createIssuerService({ database, vault, custody, publicUrl, now, images }),
    issuerDids: createIssuerDidService({
      database,
      custody,
      outbound,
      publicUrl,
      allowLoopback: config.outboundAllowLoopback,
      now,
    }),
    issuerKeys: createIssuerKeyService({ database, vault, custody, publicUrl, now, assertions }),
    keyReissues: createKeyReissues({ database, vault, now, assertions }),
    badgeClasses: createBadgeClassService({ database, publicUrl, now, images }),
    badgingStandards: createBadgingStandardService({ database, publicUrl, now }),
    equivalents: createEquivalentService({ database, onChange: reviewForBadgeClass }),
  }
}
