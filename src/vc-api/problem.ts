import type { FastifyError, FastifyInstance } from 'fastify'
import { type FieldProblem, Problem, problemOf, sendProblem } from '../http/index.ts'
import { type ProblemDetails, type ProblemType, problemDetails } from './problem-types.ts'

/**
 * A refusal in the words of the VC API. A problem document (RFC 9457) and the ProblemDetails of the VC
 * API are the same thing: an object with type, title and detail. So one body is both: its `type` is
 * that of the first problem, `problemDetails` lists all of them, as a verification result of the VC API
 * does, and `errors` names the fields, as everywhere here.
 */
export class VcApiProblem extends Problem {
  readonly problems: readonly [ProblemDetails, ...ProblemDetails[]]
  /** Further members of the body. */
  readonly members: Record<string, unknown>

  constructor(
    problems: readonly [ProblemDetails, ...ProblemDetails[]],
    errors: FieldProblem[],
    members: Record<string, unknown> = {},
  ) {
    super('invalid-request', problems[0].detail, { errors })
    this.problems = problems
    this.members = members
  }

  override document(): Record<string, unknown> {
    const [{ type, title }] = this.problems
    return {
      ...super.document(),
      type,
      title,
      ...this.members,
      problemDetails: this.problems,
    }
  }
}

/** A refusal for one reason, at one place in the request. */
export function refusal(type: ProblemType, { field, detail }: FieldProblem): VcApiProblem {
  return new VcApiProblem([problemDetails(type, detail)], [{ field, detail }])
}

/** The options that say what kind of proof is wanted. */
const OF_PROOF = /^\/options\/(type|cryptosuite|proofPurpose|created)$/

/** What kind of problem it is when a request does not have the form that it is described with. */
function typeOf({ validation = [] }: FastifyError): ProblemType {
  const unknown = validation.some(
    ({ keyword, instancePath }) =>
      keyword === 'additionalProperties' && instancePath.startsWith('/options'),
  )
  if (unknown) return 'UNKNOWN_OPTION_PROVIDED'
  const ofProof = validation.some(({ instancePath }) => OF_PROOF.test(instancePath))
  return ofProof ? 'PROOF_GENERATION_ERROR' : 'MALFORMED_VALUE_ERROR'
}

/** Has what is wrong with the requests of the VC API told in its words as well. */
export function installVcApiErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error, request)
    if (problem instanceof VcApiProblem || problem.status !== 400) {
      return sendProblem(reply, problem)
    }
    const type = problem.problem === 'malformed-body' ? 'PARSING_ERROR' : typeOf(error)
    const [detail, errors] = [problem.message, problem.errors]
    return sendProblem(reply, new VcApiProblem([problemDetails(type, detail)], errors))
  })
}
