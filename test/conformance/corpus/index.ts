/** A corpus of valid credentials and presentations, all of them made by the libraries of others. */
import type { JsonObject } from '../../../src/credentials/index.ts'
import { presentations } from './presentations.ts'
import { provenCredentials } from './proofs.ts'
import type { Specimen } from './specimen.ts'
import { tokens } from './tokens.ts'

export { badge, olderBadge } from './documents.ts'
export type { Specimen } from './specimen.ts'
export { claimsOf, signedByJose, type TokenIssuer, tokenIssuer } from './tokens.ts'

/**
 * One of every form and kind, issued before the moment at which the tests live.
 *
 * @param more Members that each credential has as well, such as a status.
 */
export async function corpus(more: JsonObject = {}): Promise<Specimen[]> {
  return [
    ...(await provenCredentials(more)),
    ...(await tokens(more)),
    ...(await presentations(more)),
  ]
}
