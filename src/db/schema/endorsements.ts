import { index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, lifecycle } from './columns.ts'
import { issuerKeys, issuers } from './issuers.ts'
import { places } from './places.ts'
import { statusLists } from './status-lists.ts'

/** Badging standards: what badge classes can follow, and endorsers vouch for as a whole. */
export const badgingStandards = pgTable(
  'badging_standards',
  {
    id: uuid('id').primaryKey(),
    /** The issuer that keeps it; null: the platform's, or its place's. */
    issuerId: uuid('issuer_id').references(() => issuers.id),
    placeId: uuid('place_id').references(() => places.id),
    name: text('name').notNull(),
    description: text('description'),
    url: text('url'),
    ...lifecycle,
  },
  (table) => [index().on(table.issuerId, table.id), index().on(table.placeId, table.id)],
)

/** Where statements were that are erased, with whom they were about. */
export const erasedEndorsements = pgTable('erased_endorsements', {
  publicId: text('public_id').primaryKey(),
  erasedAt: instant('erased_at').notNull(),
})

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
