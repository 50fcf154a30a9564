import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { RowProblem } from '../award-rows/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { type AnswerRow, countOutcomes, sealAnswers } from './answers.ts'
import {
  type ChunkRow,
  endChunksLeft,
  keepAnswersOf,
  someLeft,
  someWaiting,
  takeChunk,
} from './chunk-store.ts'
import type { Completion } from './completion.ts'
import { isEntangled, passesOver, withoutWords } from './failures.ts'
import { askForLane, askForLanes, type Lane } from './lanes.ts'
import { type AwardBatchRow, addChecked, addCounts, batchById } from './store.ts'
import { answerRows, type Purpose, type RowWork, readRowsOf } from './work-on-rows.ts'

/** How long a worker stays with a batch before others have their turn. */
const SLICE_MS = 1_000
/** How often a chunk is tried again at once that got in the way of another transaction. */
const ENTANGLEMENTS = 5

/** What every row is answered that is right, in a batch that is rejected because of others. */
const REJECTED: RowProblem = {
  field: 'row',
  detail: 'Nothing of this batch was awarded, because other rows of it cannot be.',
}

/** What is known of a chunk that failed as a whole: which of its rows do it. */
type Hopeless = { number: number; positions: ReadonlySet<number> }
const NOBODY: Hopeless = { number: 0, positions: new Set() }

/** How often is looked again at chunks that others have. */
const HELD_MS = 2_000

/** `held`: what is left others have, who may yet give it back. */
type Step = 'more' | 'held' | 'ended'

export type Work = RowWork & {
  database: Database
  now: () => Date
  log: Logger
  completion: Completion
}

/**
 * The job of a batch: awards it chunk by chunk, each in one transaction with its answers and counts,
 * for about a second; then asks for itself again, behind others. However it ends, what is committed is
 * awarded and answered, and the rest waits for the next worker. Several may work at the same batch:
 * who finds that others have all that is left, a worker or somebody about to cancel, comes back in a
 * moment, for these may end without a word.
 *
 * @throws Error without words of the rows when the same is to be tried again later
 */
export function createWork(deps: Work): { work(lane: Lane): Promise<void> } {
  const { database, vault, now, log, completion } = deps

  async function step(batchId: string, hopeless: Hopeless, taken: (chunk: ChunkRow) => void) {
    return database.transaction(async (tx): Promise<Step> => {
      const batch = await batchById(tx, batchId)
      if (batch === undefined || !['queued', 'running'].includes(batch.status)) return 'ended'
      const waiting = await takeChunk(tx, batchId, 'waiting')
      const mustBeChecked = batch.onInvalid === 'reject'
      // Nothing is awarded before all was looked at, by other workers too.
      const mayAward = mustBeChecked && waiting === undefined && !(await someWaiting(tx, batchId))
      const chunk = mayAward ? await takeChunk(tx, batchId, 'checked') : waiting
      if (chunk === undefined) return (await someLeft(tx, batchId)) ? 'held' : 'ended'
      taken(chunk)
      const purpose: Purpose = mustBeChecked && chunk.state === 'waiting' ? 'check' : 'award'
      const rows = await readRowsOf(deps, batch, chunk)
      const positions = hopeless.number === chunk.number ? hopeless.positions : NOBODY.positions
      const answers = await answerRows(deps, tx, batch, { rows, purpose, hopeless: positions })
      return purpose === 'check'
        ? noteChecked(tx, batch, chunk, answers)
        : noteAwarded(tx, batch, chunk, answers)
    })
  }

  async function noteAwarded(
    tx: Transaction,
    batch: AwardBatchRow,
    chunk: ChunkRow,
    answers: AnswerRow[],
  ): Promise<Step> {
    await keepAnswersOf(tx, chunk, {
      state: 'done',
      sealedAnswers: sealAnswers(vault, answers),
      assertionIds: answers.flatMap(({ outcome, assertionId }) =>
        outcome === 'awarded' && assertionId !== undefined ? [assertionId] : [],
      ),
    })
    // Last: from here on other workers of the batch wait.
    const { isCompleted } = await addCounts(tx, batch.id, countOutcomes(answers), now())
    if (isCompleted) completion.note(tx, batch)
    return isCompleted ? 'ended' : 'more'
  }

  async function noteChecked(
    tx: Transaction,
    batch: AwardBatchRow,
    chunk: ChunkRow,
    answers: AnswerRow[],
  ): Promise<Step> {
    const { invalid, failed } = countOutcomes(answers)
    const ifRejected = answers.map(
      (answer): AnswerRow =>
        answer.problem === undefined ? { outcome: 'failed', problem: REJECTED } : answer,
    )
    const sealedAnswers = sealAnswers(vault, ifRejected)
    await keepAnswersOf(tx, chunk, { state: 'checked', sealedAnswers, assertionIds: [] })
    const counted = await addChecked(tx, batch.id, { invalid, failed }, now())
    if (await someWaiting(tx, batch.id)) return 'more'
    if (counted.invalid + counted.failed === 0) {
      await askForLanes(tx, batch.id)
    } else {
      await endChunksLeft(tx, batch.id, 'keep')
      await completion.reject(tx, counted)
    }
    return 'ended'
  }

  /**
   * Which rows make a chunk fail, found by halving it until they are alone. Nothing of this is kept.
   */
  async function findHopeless(batchId: string, chunk: ChunkRow): Promise<Hopeless> {
    const batch = (await batchById(database.queries, batchId)) as AwardBatchRow
    const purpose = batch.onInvalid === 'reject' && chunk.state === 'waiting' ? 'check' : 'award'
    const rows = await readRowsOf(deps, batch, chunk)
    const positions = new Set<number>()
    const search = async (from: number, to: number): Promise<void> => {
      const part = { rows: rows.slice(from, to), purpose, hopeless: NOBODY.positions } as const
      const error = await failureOf((tx) => answerRows(deps, tx, batch, part))
      if (error === undefined) return
      if (passesOver(error)) throw error
      if (to - from === 1) {
        positions.add(from)
        const row = chunk.firstRow + from
        log.error({ awardBatchId: batchId, row, ...withoutWords(error) }, 'a row cannot be awarded')
        return
      }
      const middle = (from + to) >> 1
      await search(from, middle)
      await search(middle, to)
    }
    await search(0, rows.length)
    return { number: chunk.number, positions }
  }

  /** Carries work out in a transaction that is given up; returns what it fails with. */
  async function failureOf(work: (tx: Transaction) => Promise<unknown>): Promise<unknown> {
    const given = new Error('given up')
    try {
      await database.transaction(async (tx) => {
        await work(tx)
        throw given
      })
    } catch (error) {
      return error === given ? undefined : error
    }
    return undefined
  }

  async function persistentStep(batchId: string): Promise<Step> {
    let hopeless = NOBODY
    for (let entanglements = 0; ; ) {
      let chunk: ChunkRow | undefined
      try {
        return await step(batchId, hopeless, (taken) => {
          chunk = taken
        })
      } catch (error) {
        if (isEntangled(error) && entanglements < ENTANGLEMENTS) {
          entanglements += 1
          await delay(20 * entanglements * (1 + Math.random()))
          continue
        }
        // A chunk that fails though none of its rows does is tried again later, too.
        if (passesOver(error) || chunk === undefined || chunk.number === hopeless.number)
          throw error
        hopeless = await findHopeless(batchId, chunk)
      }
    }
  }

  return {
    async work(lane) {
      const end = performance.now() + SLICE_MS
      try {
        let made: Step
        do {
          made = await persistentStep(lane.awardBatchId)
        } while (made === 'more' && performance.now() < end)
        if (made === 'ended') return
        const afterMs = made === 'held' ? HELD_MS : 0
        await database.transaction((tx) => askForLane(tx, lane, afterMs))
      } catch (error) {
        log.warn(
          { awardBatchId: lane.awardBatchId, ...withoutWords(error) },
          'a chunk of an award batch has to be tried again',
        )
        throw new Error('A chunk of an award batch has to be tried again.')
      }
    },
  }
}
