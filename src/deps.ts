import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { type ApiKeyService, createApiKeyService } from './api-keys/index.ts'
import {
  type ApplicationService,
  createApplicationPart,
  createApplicationService,
} from './applications/index.ts'
import {
  type AssertionService,
  createAssertionService,
  createAssertionsPart,
} from './assertions/index.ts'
import {
  type AuditReading,
  type AuditTrail,
  auditPart,
  createAuditReading,
  createAuditTrail,
} from './audit/index.ts'
import { type AwardBatches, createAwardBatches, createRowsAbout } from './award-batches/index.ts'
import {
  type AwardNotices,
  createAwardNotices,
  createNoticeRequests,
} from './award-notices/index.ts'
import {
  type BadgeClassService,
  createBadgeClassService,
  createEquivalentService,
  type EquivalentService,
} from './badge-classes/index.ts'
import {
  type BadgingStandardService,
  createBadgingStandardService,
} from './badging-standards/index.ts'
import { type CheckInService, checkInPart, createCheckInService } from './check-ins/index.ts'
import { type ClaimService, claimPart, createClaimService } from './claims/index.ts'
import { type ClrService, clrPart, createClrService } from './clrs/index.ts'
import type { Config } from './config.ts'
import {
  type ConsentService,
  type ConsentTexts,
  consentPart,
  createConsentService,
  createConsentTexts,
  createGuardians,
  createLearnerAges,
  type Guardians,
  type LearnerAges,
} from './consents/index.ts'
import { type CredentialFormats, createCredentialFormats } from './credential-formats/index.ts'
import { type CredentialJwts, createCredentialJwts } from './credential-jwts/index.ts'
import { createTemplateKeeper } from './credential-templates/index.ts'
import type { CanonicaliserStats } from './credentials/index.ts'
import type { Database, Transaction } from './db/index.ts'
import {
  createCurrentEndorsements,
  createEndorsementReading,
  createEndorsementService,
  createEndorsementsPart,
  type EndorsementService,
} from './endorsements/index.ts'
import { createEquality, type Equality, equalityPart, forgetAnswers } from './equality/index.ts'
import { createEventService, type EventService } from './events/index.ts'
import { createFiles, type Files } from './files/index.ts'
import { createForeignDocuments, type ForeignDocuments } from './foreign-documents/index.ts'
import { type Authenticate, type Creations, createCreations } from './http/index.ts'
import { createImageService, type ImageService } from './images/index.ts'
import { createIssuerDidService, type IssuerDidService } from './issuer-dids/index.ts'
import {
  createIssuerKeyService,
  createKeyReissues,
  type IssuerKeyService,
  type KeyReissues,
} from './issuer-keys/index.ts'
import { createIssuerService, createIssuerSigning, type IssuerService } from './issuers/index.ts'
import { createJsonLdThreads } from './json-ld-threads/index.ts'
import { createKeyCustody, type KeyStore } from './key-stores/index.ts'
import {
  createLearnerIdentifierService,
  createRecordClaims,
  type LearnerIdentifierService,
  type RecordClaims,
} from './learner-identifiers/index.ts'
import {
  createLearnerMergeService,
  type LearnerMergeService,
  learnerMergePart,
} from './learner-merges/index.ts'
import { createLearnerRecords, type LearnerRecords } from './learner-records/index.ts'
import {
  createLearnerTokenService,
  isLearnerToken,
  type LearnerTokenService,
  learnerTokenPart,
} from './learner-tokens/index.ts'
import {
  claimedPart,
  createLearnerSelf,
  createLearnerService,
  type LearnerPart,
  type LearnerService,
  languagePart,
} from './learners/index.ts'
import { createMail, type Mail, mailPart } from './mail/index.ts'
import { createHostedBadges, type HostedBadges } from './open-badges-2/index.ts'
import { createOpenid4vciService, type Openid4vciService, offerPart } from './openid4vci/index.ts'
import { createOpportunityService, type OpportunityService } from './opportunities/index.ts'
import {
  createOutboundClient,
  type OutboundClient,
  type OutboundOptions,
} from './outbound/index.ts'
import { createPages, type Pages, pageSources } from './pages/index.ts'
import {
  type CtdlService,
  createCtdlService,
  createGoalService,
  createPathwayMoves,
  createPathwayService,
  createProgressService,
  createRouteService,
  createSolver,
  type GoalService,
  type PathwayMoves,
  type PathwayService,
  type ProgressService,
  pathwayPart,
  type RouteService,
  reviewForBadgeClass,
} from './pathways/index.ts'
import {
  createMembershipService,
  createPlaceService,
  type MembershipService,
  type PlaceService,
  visiblePlace,
} from './places/index.ts'
import { createPresence, type Presence } from './presence/index.ts'
import { createPublicDocuments, type PublicDocuments } from './public-documents/index.ts'
import { createReportService, type ReportService, reportsPart } from './reports/index.ts'
import {
  createShareReading,
  createShareService,
  type ShareReading,
  type ShareService,
  sharePart,
} from './shares/index.ts'
import {
  createStatusListService,
  createStatusReservations,
  type StatusListService,
} from './status-lists/index.ts'
import { createTrustRegistries, readTrustSettings } from './trust-registries/index.ts'
import type { Vault } from './vault.ts'
import { createVcApi, type VcApi } from './vc-api/index.ts'
import { verifyCredential } from './verification/index.ts'
import {
  createVerificationService,
  presentedBy,
  type VerificationService,
} from './verifications/index.ts'
import {
  type Courier,
  createWebhookService,
  startCourier,
  type WebhookService,
} from './webhooks/index.ts'
import { createWithdrawals, type Withdrawals } from './withdrawals/index.ts'

/** Everything a running service consists of, besides its port. */
export type Deps = {
  config: Config & { publicUrl: string }
  version: string
  log: Logger
  database: Database
  /** That this process is there: what others take over when it ends is noted in its name. */
  presence: Presence
  outbound: OutboundClient
  foreignDocuments: ForeignDocuments
  creations: Creations
  /** Finds the caller behind an API key or a learner's token. */
  authenticate: Authenticate
  /** Of what was public. */
  withdrawals: Withdrawals
  /** What the compiled canonicalisation has done so far. */
  canonicaliserStats: () => CanonicaliserStats
  /** What every noun keeps about learners. */
  learnerParts: readonly LearnerPart[]
  auditTrail: AuditTrail
  /** Starts telling webhook endpoints of events. */
  startCourier(): Courier
  services: {
    mail: Mail
    awardNotices: AwardNotices
    claims: ClaimService
    consents: ConsentService
    consentTexts: ConsentTexts
    learnerAges: LearnerAges
    guardians: Guardians
    equality: Equality
    webhooks: WebhookService
    apiKeys: ApiKeyService
    issuers: IssuerService
    issuerDids: IssuerDidService
    issuerKeys: IssuerKeyService
    keyReissues: KeyReissues
    credentialJwts: CredentialJwts
    images: ImageService
    badgingStandards: BadgingStandardService
    badgeClasses: BadgeClassService
    clrs: ClrService
    openid4vci: Openid4vciService
    files: Files
    shares: ShareService
    shareReading: ShareReading
    applications: ApplicationService
    learners: LearnerService
    learnerIdentifiers: LearnerIdentifierService
    recordClaims: RecordClaims
    learnerMerges: LearnerMergeService
    learnerTokens: LearnerTokenService
    learnerRecords: LearnerRecords
    auditReading: AuditReading
    assertions: AssertionService
    awardBatches: AwardBatches
    endorsements: EndorsementService
    events: EventService
    pathways: PathwayService
    ctdl: CtdlService
    opportunities: OpportunityService
    checkIns: CheckInService
    reports: ReportService
    places: PlaceService
    memberships: MembershipService
    progress: ProgressService
    pathwayMoves: PathwayMoves
    goals: GoalService
    routes: RouteService
    equivalents: EquivalentService
    verifications: VerificationService
    publicDocuments: PublicDocuments
    vcApi: VcApi
    credentialFormats: CredentialFormats
    pages: Pages
    hostedBadges: HostedBadges
    statusLists: StatusListService
  }
}

/**
 * Composition root: makes every service out of the few things that come from outside.
 *
 * @param base.database - migrated
 * @param base.now - the clock; tests may bring their own
 * @param base.keyStores - those besides the database
 * @param base.lookup - finds the addresses of strangers' names; tests may bring their own
 */
export function createDeps(base: {
  config: Config & { publicUrl: string }
  database: Database
  vault: Vault
  log: Logger
  now?: () => Date
  keyStores?: readonly KeyStore[]
  lookup?: OutboundOptions['lookup']
}): Deps {
  const { config, vault, log, now = () => new Date(), keyStores = [] } = base
  const auditTrail = createAuditTrail({ now })
  const database = auditTrail.audited(base.database)
  const { publicUrl } = config
  const outbound = createOutboundClient({
    allowLoopback: config.outboundAllowLoopback,
    ...(base.lookup !== undefined && { lookup: base.lookup }),
  })
  const foreignDocuments = createForeignDocuments({ outbound, now })
  const presence = createPresence(database)
  const apiKeys = createApiKeyService({
    queries: database.queries,
    now,
    adminApiKey: config.adminApiKey,
  })
  const images = createImageService({ database, outbound, publicUrl, now })
  const learners = createLearnerService({ database, vault, now })
  const mail = createMail({
    database,
    vault,
    now,
    log,
    settings: config.mail,
    retentionDays: config.eventsRetentionDays,
    language: config.mailLanguage,
  })
  const consents: ConsentService = createConsentService({
    database,
    vault,
    now,
    learners,
    ended: endOfConsent,
  })
  /** Without consent nothing is kept of what was told for equality monitoring. */
  async function endOfConsent(tx: Transaction, learnerId: string): Promise<void> {
    const stands = await consents.stands(tx, learnerId, 'equality-monitoring')
    if (!stands) await forgetAnswers(tx, learnerId)
  }
  const learnerTokens = createLearnerTokenService({ database, learners, now })
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
  const custody = createKeyCustody({
    vault,
    stores: keyStores,
    newKeysIn: config.keyStore,
  })
  const signing = createIssuerSigning(custody, log)
  const credentialJwts = createCredentialJwts({ database, custody, publicUrl, now })
  const statusLists = createStatusListService({ database, signing, publicUrl, now })
  const reservations = createStatusReservations(database)
  const current = createCurrentEndorsements(now)
  const endorsements = createEndorsementReading({ database, current, publicUrl })
  const templates = createTemplateKeeper(database.queries)
  const withdrawals = createWithdrawals(database)
  const assertions = createAssertionService({
    database,
    vault,
    signing,
    publicUrl,
    now,
    learners,
    reservations,
    endorsements,
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
  const shareReading = createShareReading({ database, vault, now })
  const hostedBadges = createHostedBadges({ database, vault, images, publicUrl, now })
  const trustRegistries = createTrustRegistries(readTrustSettings(config.issuerRegistries), {
    outbound,
    now,
    log,
  })
  const verifications = createVerificationService({
    database,
    images,
    findHosted: hostedBadges.find,
    async findShared(token) {
      const found = await shareReading.find(token)
      return found === 'gone' ? undefined : found?.document
    },
    credentialFormats,
    jwts: credentialJwts,
    statusLists,
    assertions,
    endorsements,
    foreignDocuments,
    jsonLd: createJsonLdThreads(),
    trustRegistries,
    publicUrl,
    now,
  })
  const creations = createCreations({
    database,
    vault,
    now,
    retentionHours: config.idempotencyRetentionHours,
  })
  const events = createEventService({ database, now, retentionDays: config.eventsRetentionDays })
  const rows = createRowsAbout({ database, vault })
  // What is kept about learners, by every noun that keeps any; in the order in which it is erased.
  const learnerParts: LearnerPart[] = [
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
    claimPart,
    reportsPart,
    consentPart({ vault, now }),
    equalityPart(vault),
    rows.part,
    auditPart,
    createEndorsementsPart(vault),
    createAssertionsPart({
      vault,
      publicUrl,
      forms: { jwt: credentialJwts.credentialJwt, bake: credentialFormats.bake },
    }),
  ]
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
  const pathways = createPathwayService({
    database,
    now,
    checkPlace: (tx, actor, placeId) => visiblePlace(tx, actor, placeId, 'placeId'),
  })
  const goals = createGoalService({ database, learners, now })
  const checkIns = createCheckInService({ database, publicUrl, vault, now, learners, assertions })
  return {
    config,
    version: version(),
    log,
    database,
    presence,
    outbound,
    foreignDocuments,
    withdrawals,
    creations,
    authenticate: (presented) =>
      isLearnerToken(presented)
        ? learnerTokens.authenticate(presented)
        : apiKeys.authenticate(presented),
    canonicaliserStats: () => signing.stats(),
    learnerParts,
    auditTrail,
    startCourier: () => startCourier({ database, vault, outbound, log, now }),
    services: {
      mail,
      awardNotices: createAwardNotices({
        database,
        assertions,
        learners,
        identifiers: learnerIdentifiers,
        mail,
      }),
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
      webhooks: createWebhookService({ database, vault, outbound, now }),
      apiKeys,
      images,
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
      credentialJwts,
      badgingStandards: createBadgingStandardService({ database, publicUrl, now }),
      badgeClasses: createBadgeClassService({ database, publicUrl, now, images }),
      files,
      applications: createApplicationService({
        database,
        vault,
        learners,
        files: files.service,
        assertions,
        now,
      }),
      learners,
      learnerIdentifiers,
      recordClaims: createRecordClaims({ database, vault, now, learners, mail }),
      learnerMerges: createLearnerMergeService({
        database,
        vault,
        learners,
        parts: learnerParts,
        authenticate: learnerTokens.authenticate,
        now,
      }),
      learnerTokens,
      auditReading: createAuditReading({ database }),
      learnerRecords: createLearnerRecords({
        database,
        vault,
        now,
        parts: learnerParts,
        self: createLearnerSelf(vault),
        rows,
        creations,
        events,
        withdrawals,
      }),
      assertions,
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
      clrs: createClrService({
        database,
        vault,
        signing,
        reservations,
        learners,
        publicUrl,
        clrIssuerId: config.clrIssuerId,
        now,
      }),
      consents,
      consentTexts: createConsentTexts({ database, now }),
      learnerAges: createLearnerAges({ database, vault, now, learners, ended: endOfConsent }),
      guardians: createGuardians({ database, vault, now, learners, mail, consents }),
      equality: createEquality({
        database,
        vault,
        now,
        learners,
        consented: (db, learnerId) => consents.stands(db, learnerId, 'equality-monitoring'),
      }),
      events,
      shares: createShareService({ database, vault, learners, publicUrl, now }),
      shareReading,
      openid4vci: createOpenid4vciService({
        database,
        vault,
        formats: credentialFormats,
        publicUrl,
        now,
      }),
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
      opportunities: createOpportunityService({ database, learners, now }),
      checkIns,
      reports: createReportService({ database }),
      places: createPlaceService({ database, now }),
      memberships: createMembershipService({ database, now }),
      pathways,
      ctdl: createCtdlService({ database, pathways, publicUrl }),
      goals,
      routes: createRouteService({ database, goals, now, solve: createSolver() }),
      pathwayMoves: createPathwayMoves({
        database,
        assertions,
        now,
        log,
      }),
      progress: createProgressService({
        database,
        learners,
        now,
      }),
      equivalents: createEquivalentService({ database, onChange: reviewForBadgeClass }),
      verifications,
      credentialFormats,
      pages: createPages(
        pageSources({
          database,
          vault,
          assertions,
          endorsements,
          verifications,
          publicName: consents.publicName,
          publicUrl,
          now,
        }),
      ),
      hostedBadges,
      statusLists,
      vcApi: createVcApi({
        database,
        verifications,
        signing,
        reservations,
        assertions,
        publicUrl,
        now,
      }),
      publicDocuments: createPublicDocuments({
        database,
        statusLists,
        endorsements,
        publicUrl,
      }),
    },
  }
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
