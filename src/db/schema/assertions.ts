import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant, lifecycle } from './columns.ts'
import { issuerKeys } from './issuers.ts'
import { learnerDealings } from './learners.ts'

/** What the documents of many assertions have in common. Never changed, and never deleted. */
export const credentialTemplates = pgTable('credential_templates', {
  /** SHA-256 of the text, in base64url. */
  id: text('id').primaryKey(),
  text: text('text').notNull(),
})

/**
 * Badges awarded. What is looked up in the transaction of every award (version, status list, key,
 * template) is no reference that PostgreSQL would look up once more for each row, which costs as much
 * as storing it: such rows cannot be deleted, see the function `never_deleted` of the migrations.
 */
export const assertions = pgTable(
  'assertions',
  {
    id: uuid('id').primaryKey(),
    publicId: text('public_id').notNull().unique(),
    issuerId: uuid('issuer_id').notNull(),
    badgeClassId: uuid('badge_class_id').notNull(),
    badgeClassVersionId: uuid('badge_class_version_id').notNull(),
    /** Null once the learner was erased. */
    learnerId: uuid('learner_id'),
    statusListId: uuid('status_list_id').notNull(),
    statusListIndex: integer('status_list_index').notNull(),
    /** The key that signed the credential. */
    issuerKeyId: uuid('issuer_key_id').notNull(),
    /** The assertion that this one stands in the place of. */
    supersedesId: uuid('supersedes_id').references((): AnyPgColumn => assertions.id),
    /** Why it does: correction, renewal or reissue. */
    supersession: text('supersession'),
    validFrom: instant('valid_from').notNull(),
    validUntil: instant('valid_until'),
    /** The signed document as it is served, where no template renders it. */
    credential: text('credential'),
    /** The template that renders the signed document, with the values that go into it. */
    templateId: text('template_id'),
    templateValues: text('template_values'),
    /** SHA-256 of the document, byte for byte: what is rendered must be just that. */
    credentialHash: bytea('credential_hash'),
    sealedNote: bytea('sealed_note'),
    revokedAt: instant('revoked_at'),
    suspendedAt: instant('suspended_at'),
    /** Why the status is what it is; every change with its reason is in `status_changes`. */
    sealedStatusReason: bytea('sealed_status_reason'),
    /**
     * When the learner was erased. What stays is what the issuer accounts for: what was awarded when,
     * its place in the status list, and the hash of the document.
     */
    erasedAt: instant('erased_at'),
    ...lifecycle,
  },
  (table) => [
    // Whom an issuer awards it deals with.
    foreignKey({
      name: 'assertions_dealing',
      columns: [table.issuerId, table.learnerId],
      foreignColumns: [learnerDealings.issuerId, learnerDealings.learnerId],
    }),
    unique().on(table.statusListId, table.statusListIndex),
    index().on(table.issuerId, table.id),
    index().on(table.badgeClassId, table.id),
    index().on(table.learnerId, table.id),
    index().on(table.issuerKeyId, table.id),
    uniqueIndex('assertions_superseding')
      .on(table.supersedesId)
      .where(sql`supersedes_id is not null`),
    check(
      'assertions_document',
      sql`case when erased_at is not null
        then num_nulls(learner_id, credential, template_id, template_values, sealed_note) = 5 and credential_hash is not null
        else learner_id is not null and num_nulls(template_id, template_values, credential_hash) = case when credential is null then 0 else 3 end end`,
    ),
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

/**
 * What learners want done with their awards. A row only where somebody chose: an award without one is
 * undecided, and whoever has its link may look.
 */
export const assertionChoices = pgTable('assertion_choices', {
  assertionId: uuid('assertion_id')
    .primaryKey()
    .references(() => assertions.id),
  /** pending, accepted or declined. */
  acceptance: text('acceptance').notNull(),
  /** link or hidden. */
  visibility: text('visibility').notNull(),
  /** Whose wish it is that it is hidden: learner, platform or issuer; null while it is not. */
  hiddenBy: text('hidden_by'),
  updatedAt: instant('updated_at').notNull(),
})

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
    /** Null once the learner was erased. */
    sealedReason: bytea('sealed_reason'),
    at: instant('at').notNull(),
  },
  (table) => [index().on(table.assertionId, table.id)],
)
