import type { BadgeParts } from '../../credentials/index.ts'
import type { CheckName, CheckResult } from '../report.ts'

/** How checks went, by name; those that were not come to are missing. */
export type Results = { [name in CheckName]?: CheckResult }

/** A check that nothing can come after. */
export type Ending = { check: CheckName; result: CheckResult }

/** What is known of a badge at the end of its examination, and how the checks went. */
export type Findings = { results: Results; parts: BadgeParts | null }

/** Whether a step came to an end instead of a result. */
export function isEnding(step: object): step is Ending {
  return 'check' in step && 'result' in step
}
