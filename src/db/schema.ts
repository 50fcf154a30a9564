import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** What every resource that can be changed has: its times, its revision (the ETag), its archive mark. */
const lifecycle = {
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  revision: integer('revision').notNull().default(1),
  archivedAt: instant('archived_at'),
}

/** Facts about this installation that must never change under it, such as its public URL. */
export const settings = pgTable('settings', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
})

/** Keys of the API: only a hash is kept, and the prefix to tell them apart by. */
export const apiKeys = pgTable('api_keys', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  prefix: text('prefix').notNull().unique(),
  secretHash: bytea('secret_hash').notNull(),
  scopes: text('scopes').array().notNull(),
  issuerId: uuid('issuer_id').references((): AnyPgColumn => issuers.id),
  createdAt: instant('created_at').notNull(),
  revokedAt: instant('revoked_at'),
})

/** Organisations that award badges. The contact address is sealed, like every address. */
export const issuers = pgTable('issuers', {
  id: uuid('id').primaryKey(),
  did: text('did').notNull().unique(),
  name: text('name').notNull(),
  url: text('url').notNull(),
  sealedEmail: bytea('sealed_email'),
  description: text('description'),
  image: text('image'),
  proofSuites: text('proof_suites').array().notNull(),
  /** What VC-JWTs of this issuer are signed with: RS256 or ES256. */
  jwtAlgorithm: text('jwt_algorithm').notNull().default('RS256'),
  ...lifecycle,
})

/**
 * Keys that issuers sign with. An issuer has at most one active key of each algorithm; those before
 * it stay, for what they signed is verified with them, unless they were compromised.
 */
export const issuerKeys = pgTable(
  'issuer_keys',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    /** Counts from 1 over all keys of an issuer; stands in the names under which it is published. */
    number: integer('number').notNull(),
    /** The identity it signs as: an issuer can have had others before. */
    did: text('did').notNull(),
    /** Ed25519 for Data Integrity proofs; RS256 or ES256 for VC-JWTs. */
    algorithm: text('algorithm').notNull(),
    /** Of Ed25519 keys. */
    publicKeyMultibase: text('public_key_multibase').unique(),
    /** Of the others. */
    publicJwk: jsonb('public_jwk'),
    /** Where the private half is: `database`, sealed under MASTER_KEY, or the name of a key service. */
    keyStore: text('key_store').notNull().default('database'),
    /** The seed or private JWK, or the key service's name for the key; sealed either way. */
    sealedSecret: bytea('sealed_secret').notNull(),
    /** pending (not yet published), active (signs), retired (verifies), compromised (neither). */
    state: text('state').notNull().default('active'),
    createdAt: instant('created_at').notNull(),
    retiredAt: instant('retired_at'),
    compromisedAt: instant('compromised_at'),
    sealedCompromiseReason: bytea('sealed_compromise_reason'),
  },
  (table) => [
    unique().on(table.issuerId, table.number),
    index().on(table.did),
    uniqueIndex('issuer_keys_one_active')
      .on(table.issuerId, table.algorithm)
      .where(sql`state = 'active'`),
  ],
)

/** Everything that a compromised key signed, issued again as one batch by a job. */
export const keyReissues = pgTable('key_reissues', {
  id: uuid('id').primaryKey(),
  issuerKeyId: uuid('issuer_key_id')
    .notNull()
    .unique()
    .references(() => issuerKeys.id),
  actorId: text('actor_id').notNull(),
  sealedReason: bytea('sealed_reason').notNull(),
  total: integer('total').notNull(),
  reissued: integer('reissued').notNull().default(0),
  createdAt: instant('created_at').notNull(),
  completedAt: instant('completed_at'),
})

/** Pictures of badges and issuers, by their content: what is checked once never changes. */
export const images = pgTable('images', {
  /** SHA-256 of the content, in hex. */
  id: text('id').primaryKey(),
  mediaType: text('media_type').notNull(),
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  content: bytea('content').notNull(),
  /** A badge that we drew ourselves, for a badge class without an image: safe to be drawn as a PNG. */
  generated: boolean('generated').notNull().default(false),
  createdAt: instant('created_at').notNull(),
})

export const badgeClasses = pgTable(
  'badge_classes',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    currentVersionId: uuid('current_version_id').notNull(),
    /** Whether awards take a place in a list of suspensions, which can be taken back. */
    suspendable: boolean('suspendable').notNull(),
    /** How long awards are valid, and whether they can be renewed; null: for good. */
    expiry: jsonb('expiry'),
    ...lifecycle,
  },
  (table) => [index().on(table.issuerId, table.id)],
)

/** The text of a badge class; frozen from the moment an assertion was signed over it. */
export const badgeClassVersions = pgTable(
  'badge_class_versions',
  {
    id: uuid('id').primaryKey(),
    badgeClassId: uuid('badge_class_id')
      .notNull()
      .references(() => badgeClasses.id),
    number: integer('number').notNull(),
    definition: jsonb('definition').notNull(),
    previousVersionId: uuid('previous_version_id'),
    /** The badge that was drawn for it; null when its definition has an image. */
    generatedImageId: text('generated_image_id').references(() => images.id),
    awardedAt: instant('awarded_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique().on(table.badgeClassId, table.number),
    // What assertions refer to.
    unique().on(table.id, table.badgeClassId),
  ],
)

/** People who earn badges. Names and identifiers are sealed; see the learners folder for who sees what. */
export const learners = pgTable('learners', {
  id: uuid('id').primaryKey(),
  /** The issuer on whose word the learner was made; null: the platform's. */
  originIssuerId: uuid('origin_issuer_id').references(() => issuers.id),
  sealedDisplayName: bytea('sealed_display_name'),
  ...lifecycle,
})

export const learnerIdentifiers = pgTable(
  'learner_identifiers',
  {
    id: uuid('id').primaryKey(),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    type: text('type').notNull(),
    blindIndex: bytea('blind_index').notNull().unique(),
    sealed: bytea('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index().on(table.learnerId)],
)

/** What one issuer knows of a learner: an issuer's key sees this and nothing else. */
export const learnerDealings = pgTable(
  'learner_dealings',
  {
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    learnerId: uuid('learner_id')
      .notNull()
      .references(() => learners.id),
    sealedDisplayName: bytea('sealed_display_name'),
    identifierIds: uuid('identifier_ids').array().notNull(),
    ...lifecycle,
  },
  (table) => [
    primaryKey({ columns: [table.issuerId, table.learnerId] }),
    index().on(table.learnerId),
    index('learner_dealings_identifier_ids').using('gin', table.identifierIds),
  ],
)

/** Bitstring status lists; which bits are set is derived from the assertions themselves. */
export const statusLists = pgTable(
  'status_lists',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    /** The identity that signs it: that of the credentials whose bits it holds. */
    did: text('did').notNull(),
    purpose: text('purpose').notNull(),
    number: integer('number').notNull(),
    size: integer('size').notNull(),
    permutationKey: bytea('permutation_key').notNull(),
    reserved: integer('reserved').notNull().default(0),
    revision: bigint('revision', { mode: 'number' }).notNull().default(0),
    document: text('document'),
    documentRevision: bigint('document_revision', { mode: 'number' }),
    documentFreshUntil: instant('document_fresh_until'),
  },
  (table) => [unique().on(table.issuerId, table.did, table.purpose, table.number)],
)

export const assertions = pgTable(
  'assertions',
  {
    id: uuid('id').primaryKey(),
    publicId: text('public_id').notNull().unique(),
    issuerId: uuid('issuer_id').notNull(),
    badgeClassId: uuid('badge_class_id').notNull(),
    badgeClassVersionId: uuid('badge_class_version_id').notNull(),
    learnerId: uuid('learner_id').notNull(),
    statusListId: uuid('status_list_id')
      .notNull()
      .references(() => statusLists.id),
    statusListIndex: integer('status_list_index').notNull(),
    /** The key that signed the credential. */
    issuerKeyId: uuid('issuer_key_id')
      .notNull()
      .references(() => issuerKeys.id),
    /** The assertion that this one stands in the place of. */
    supersedesId: uuid('supersedes_id').references((): AnyPgColumn => assertions.id),
    /** Why it does: correction, renewal or reissue. */
    supersession: text('supersession'),
    validFrom: instant('valid_from').notNull(),
    validUntil: instant('valid_until'),
    /** The signed document, byte for byte as it is served. */
    credential: text('credential').notNull(),
    sealedNote: bytea('sealed_note'),
    revokedAt: instant('revoked_at'),
    suspendedAt: instant('suspended_at'),
    /** Why the status is what it is; every change with its reason is in `status_changes`. */
    sealedStatusReason: bytea('sealed_status_reason'),
    ...lifecycle,
  },
  (table) => [
    // A version is one of its badge class, and whom an issuer awards it deals with.
    foreignKey({
      name: 'assertions_version',
      columns: [table.badgeClassVersionId, table.badgeClassId],
      foreignColumns: [badgeClassVersions.id, badgeClassVersions.badgeClassId],
    }),
    foreignKey({
      name: 'assertions_dealing',
      columns: [table.issuerId, table.learnerId],
      foreignColumns: [learnerDealings.issuerId, learnerDealings.learnerId],
    }),
    unique().on(table.statusListId, table.statusListIndex),
    index().on(table.issuerId, table.id),
    index().on(table.badgeClassId, table.id),
    index().on(table.badgeClassVersionId),
    index().on(table.learnerId, table.id),
    index().on(table.issuerKeyId, table.id),
    uniqueIndex('assertions_superseding')
      .on(table.supersedesId)
      .where(sql`supersedes_id is not null`),
    uniqueIndex('assertions_set_bits')
      .on(table.statusListId, table.statusListIndex)
      .where(sql`revoked_at is not null or suspended_at is not null`),
  ],
)

/** VC-JWTs of assertions: made at the first request, and then served as they are. */
export const credentialJwts = pgTable(
  'credential_jwts',
  {
    assertionId: uuid('assertion_id')
      .primaryKey()
      .references(() => assertions.id),
    issuerKeyId: uuid('issuer_key_id')
      .notNull()
      .references(() => issuerKeys.id),
    jwt: text('jwt').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index().on(table.issuerKeyId)],
)

/** Badging standards: what badge classes can follow, and endorsers vouch for as a whole. */
export const badgingStandards = pgTable(
  'badging_standards',
  {
    id: uuid('id').primaryKey(),
    /** The issuer that keeps it; null: the platform's. */
    issuerId: uuid('issuer_id').references(() => issuers.id),
    name: text('name').notNull(),
    description: text('description'),
    url: text('url'),
    ...lifecycle,
  },
  (table) => [index().on(table.issuerId, table.id)],
)

/** Statements of third parties about an issuer, a badge class, an assertion or a badging standard. */
export const endorsements = pgTable(
  'endorsements',
  {
    id: uuid('id').primaryKey(),
    publicId: text('public_id').notNull().unique(),
    /** issuer, badge-class, assertion or badging-standard. */
    targetType: text('target_type').notNull(),
    targetId: uuid('target_id').notNull(),
    /**
     * What the statement is about, as published: a DID, or an URL; of a badge class the version
     * that it was asked for.
     */
    subjectId: text('subject_id').notNull(),
    /** The issuer that the target belongs to; null: the platform. */
    ownerId: uuid('owner_id').references(() => issuers.id),
    /** The issuer here that endorses; null: somebody elsewhere, who is named in the credential. */
    endorserId: uuid('endorser_id').references(() => issuers.id),
    /** requested, offered, accepted, declined or revoked. */
    status: text('status').notNull(),
    comment: text('comment'),
    /** The signed EndorsementCredential, once accepted. */
    credential: text('credential'),
    issuerKeyId: uuid('issuer_key_id').references(() => issuerKeys.id),
    statusListId: uuid('status_list_id').references(() => statusLists.id),
    statusListIndex: integer('status_list_index'),
    validUntil: instant('valid_until'),
    sealedReason: bytea('sealed_reason'),
    requestedBy: text('requested_by').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    revokedAt: instant('revoked_at'),
    ...lifecycle,
  },
  (table) => [
    unique().on(table.statusListId, table.statusListIndex),
    index().on(table.targetType, table.targetId),
    index().on(table.subjectId),
    index().on(table.ownerId, table.id),
    index().on(table.endorserId, table.id),
    index().on(table.issuerKeyId),
  ],
)

/** Every revocation, suspension and reinstatement: what, why, by whom, when. */
export const statusChanges = pgTable(
  'status_changes',
  {
    id: uuid('id').primaryKey(),
    assertionId: uuid('assertion_id')
      .notNull()
      .references(() => assertions.id),
    kind: text('kind').notNull(),
    actorId: text('actor_id').notNull(),
    sealedReason: bytea('sealed_reason').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index().on(table.assertionId, table.id)],
)

/**
 * Places in status lists of credentials that are none of the above: signed by the VC API, and not
 * kept. A bit is set where `set_at` is.
 */
export const credentialStatuses = pgTable(
  'credential_statuses',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id),
    /** What the issuer calls the credential; null: nothing but its place. */
    credentialId: text('credential_id'),
    purpose: text('purpose').notNull(),
    statusListId: uuid('status_list_id')
      .notNull()
      .references(() => statusLists.id),
    statusListIndex: integer('status_list_index').notNull(),
    createdAt: instant('created_at').notNull(),
    setAt: instant('set_at'),
    /** Who changed it last, and when. */
    changedBy: text('changed_by'),
    changedAt: instant('changed_at'),
  },
  (table) => [
    unique().on(table.statusListId, table.statusListIndex),
    unique().on(table.issuerId, table.credentialId, table.purpose),
    index().on(table.credentialId),
  ],
)

export const pathways = pgTable(
  'pathways',
  {
    id: uuid('id').primaryKey(),
    issuerId: uuid('issuer_id').references(() => issuers.id),
    name: text('name').notNull(),
    description: text('description'),
    steps: jsonb('steps').notNull(),
    ...lifecycle,
  },
  (table) => [index().on(table.issuerId, table.id)],
)

/** Answers already given to creating requests; keyed hashes and a sealed answer, no personal data. */
export const idempotencyRecords = pgTable(
  'idempotency_records',
  {
    keyHash: bytea('key_hash').primaryKey(),
    requestHash: bytea('request_hash').notNull(),
    resultId: uuid('result_id').notNull(),
    sealedAnswer: bytea('sealed_answer').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index().on(table.expiresAt)],
)
