import { sql } from 'drizzle-orm'
import {
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant, lifecycle } from './columns.ts'

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
