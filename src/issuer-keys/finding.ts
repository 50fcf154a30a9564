import type { Queries } from '../db/index.ts'
import { type Actor, notFound } from '../http/index.ts'
import { type IssuerKeyRow, type IssuerRow, issuerById, keyByNumber } from '../issuers/index.ts'

/** @throws Problem 404 when the actor may not know of the issuer, just as when there is none */
export function requireVisible(actor: Actor, issuerId: string): void {
  if (actor.issuerId !== null && actor.issuerId !== issuerId) throw notFound('issuer')
}

/** @throws Problem 404 naming the part of the address that leads nowhere for this actor */
export async function findIssuer(db: Queries, actor: Actor, issuerId: string): Promise<IssuerRow> {
  requireVisible(actor, issuerId)
  const issuer = await issuerById(db, issuerId)
  if (issuer === undefined) throw notFound('issuer')
  return issuer
}

/**
 * @param lock - locks the key until the transaction ends
 * @throws Problem 404 naming the part of the address that leads nowhere for this actor
 */
export async function findKey(
  db: Queries,
  actor: Actor,
  issuerId: string,
  number: number,
  lock = false,
): Promise<IssuerKeyRow> {
  await findIssuer(db, actor, issuerId)
  const key = await keyByNumber(db, issuerId, number, lock)
  if (key === undefined) throw notFound('key', 'number')
  return key
}
