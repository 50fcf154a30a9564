import type { Transaction } from '../db/index.ts'
import { type Actor, notFound, rfc3339 } from '../http/index.ts'
import { type PathwayRow, pathwayFor } from '../pathways/index.ts'
import type { Step } from '../requirements/index.ts'
import type { Made } from './cells-store.ts'
import { chart } from './chart.ts'
import { csvOf } from './csv.ts'
import { settleJourneys } from './journeys.ts'
import { peopleOf } from './journeys-store.ts'
import type { PathwayReport } from './pathway-schema.ts'
import { twentieth } from './shares.ts'
import { stepsTold } from './steps-told.ts'
import { THRESHOLD } from './suppressed.ts'
import { withoutFew } from './told-people.ts'

/**
 * What becomes of the learners of a place on a pathway, whose counts are kept from now on.
 *
 * @throws Problem 404 when the caller has no such pathway, or it is another place's
 */
export async function readPathwayReport(
  tx: Transaction,
  actor: Actor,
  made: Pick<Made, 'placeId' | 'issuerIds'>,
  pathwayId: string,
  at: Date,
): Promise<PathwayReport> {
  const { placeId } = made
  const row = await pathwayFor(tx, actor, pathwayId)
  if (row === undefined || isElsewhere(row, placeId)) {
    throw notFound('pathway', 'pathwayId')
  }
  const graph = await settleJourneys(tx, made, pathwayId, at)
  const { version, steps } = graph.pathways.get(pathwayId) ?? { ...row, steps: row.steps as Step[] }
  const people = withoutFew(await peopleOf(tx, placeId, pathwayId), made.issuerIds)
  const told = stepsTold(steps, people)
  const rows = told.steps.map(({ step, fulfilled, reached, dropOff }) => ({
    id: step.id,
    name: step.name,
    optional: step.optional === true,
    suppressed: [fulfilled, reached, dropOff].includes(null),
    fulfilled,
    share: fulfilled === null || told.started === null ? null : twentieth(fulfilled, told.started),
    reached,
    dropOff,
  }))
  return {
    placeId,
    pathwayId,
    name: row.name,
    version,
    asOf: rfc3339(at),
    threshold: THRESHOLD,
    explanation: explanationOf([told.started, told.completed, ...rows.flatMap(countsOf)]),
    started: told.started,
    completed: told.completed,
    steps: rows,
  }
}

function isElsewhere(row: PathwayRow, placeId: string): boolean {
  return row.placeId !== null && row.placeId !== placeId
}

type Row = PathwayReport['steps'][number]
const countsOf = ({ fulfilled, reached, dropOff }: Row) => [fulfilled, reached, dropOff]

function explanationOf(counts: readonly (number | null)[]): string {
  const hidden = counts.filter((count) => count === null).length
  const told =
    hidden === 0
      ? 'No count is suppressed.'
      : `${hidden} of ${counts.length} counts ${hidden === 1 ? 'is' : 'are'} suppressed: about fewer than ${THRESHOLD} people or nobody, or such counts could be worked out from ${hidden === 1 ? 'it' : 'them'}.`
  return `${told} Counts are rounded to the nearest five.`
}

const COLUMNS = ['step', 'name', 'optional', 'started', 'fulfilled', 'share', 'reached', 'dropOff']

/** A line for each step, and one for the pathway as a whole; what is suppressed is an empty cell. */
export function pathwayCsv({ name, started, completed, steps }: PathwayReport): string {
  const whole = ['', name, false, started, completed, null, null, null]
  return csvOf(COLUMNS, [
    ...steps.map((row) => [
      row.id,
      row.name,
      row.optional,
      started,
      row.fulfilled,
      row.share,
      row.reached,
      row.dropOff,
    ]),
    whole,
  ])
}

/** The learners who completed each step as bars, between those who started and who completed all. */
export function pathwayChart({ name, started, completed, steps, explanation }: PathwayReport) {
  return chart(
    `Learners by step: ${name}`,
    [
      { label: 'Started', count: started },
      ...steps.map((row) => ({ label: row.name, count: row.fulfilled })),
      { label: 'Completed', count: completed },
    ],
    explanation,
  )
}
