export { type Database, openDatabase, type Queries, type Transaction } from './client.ts'
export { DatabaseError } from './errors.ts'
export { migrateDatabase } from './migrate.ts'
export * from './schema.ts'
