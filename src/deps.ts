import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { type ApiKeyService, createApiKeyService } from './api-keys/index.ts'
import { type AssertionService, createAssertionService } from './assertions/index.ts'
import { type BadgeClassService, createBadgeClassService } from './badge-classes/index.ts'
import type { Config } from './config.ts'
import type { Database } from './db/index.ts'
import { type Creations, createCreations } from './http/index.ts'
import { createIssuerService, createIssuerSigning, type IssuerService } from './issuers/index.ts'
import { createLearnerService, type LearnerService } from './learners/index.ts'
import { createOutboundClient, type OutboundClient } from './outbound/index.ts'
import { createPathwayService, type PathwayService } from './pathways/index.ts'
import { createPublicDocuments, type PublicDocuments } from './public-documents/index.ts'
import { createStatusListService, createStatusReservations } from './status-lists/index.ts'
import type { Vault } from './vault.ts'
import { createVerificationService, type VerificationService } from './verifications/index.ts'

/** Everything a running service consists of, besides its port. */
export type Deps = {
  config: Config & { publicUrl: string }
  version: string
  log: Logger
  database: Database
  outbound: OutboundClient
  creations: Creations
  services: {
    apiKeys: ApiKeyService
    issuers: IssuerService
    badgeClasses: BadgeClassService
    learners: LearnerService
    assertions: AssertionService
    pathways: PathwayService
    verifications: VerificationService
    publicDocuments: PublicDocuments
  }
}

/**
 * Composition root: makes every service out of the few things that come from outside.
 *
 * @param base.database - migrated
 * @param base.now - the clock; tests may bring their own
 */
export function createDeps(base: {
  config: Config & { publicUrl: string }
  database: Database
  vault: Vault
  log: Logger
  now?: () => Date
}): Deps {
  const { config, database, vault, log, now = () => new Date() } = base
  const { publicUrl } = config
  const outbound = createOutboundClient({ allowLoopback: config.outboundAllowLoopback })
  const apiKeys = createApiKeyService({
    queries: database.queries,
    now,
    adminApiKey: config.adminApiKey,
  })
  const learners = createLearnerService({ database, vault, now })
  const signing = createIssuerSigning(vault)
  const statusLists = createStatusListService({ database, signing, publicUrl, now })
  const reservations = createStatusReservations(database)
  const assertions = createAssertionService({
    database,
    vault,
    signing,
    publicUrl,
    now,
    learners,
    reservations,
  })
  return {
    config,
    version: version(),
    log,
    database,
    outbound,
    creations: createCreations({
      database,
      vault,
      now,
      retentionHours: config.idempotencyRetentionHours,
    }),
    services: {
      apiKeys,
      issuers: createIssuerService({ database, vault, publicUrl, now }),
      badgeClasses: createBadgeClassService({ database, publicUrl, now }),
      learners,
      assertions,
      pathways: createPathwayService({ database, learners, now }),
      verifications: createVerificationService({
        database,
        statusLists,
        assertions,
        outbound,
        publicUrl,
        now,
      }),
      publicDocuments: createPublicDocuments({ database, assertions, statusLists, publicUrl }),
    },
  }
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
