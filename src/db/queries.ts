import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type pg from 'pg'

/** What a store needs: the pool's database, or the transaction a service opened. */
export type Queries = NodePgDatabase & { readonly $client: pg.Pool | pg.PoolClient }

/** An open transaction: everything done through it commits together, or not at all. */
export type Transaction = Queries & { readonly $client: pg.PoolClient }
