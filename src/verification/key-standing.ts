import { type JsonObject, parseDocumentTime } from '../credentials/index.ts'
import { type CheckResult, failed } from './report.ts'

/** Why a verification method may not be believed any more (Controlled Identifiers 1.0, 2.2); null when it may. */
export function standingProblem(method: JsonObject, now: Date): CheckResult | null {
  // Whoever stole a key chooses the `created` of its proofs: revoked is revoked, whatever it says.
  if (method.revoked !== undefined) {
    const revoked = parseDocumentTime(method.revoked)
    if (!revoked || revoked.getTime() <= now.getTime()) {
      return failed('key-revoked', 'The issuer has revoked the key that signed this document.')
    }
  }
  if (method.expires !== undefined) {
    const expires = parseDocumentTime(method.expires)
    if (!expires || expires.getTime() <= now.getTime()) {
      return failed('key-expired', 'The key that signed this document has expired.')
    }
  }
  return null
}
