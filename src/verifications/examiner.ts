import type { ForeignDocuments } from '../foreign-documents/index.ts'
import {
  checkNames,
  type PresentedVerification,
  type VerificationOptions,
} from '../verification/index.ts'
import type { OwnHosted } from './hosted.ts'
import { createLoader, type Loader } from './loading.ts'
import type { Credential, NotFound } from './presented.ts'
import type { Recognised } from './recognise.ts'
import type { VerificationReport } from './report-schema.ts'
import type { Found, Retrieval } from './retrieval.ts'

/** All that one verification asks of strangers, in time: less than a stop waits for. */
export const BUDGET_MS = 10_000

/** What somebody presents: a credential in any of its forms, or where it is. */
export type Presented = Recognised | Credential

/** What a caller wants besides, and how long strangers may be asked about it, in milliseconds. */
export type Wishes = VerificationOptions & { budgetMs?: number }

/**
 * A verification with the credential that it was about, where there was one, and the endorsements in
 * it that were verified. A badge of Open Badges 2.0 is given in the words of 3.0.
 */
export type Examination = Omit<PresentedVerification, 'report'> & { report: VerificationReport }

/** Finds what is presented, and verifies it; a credential that does not hold is a report. */
export type Examine = (presented: Presented, wishes?: Wishes) => Promise<Examination>

/**
 * @param deps.check verifies what was found, asking strangers through `load` alone
 */
export function createExaminer(deps: {
  foreignDocuments: ForeignDocuments
  retrieval: Retrieval
  hosted: Pick<OwnHosted, 'fromDocument'>
  check(
    presented: Credential,
    load: Loader,
    options: VerificationOptions,
  ): Promise<PresentedVerification>
}): Examine {
  const { retrieval, hosted, check } = deps

  async function checkFound(found: Found, load: Loader, wishes: Wishes): Promise<Examination> {
    if ('code' in found) return { report: notRetrieved(found), document: null }
    const { report, ...about } = await check(found.found, load, wishes)
    const retrieved = { name: 'retrieval', outcome: 'passed', detail: found.detail } as const
    return { ...about, report: { ...report, checks: [retrieved, ...report.checks] } }
  }

  return async (presented, wishes = {}) => {
    const load = createLoader(deps.foreignDocuments, wishes.budgetMs ?? BUDGET_MS)
    if ('image' in presented) {
      return checkFound(await retrieval.fromImage(presented.image), load, wishes)
    }
    if ('url' in presented) {
      return checkFound(await retrieval.fromUrl(presented.url, load), load, wishes)
    }
    const { credential } = { credential: undefined, ...presented }
    const ours = await hosted.fromDocument(credential)
    if (ours === null) return check(presented, load, wishes)
    const detail = 'The badge at its address says the same as the one presented.'
    return checkFound('code' in ours ? ours : { found: ours, detail }, load, wishes)
  }
}

function notRetrieved({ outcome, code, detail }: NotFound): VerificationReport {
  return {
    verdict: outcome === 'failed' ? 'invalid' : 'inconclusive',
    checks: [
      { name: 'retrieval', outcome, code, detail },
      ...checkNames.map((name) => ({
        name,
        outcome: 'skipped' as const,
        detail: 'Not checked, because there was no credential to check.',
      })),
    ],
    credential: null,
  }
}
