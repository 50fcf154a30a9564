import { brokenOff } from '../credentials/index.ts'
import { type CheckResult, failed, inconclusive } from './report.ts'

/** The outcome of a check that a problem stood in the way of: broken off, it says nothing. */
export function outcomeOf({ code, detail }: { code: string; detail: string }): CheckResult {
  return code === brokenOff.code ? inconclusive(code, detail) : failed(code, detail)
}
