import { quoted } from '../quoted.ts'
import { type CheckResult, failed, passed } from '../report.ts'

export const notWithdrawn = passed('The issuer has not withdrawn the credential.')

/** @param reason - in the words of the issuer, where they are known */
export function revoked(reason?: string): CheckResult {
  const said = reason === undefined ? '' : ` The reason given: ${quoted(reason)}.`
  return failed('revoked', `The issuer has revoked the credential.${said}`)
}
