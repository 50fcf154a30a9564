import { bulkhead } from 'cockatiel'
import type { JsonLdProcessor } from '../credentials/index.ts'

/** How much one verification has in work at a time: enough for any credential with what it carries. */
const MOST_AT_A_TIME = 8

/**
 * The processor for one verification: a presentation can hold hundreds of credentials and endorsements,
 * and whoever verifies something else meanwhile does not queue behind all of them.
 */
export function inTurns(jsonLd: JsonLdProcessor): JsonLdProcessor {
  const turns = bulkhead(MOST_AT_A_TIME, Number.POSITIVE_INFINITY)
  return {
    problemOf: (document) => turns.execute(() => jsonLd.problemOf(document)),
    hashes: (documents, algorithm) => turns.execute(() => jsonLd.hashes(documents, algorithm)),
  }
}
