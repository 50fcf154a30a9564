import { LAYERS } from '../badge-classes/index.ts'
import { AGE_BANDS } from '../consents/index.ts'
import type { PlaceSettings } from '../places/index.ts'
import { NOT_KNOWN } from './age-bands.ts'
import { targetValues } from './rows.ts'
import type { ReportBy } from './schema.ts'

/** What there always is a row for, by what a report counts; themes are as they come. */
export function valuesOf(
  { areas, equalityCharacteristics }: PlaceSettings,
  issuerIds: readonly string[],
): (by: ReportBy) => readonly string[] {
  const values: Record<ReportBy, readonly string[]> = {
    all: ['all'],
    issuer: issuerIds,
    theme: [],
    layer: [...LAYERS.map(({ name }) => name), 'none'],
    ageBand: [...AGE_BANDS, NOT_KNOWN],
    area: [...areas, 'other', NOT_KNOWN],
    targetGroup: equalityCharacteristics.flatMap(targetValues),
  }
  return (by) => values[by]
}
