import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { apiKeyRoutes } from './api-keys/index.ts'
import { applicationRoutes } from './applications/index.ts'
import { assertionRoutes } from './assertions/index.ts'
import { auditRoutes, installAudit } from './audit/index.ts'
import { awardBatchRoutes } from './award-batches/index.ts'
import { badgeClassRoutes, equivalentRoutes } from './badge-classes/index.ts'
import { badgingStandardRoutes } from './badging-standards/index.ts'
import { checkInRoutes } from './check-ins/index.ts'
import { claimRoutes } from './claims/index.ts'
import { clrRoutes } from './clrs/index.ts'
import { ageRoutes, consentRoutes, consentTextRoutes, guardianRoutes } from './consents/index.ts'
import { jwtKeyRoutes } from './credential-jwts/index.ts'
import type { Deps } from './deps/index.ts'
import { endorsementRoutes } from './endorsements/index.ts'
import { equalityRoutes } from './equality/index.ts'
import { eventRoutes } from './events/index.ts'
import { fileRoutes } from './files/index.ts'
import {
  buildLazySerialiser,
  healthRoutes,
  installAuthentication,
  installClosing,
  installErrorHandling,
  installJsonBody,
  installOpenApi,
  installQueryText,
  installRateLimit,
  installRequestTime,
  installValidation,
  ProblemDocument,
  unreadableRequests,
} from './http/index.ts'
import { imageRoutes } from './images/index.ts'
import { issuerDidRoutes } from './issuer-dids/index.ts'
import { issuerKeyRoutes } from './issuer-keys/index.ts'
import { issuerRoutes } from './issuers/index.ts'
import { waitingJobs } from './jobs/index.ts'
import { learnerIdentifierRoutes, recordClaimRoutes } from './learner-identifiers/index.ts'
import { learnerMergeRoutes } from './learner-merges/index.ts'
import { learnerRecordRoutes } from './learner-records/index.ts'
import { learnerTokenRoutes } from './learner-tokens/index.ts'
import { learnerRoutes } from './learners/index.ts'
import { mailRoutes } from './mail/index.ts'
import { metricsRoutes } from './metrics/index.ts'
import { networkItemRoutes, networkPlaceRoutes, networkRoutes } from './networks/index.ts'
import { hostedBadgeRoutes } from './open-badges-2/index.ts'
import { offerRoutes, walletRoutes } from './openid4vci/index.ts'
import { opportunityRoutes } from './opportunities/index.ts'
import { claimPageRoutes, verifyPageRoutes } from './pages/index.ts'
import { ctdlRoutes, goalRoutes, pathwayRoutes } from './pathways/index.ts'
import { membershipRoutes, placeRoutes } from './places/index.ts'
import { publicDocumentRoutes } from './public-documents/index.ts'
import { reportRoutes } from './reports/index.ts'
import { explainedSchema, RequirementSchema } from './requirements/index.ts'
import { publicShareRoutes, shareRoutes } from './shares/index.ts'
import { issuerRegistryRoutes } from './trust-registries/index.ts'
import { vcApiRoutes } from './vc-api/index.ts'
import { verificationBatchRoutes } from './verification-batches/index.ts'
import { verificationRoutes } from './verifications/index.ts'
import { vocabularyRoutes } from './vocabulary/index.ts'
import { webhookRoutes } from './webhooks/index.ts'

/** How long a request may take to arrive: its head, and again its body. */
const REQUEST_MS = 30_000
/** Larger than any request with all its texts at their limits needs in practice. */
const BODY_LIMIT_BYTES = 256 * 1024

/**
 * The HTTP service: every route on the services of `deps`. This is the only Fastify instance;
 * tests use it as `main.ts` does.
 *
 * @returns the instance, ready to listen or to be injected into
 */
export async function buildApp(deps: Deps): Promise<FastifyInstance> {
  const { config, services, creations } = deps
  const app = Fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    bodyLimit: BODY_LIMIT_BYTES,
    // So many hops and no more: the leftmost address is whatever the caller wrote.
    trustProxy: (_address, hop) => hop < config.trustProxy,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    // For the body see installRequestTime.
    http: { headersTimeout: REQUEST_MS },
    ...unreadableRequests,
    routerOptions: { maxParamLength: 200, caseSensitive: true },
    schemaController: { compilersFactory: { buildSerializer: buildLazySerialiser } },
  })
  installClosing(app)
  installErrorHandling(app)
  installRequestTime(app, REQUEST_MS)
  installJsonBody(app)
  installQueryText(app)
  installValidation(app, [RequirementSchema])
  for (const schema of [ProblemDocument, RequirementSchema, explainedSchema]) app.addSchema(schema)
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { 'default-src': ["'none'"] }, useDefaults: false },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: config.publicUrl.startsWith('https://'),
  })
  installAuthentication(app, deps.authenticate, config.anonymousVerificationsPerMinute > 0)
  installAudit(app, deps.auditTrail)
  await installRateLimit(app, config.anonymousVerificationsPerMinute)
  await installOpenApi(app, deps.version)

  await app.register(healthRoutes(() => deps.database.ping()))
  await app.register(
    metricsRoutes(
      deps.canonicaliserStats,
      { documents: deps.foreignDocuments.counts, visits: deps.outbound.counts },
      () => waitingJobs(deps.database),
    ),
  )
  await app.register(issuerRoutes(services.issuers, creations))
  await app.register(imageRoutes(services.images, creations))
  await app.register(issuerDidRoutes(services.issuerDids, creations))
  await app.register(issuerKeyRoutes(services.issuerKeys, services.keyReissues, creations))
  await app.register(badgeClassRoutes(services.badgeClasses, creations))
  await app.register(equivalentRoutes(services.equivalents))
  await app.register(badgingStandardRoutes(services.badgingStandards, creations))
  await app.register(endorsementRoutes(services.endorsements, creations))
  await app.register(eventRoutes(services.events))
  await app.register(webhookRoutes(services.webhooks, creations))
  await app.register(assertionRoutes(services.assertions, creations))
  await app.register(awardBatchRoutes(services.awardBatches))
  await app.register(applicationRoutes(services.applications, creations))
  await app.register(fileRoutes(services.files.service, creations))
  await app.register(learnerRoutes(services.learners, creations))
  await app.register(clrRoutes(services.clrs, creations))
  await app.register(learnerIdentifierRoutes(services.learnerIdentifiers, creations))
  await app.register(recordClaimRoutes(services.recordClaims, creations))
  await app.register(learnerMergeRoutes(services.learnerMerges, creations))
  await app.register(learnerTokenRoutes(services.learnerTokens, creations))
  await app.register(claimPageRoutes(services.claims, deps.database, config.publicUrl))
  await app.register(claimRoutes(services.claims, creations))
  await app.register(mailRoutes(services.mail.outbox))
  await app.register(learnerRecordRoutes(services.learnerRecords))
  await app.register(auditRoutes(services.auditReading))
  await app.register(offerRoutes(services.openid4vci, creations))
  await app.register(walletRoutes(services.openid4vci))
  await app.register(shareRoutes(services.shares, creations))
  await app.register(reportRoutes(services.reports))
  await app.register(consentRoutes(services.consents, creations))
  await app.register(consentTextRoutes(services.consentTexts, creations))
  await app.register(ageRoutes(services.learnerAges))
  await app.register(guardianRoutes(services.guardians, creations))
  await app.register(equalityRoutes(services.equality))
  await app.register(placeRoutes(services.places, creations))
  await app.register(vocabularyRoutes(config.publicUrl))
  await app.register(membershipRoutes(services.memberships, creations))
  await app.register(networkRoutes(services.networks, creations))
  await app.register(networkItemRoutes(services.networkItems, creations))
  await app.register(networkPlaceRoutes(services.networkPlaces, creations))
  await app.register(pathwayRoutes(services.pathways, services.progress, creations))
  await app.register(ctdlRoutes(services.ctdl, creations))
  await app.register(goalRoutes(services.goals, services.routes, creations))
  await app.register(opportunityRoutes(services.opportunities, creations))
  await app.register(checkInRoutes(services.checkIns, creations, services.claims))
  await app.register(vcApiRoutes(services.vcApi, creations))
  await app.register(verificationRoutes(services.verifications))
  await app.register(verificationBatchRoutes(services.verifications))
  await app.register(verifyPageRoutes(services.pages, config.anonymousVerificationsPerMinute > 0))
  await app.register(apiKeyRoutes(services.apiKeys, creations))
  await app.register(jwtKeyRoutes(services.credentialJwts))
  await app.register(issuerRegistryRoutes(deps.database))
  await app.register(
    publicDocumentRoutes(services.publicDocuments, services.credentialFormats, services.pages),
  )
  await app.register(publicShareRoutes(services.shareReading, services.pages))
  await app.register(hostedBadgeRoutes(services.hostedBadges))
  await app.ready()
  return app
}
