import { type TSchema, Type } from 'typebox'

/**
 * Every kind of problem the API answers with: its stable name, HTTP status and title. The `type`
 * of a problem document is `urn:waymark:problem:` and this name, the same on every deployment, so
 * that a program can branch on it.
 */
const PROBLEMS = {
  'invalid-request': [400, 'The request is not valid'],
  'malformed-body': [400, 'The body cannot be read'],
  unauthenticated: [401, 'An API key is needed'],
  'insufficient-scope': [403, 'This API key may not do that'],
  'not-found': [404, 'There is no such thing'],
  'method-not-allowed': [405, 'This method is not offered here'],
  'not-acceptable': [406, 'None of the formats asked for is offered'],
  'request-timeout': [408, 'The request took too long to arrive'],
  conflict: [409, 'The present state does not allow that'],
  'request-in-progress': [409, 'A request with this Idempotency-Key is under way'],
  gone: [410, 'It was here and is gone for good'],
  'precondition-failed': [412, 'It was changed in the meantime'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'This content type is not understood'],
  'idempotency-key-reused': [422, 'This Idempotency-Key was used for another request'],
  'other-rows': [422, 'These are not the rows of this batch'],
  'rate-limited': [429, 'Too many requests'],
  'headers-too-large': [431, 'The headers are too large'],
  'internal-error': [500, 'Something went wrong on our side'],
  unavailable: [503, 'The service cannot answer for the moment'],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemName = keyof typeof PROBLEMS

/** One wrong place in a request: `recipient.value`, `steps[2].id`, a header or parameter name. */
export type FieldProblem = { field: string; detail: string }

/** RFC 9457 problem document. */
export const ProblemDocument = Type.Object(
  {
    type: Type.String({ description: 'Stable name of the kind of problem.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'One sentence for a human.' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), detail: Type.String() }), {
        description: 'The exact places, when the request itself is at fault.',
      }),
    ),
  },
  {
    $id: 'Problem',
    title: 'Problem',
    description: 'RFC 9457 problem document.',
  },
)

/**
 * A failure that the caller is told about. Thrown anywhere below a route; the error handler turns
 * it into a problem document. `detail` must hold nothing that the caller sent or may not see.
 */
export class Problem extends Error {
  override name = 'Problem'
  readonly problem: ProblemName
  readonly errors: FieldProblem[]
  readonly headers: Record<string, string>

  constructor(
    problem: ProblemName,
    detail: string,
    options: { errors?: FieldProblem[]; headers?: Record<string, string> } = {},
  ) {
    super(detail)
    this.problem = problem
    this.errors = options.errors ?? []
    this.headers = options.headers ?? {}
  }

  get status(): number {
    return PROBLEMS[this.problem][0]
  }

  /** The document of RFC 9457, section 3. */
  document(): Record<string, unknown> {
    const [status, title] = PROBLEMS[this.problem]
    return {
      type: `urn:waymark:problem:${this.problem}`,
      title,
      status,
      detail: this.message,
      ...(this.errors.length > 0 && { errors: this.errors }),
    }
  }
}

/** 400 that names the fields; the first one also stands in the sentence. */
export function invalid(...errors: [FieldProblem, ...FieldProblem[]]): Problem {
  return new Problem('invalid-request', errors[0].detail, { errors })
}

/** 404 for what does not exist, and equally for what the caller may not know of. */
export function notFound(noun: string, field = 'id'): Problem {
  const detail = `There is no ${noun} with this ${field}.`
  return new Problem('not-found', detail, { errors: [{ field, detail }] })
}

/** 409 with the reason, and the field where one is at fault. */
export function conflict(detail: string, field?: string): Problem {
  return new Problem('conflict', detail, field === undefined ? {} : { errors: [{ field, detail }] })
}

/** 410 for a credential that was erased with its learner. */
export function erasedCredential(): Problem {
  return new Problem('gone', 'This credential was erased for good, together with its learner.')
}

/** The `response` entries of a route that may answer with these statuses. */
export function problemResponses<S extends number>(...statuses: S[]): Record<S, TSchema> {
  const entries = statuses.map((status) => {
    const names = Object.entries(PROBLEMS).filter(([, [code]]) => code === status)
    const description = names.map(([name, [, title]]) => `${name}: ${title}`).join('. ')
    const [first] = names
    const example = {
      type: `urn:waymark:problem:${first?.[0]}`,
      title: first?.[1][1],
      status,
      detail: `${first?.[1][1]}.`,
    }
    return [
      status,
      {
        description,
        content: {
          'application/problem+json': { schema: Type.Unsafe({ $ref: 'Problem#' }), example },
        },
      },
    ]
  })
  return Object.fromEntries(entries) as Record<S, TSchema>
}
