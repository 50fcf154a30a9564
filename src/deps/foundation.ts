import type { Logger } from 'pino'
import { type AuditTrail, createAuditTrail } from '../audit/index.ts'
import type { Config } from '../config/index.ts'
import type { Database } from '../db/index.ts'
import { createForeignDocuments, type ForeignDocuments } from '../foreign-documents/index.ts'
import { type Creations, createCreations } from '../http/index.ts'
import type { KeyStore } from '../key-stores/index.ts'
import {
  createOutboundClient,
  type OutboundClient,
  type OutboundOptions,
} from '../outbound/index.ts'
import { createPresence, type Presence } from '../presence/index.ts'
import type { Vault } from '../vault.ts'
import { createWithdrawals, type Withdrawals } from '../withdrawals/index.ts'

/** The few things that come from outside. */
export type Outside = {
  config: Config & { publicUrl: string }
  /** Migrated. */
  database: Database
  vault: Vault
  log: Logger
  /** The clock; tests may bring their own. */
  now?: () => Date
  /** Those besides the database. */
  keyStores?: readonly KeyStore[]
  /** Finds the addresses of strangers' names; tests may bring their own. */
  lookup?: OutboundOptions['lookup']
}

/** What no noun owns and many stand on. */
export type Foundation = {
  config: Config & { publicUrl: string }
  publicUrl: string
  database: Database
  vault: Vault
  log: Logger
  now: () => Date
  keyStores: readonly KeyStore[]
  auditTrail: AuditTrail
  /** That this process is there: what others take over when it ends is noted in its name. */
  presence: Presence
  outbound: OutboundClient
  foreignDocuments: ForeignDocuments
  creations: Creations
  /** Of what was public. */
  withdrawals: Withdrawals
}

/** Lays the foundation; from here on every write is audited. */
export function layFoundation(outside: Outside): Foundation {
  const { config, vault, log, now = () => new Date(), keyStores = [], lookup } = outside
  const auditTrail = createAuditTrail({ now })
  const database = auditTrail.audited(outside.database)
  const outbound = createOutboundClient({
    allowLoopback: config.outboundAllowLoopback,
    ...(lookup !== undefined && { lookup }),
  })
  return {
    config,
    publicUrl: config.publicUrl,
    database,
    vault,
    log,
    now,
    keyStores,
    auditTrail,
    presence: createPresence(database),
    outbound,
    foreignDocuments: createForeignDocuments({ outbound, now }),
    creations: createCreations({
      database,
      vault,
      now,
      retentionHours: config.idempotencyRetentionHours,
    }),
    withdrawals: createWithdrawals(database),
  }
}
