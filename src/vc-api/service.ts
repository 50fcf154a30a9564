import type { Transaction } from '../db/index.ts'
import type { Actor } from '../http/index.ts'
import { type Issuable, type Issuing, issue, toBeIssued } from './issue.ts'
import type { IssueRequest } from './issue-schema.ts'
import { type StatusSetting, setStatus } from './status.ts'
import type { StatusAnswer, StatusRequest } from './status-schema.ts'
import { createVcApiVerification, type VcApiVerification } from './verify.ts'

/** What the VC API of the W3C's Credentials Community Group offers. */
export type VcApi = {
  verify: VcApiVerification
  /** See `toBeIssued`. */
  prepare(actor: Actor, request: IssueRequest): Promise<Issuable>
  /** See `issue`. */
  issue(tx: Transaction, issuable: Issuable): ReturnType<typeof issue>
  /** See `setStatus`. */
  setStatus(actor: Actor, request: StatusRequest): Promise<StatusAnswer>
}

/** A {@link VcApi} on the same awards, status lists and verification as the rest. */
export function createVcApi(deps: Issuing & StatusSetting): VcApi {
  return {
    verify: createVcApiVerification(deps.verifications),
    prepare: (actor, request) => toBeIssued(deps, actor, request),
    issue: (tx, issuable) => issue(tx, deps, issuable),
    setStatus: (actor, request) => setStatus(deps, actor, request),
  }
}
