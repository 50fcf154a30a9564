import {
  type JsonObject,
  refusedByLibrary,
  type ShapeProblem,
  shapeProblems,
} from '../credentials/index.ts'
import { type FieldProblem, fieldName } from '../http/index.ts'
import { checkUnsigned } from '../verification/index.ts'
import type { VerificationService } from '../verifications/index.ts'
import { ownNames } from './own-names.ts'
import { refusal, VcApiProblem } from './problem.ts'
import { problemDetails, problemsOf } from './problem-types.ts'

/** Enough places to mend a credential by. */
const MAX_PROBLEMS = 20

/** `credentialSubject.0.id` of a credential as a place in the request. */
function placeOf({ field }: ShapeProblem): string {
  return fieldName(['', 'credential', ...field.split('.').filter(Boolean)].join('/'))
}

function malformed(problems: readonly FieldProblem[]): void {
  const [first, ...rest] = problems
    .slice(0, MAX_PROBLEMS)
    .map(({ detail }) => problemDetails('MALFORMED_VALUE_ERROR', detail))
  if (first !== undefined) {
    throw new VcApiProblem([first, ...rest], problems.slice(0, MAX_PROBLEMS))
  }
}

/**
 * Refuses a credential that does not have the form of one, names something of this service, or is
 * signed already: a second proof would vouch for the first.
 *
 * @throws VcApiProblem with every place that is wrong
 */
export function refuseMalformed(credential: JsonObject, publicUrl: string): void {
  if (credential.proof !== undefined) {
    const detail = 'The credential has a proof already; only unsigned ones are signed here.'
    throw refusal('PROOF_GENERATION_ERROR', { field: 'credential.proof', detail })
  }
  malformed(
    shapeProblems(credential).map((problem) => {
      const field = placeOf(problem)
      return { field, detail: `${field} ${problem.detail}.` }
    }),
  )
  malformed(ownNames(credential, publicUrl))
}

/**
 * Refuses a credential that would not verify, whoever signed it: for its contexts, a term that none of
 * them defines, a digest that is not right. A resource that cannot be read just now does not stand in
 * the way.
 *
 * @throws VcApiProblem
 */
export async function refuseUnverifiable(
  unsigned: JsonObject,
  verifications: Pick<VerificationService, 'within'>,
): Promise<void> {
  const checks = await verifications.within((environment) => checkUnsigned(unsigned, environment))
  const isOpen = (name: string, outcome: string) =>
    name === 'related-resources' && outcome === 'inconclusive'
  const [first] = problemsOf(checks.filter(({ name, outcome }) => !isOpen(name, outcome)))
  if (first !== undefined) {
    throw new VcApiProblem([first], [{ field: 'credential', detail: first.detail }])
  }
  const refused = refusedByLibrary(unsigned)
  if (refused !== null) {
    throw refusal('MALFORMED_VALUE_ERROR', { field: 'credential', detail: refused })
  }
}
