import type { Queries, Transaction } from '../db/index.ts'
import type { Scope } from '../http/index.ts'

/** A file of the export of a learner's record. */
export type PartDocument = {
  /** Within the folder of its part, such as `0198....json` or `files/photo.png`. */
  path: string
  /** Octets and texts as they are; anything else is written as JSON. */
  content: Buffer | string | object
}

/**
 * What one noun keeps about learners. Every noun with rows about them has one, and the composition
 * root hands all of them to what concerns a whole record: export, merging, erasure. So none of these
 * can forget a table.
 */
export type LearnerPart = {
  /** Such as `assertions`: the folder in the export. */
  name: string
  /** What it is read with elsewhere, and so in an export, too; by `learners:read` alone where absent. */
  readWith?: Scope
  /**
   * In the export that a learner asks for with a token of their own that no issuer minted, and in no
   * other: what it is, in words for the learner, such as `your answers`.
   */
  forLearnerAlone?: string
  /** Everything that is kept about the learner, opened, as the learner may have it. */
  documents(db: Queries, learnerId: string): AsyncIterable<PartDocument>
  /** The same as far as one issuer deals with the learner; a part without it keeps it all from issuers. */
  documentsForIssuer?(db: Queries, learnerId: string, issuerId: string): AsyncIterable<PartDocument>
  /**
   * Gives everything of one learner to another, who turned out to be the same person.
   * @returns what `moveBack` needs to undo exactly this, as JSON without identifiers or names
   */
  move(tx: Transaction, from: string, to: string, at: Date): Promise<unknown>
  /** Undoes a `move`: what came later stays with the one who was merged into. */
  moveBack(tx: Transaction, moved: unknown, from: string, to: string, at: Date): Promise<void>
  /** Removes the person; what others must account for stays without a trace of whom it was about. */
  erase(tx: Transaction, learnerId: string, at: Date): Promise<void>
}
