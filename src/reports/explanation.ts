import { isPersonal, RELEASE_AFTER } from './release.ts'
import type { ReportBy, ReportRow } from './schema.ts'
import { TARGET_THRESHOLD, THRESHOLD } from './suppressed.ts'

/** Says in words what is not in a report, and why; not which row for which reason. */
export function explanationOf(by: ReportBy, rows: readonly ReportRow[]): string {
  const few = by === 'targetGroup' ? TARGET_THRESHOLD : THRESHOLD
  const hidden = rows.filter(({ suppressed }) => suppressed).length
  const counts =
    hidden === 0
      ? 'No row is suppressed.'
      : `${hidden} of ${rows.length} rows ${hidden === 1 ? 'is' : 'are'} suppressed: ${hidden === 1 ? 'its' : 'their'} counts are about fewer than ${few} people or nobody, or would let such counts be worked out from others.`
  const partly = rows.some(
    (row) =>
      !row.suppressed &&
      [row.badgesAwarded, row.shareWithMoreThanOne, row.claimRate].includes(null),
  )
  const shares = partly
    ? ' Badges, shares and days are left out where they would tell of fewer than five participants, or of all but fewer than five.'
    : ''
  const held = isPersonal(by)
    ? ` Counts by who learners are stay as they were at \`asOf\` until something changed of ${RELEASE_AFTER} learners whom no issuer can have made up.`
    : ''
  return counts + shares + held
}
