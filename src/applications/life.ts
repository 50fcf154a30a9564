import type { FullAssessment } from '../badge-classes/index.ts'

export const STATUSES = [
  'draft',
  'submitted',
  'returned',
  'checked',
  'approved',
  'declined',
  'withdrawn',
] as const
export type Status = (typeof STATUSES)[number]

/** As what somebody has to do with an application. */
export type Role = 'learner' | 'peer' | 'issuer' | 'platform'

/** What somebody who looks at an application says. */
export const OUTCOMES = ['mark', 'approve', 'return', 'decline'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What follows from being asked to do something. */
export type Answer =
  | { to: Status }
  /** It was done before. */
  | 'unchanged'
  /** The state does not allow it to anybody. */
  | 'conflict'
  /** It is for others to do. */
  | 'forbidden'

type State = { status: Status; assessment: FullAssessment }

const FINAL: readonly Status[] = ['approved', 'declined', 'withdrawn']

/** Whether nothing more can become of it. */
export function isFinal(status: Status): boolean {
  return FINAL.includes(status)
}

/** What the learner, or whoever applied for them, may do. */
export function applicantsStep(
  { status }: State,
  isApplicant: boolean,
  action: 'edit' | 'submit' | 'withdraw',
): Answer {
  if (!isApplicant) return 'forbidden'
  if (action === 'withdraw') {
    if (status === 'withdrawn') return 'unchanged'
    return isFinal(status) ? 'conflict' : { to: 'withdrawn' }
  }
  if (action === 'submit' && status === 'submitted') return 'unchanged'
  if (status !== 'draft' && status !== 'returned') return 'conflict'
  return { to: action === 'submit' ? 'submitted' : status }
}

/**
 * What somebody who looks at it may do.
 *
 * @param approvals - how many different ones have approved in this round, this one included
 */
export function reviewersStep(
  { status, assessment }: State,
  role: Role,
  outcome: Outcome,
  approvals: number,
): Answer {
  if (!mayEver(assessment, role, outcome)) return 'forbidden'
  if (outcome === 'approve' && status === 'approved') return 'unchanged'
  if (outcome === 'decline' && status === 'declined') return 'unchanged'
  if (status !== 'submitted' && status !== 'checked') return 'conflict'
  if (status === 'checked' && !isOfIssuer(role)) {
    return outcome === 'approve' ? 'unchanged' : 'conflict'
  }
  if (outcome === 'return') return { to: 'returned' }
  if (outcome === 'decline') return { to: 'declined' }
  if (status === 'checked') return outcome === 'approve' ? { to: 'approved' } : 'conflict'
  if (!checks(assessment, role)) return 'conflict'
  if (outcome === 'mark' || approvals < assessment.reviewersNeeded) return { to: 'submitted' }
  const awards = isOfIssuer(role) || assessment.awardAutomatically
  return { to: awards ? 'approved' : 'checked' }
}

/** Whether this is who looks at it first; where others do, the issuer confirms. */
function checks({ by }: FullAssessment, role: Role): boolean {
  switch (by) {
    case 'issuer':
      return isOfIssuer(role)
    case 'organiser':
      return role === 'issuer'
    case 'peer':
      return role === 'peer'
    case 'self':
      return role === 'learner'
  }
}

function mayEver(assessment: FullAssessment, role: Role, outcome: Outcome): boolean {
  if (assessment.by === 'organiser') return role === 'issuer'
  if (isOfIssuer(role)) return true
  return (
    checks(assessment, role) && (outcome !== 'return' || role === 'peer') && outcome !== 'decline'
  )
}

function isOfIssuer(role: Role): boolean {
  return role === 'issuer' || role === 'platform'
}
