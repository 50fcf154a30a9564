import type { AssertionService } from '../assertions/index.ts'
import type { Database } from '../db/index.ts'
import { invalid } from '../http/index.ts'
import type { OutboundClient } from '../outbound/index.ts'
import type { StatusListService } from '../status-lists/index.ts'
import { checkNames, verifyCredential } from '../verification/index.ts'
import {
  createEnvironment,
  jsonLoader,
  type LoadJson,
  loadCredential,
  ownCredentials,
} from './environment.ts'
import type { VerificationReport, VerificationRequest } from './schema.ts'

/** All that one verification asks of strangers, in time: less than a stop waits for. */
const BUDGET_MS = 10_000

export type VerificationService = {
  /**
   * The verdict on what a caller presents. A credential that does not hold is a report, not an
   * error.
   * @throws Problem 400 when the request names neither or both of credential and url
   */
  verify(request: VerificationRequest): Promise<VerificationReport>
}

export function createVerificationService(deps: {
  database: Database
  statusLists: StatusListService
  assertions: AssertionService
  outbound: OutboundClient
  publicUrl: string
  now: () => Date
}): VerificationService {
  const { database, publicUrl, now } = deps
  const own = ownCredentials(deps)

  async function check(credential: unknown, load: LoadJson): Promise<VerificationReport> {
    const environment = createEnvironment({ database, own, load, publicUrl })
    const faults: unknown[] = []
    const report = await verifyCredential(credential, {
      now: now(),
      resolveDid: (did) => environment.resolveDid(did).catch(keepIn(faults)),
      loadStatusList: (url) => environment.loadStatusList(url).catch(keepIn(faults)),
    })
    // What went wrong on our own side says nothing about the credential.
    if (faults.length > 0) throw faults[0]
    return report
  }

  async function retrieve(
    url: string,
    load: LoadJson,
  ): Promise<{ json: unknown } | VerificationReport> {
    const ours = await own(url)
    if (ours !== null) {
      return ours.document === undefined
        ? notRetrieved('failed', 'not-found', 'There is no credential at this address.')
        : { json: JSON.parse(ours.document) }
    }
    const loaded = await loadCredential(load, url)
    return 'json' in loaded
      ? loaded
      : notRetrieved('inconclusive', loaded.failure.code, loaded.failure.message)
  }

  return {
    async verify({ credential, url }) {
      if ((credential === undefined) === (url === undefined)) {
        throw invalid({
          field: credential === undefined ? 'credential' : 'url',
          detail: 'credential or url is required, and not both.',
        })
      }
      const load = jsonLoader(deps.outbound, BUDGET_MS)
      if (url === undefined) return check(credential, load)
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
        throw invalid({ field: 'url', detail: 'url must be an absolute https URL.' })
      }
      const retrieved = await retrieve(new URL(url).href, load)
      if (!('json' in retrieved)) return retrieved
      const report = await check(retrieved.json, load)
      const found = {
        name: 'retrieval' as const,
        outcome: 'passed' as const,
        detail: 'The credential was read from its address.',
      }
      return { ...report, checks: [found, ...report.checks] }
    },
  }
}

/** Keeps an error for later and goes on as if somebody had not answered. */
function keepIn(faults: unknown[]): (error: unknown) => { unavailable: string } {
  return (error) => {
    faults.push(error)
    return { unavailable: 'it could not be looked up' }
  }
}

function notRetrieved(
  outcome: 'failed' | 'inconclusive',
  code: string,
  detail: string,
): VerificationReport {
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
