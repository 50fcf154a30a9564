import type { Logger } from 'pino'
import type { CompiledCanonicaliser, JsonObject } from '../credentials/index.ts'

/** One document in so many is checked. */
const ONE_IN = 1_000
/** Documents that wait; under a heavy load fewer are checked. */
const MAX_WAITING = 10

/**
 * Has a sample of the documents that are signed checked against the JSON-LD library: later, one after
 * the other, and never while somebody waits. A difference is an error of ours; its shape is signed
 * through the library from then on, and the count of differences grows, see `CanonicaliserStats`.
 *
 * @param isChosen - whether the document at hand belongs to the sample; one in a thousand otherwise
 * @returns takes note of a document that was signed; it must not be altered any more
 */
export function sampleSigned(
  canonicaliser: Pick<CompiledCanonicaliser, 'check'>,
  log: Pick<Logger, 'error'>,
  isChosen: () => boolean = () => Math.random() * ONE_IN < 1,
): (document: JsonObject) => void {
  const waiting: JsonObject[] = []

  // Nothing of the document is logged: it is about a person.
  const report = (err?: unknown) =>
    log.error({ err }, 'a compiled canonical form is not the one that the library makes')

  async function checkNext(): Promise<void> {
    const [document] = waiting
    if (document === undefined) return
    await canonicaliser.check(document).then((outcome) => {
      if (outcome === 'different') report()
    }, report)
    waiting.shift()
    if (waiting.length > 0) setImmediate(checkNext)
  }

  return (document) => {
    if (!isChosen() || waiting.length >= MAX_WAITING) return
    waiting.push(document)
    if (waiting.length === 1) setImmediate(checkNext)
  }
}
