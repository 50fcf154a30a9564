import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyError, FastifyInstance } from 'fastify'
import type { Problem } from './problems.ts'
import { validationProblem } from './validation-problem.ts'

const OPTIONS = {
  allErrors: true,
  removeAdditional: false,
  useDefaults: true,
  strict: false,
  // Failures come with the schema, whose example says how a value has to be.
  verbose: true,
}

/**
 * Validates requests against their schemas. Bodies are taken as they are: nothing is coerced and
 * no member is dropped silently. Query strings and path parameters are text by nature, so there
 * "5" may be a number. All failures are reported, so that a caller can mend them in one go; what
 * that costs is bounded by the size of a body and the limits in every schema.
 */
export function installValidation(app: FastifyInstance, shared: readonly object[] = []): void {
  const strict = strictValidator()
  for (const schema of shared) strict.addSchema(schema)
  const coercing = addFormats.default(new Ajv({ ...OPTIONS, coerceTypes: true }))
  app.setValidatorCompiler(({ schema, httpPart }) =>
    whenAsked(() => (httpPart === 'body' ? strict : coercing).compile(schema as object)),
  )
}

/** What a validator does, which is made at its first request: for most of them there is none. */
function whenAsked(compile: () => ValidateFunction) {
  let validate: ValidateFunction | undefined
  const check = (value: unknown): boolean => {
    validate ??= compile()
    const isValid = validate(value)
    // Where Fastify looks for them.
    check.errors = validate.errors ?? null
    return isValid
  }
  check.errors = null as NonNullable<ValidateFunction['errors']> | null
  return check
}

function strictValidator(): Ajv {
  return addFormats.default(new Ajv({ ...OPTIONS, coerceTypes: false }))
}

/**
 * Makes what checks values as bodies are checked, where there is no request: in background work.
 *
 * @param place - what to call the value as a whole where a problem is with all of it
 * @param shared - schemas that it refers to
 * @returns gives the problem of a value; null for a good one
 */
export function valueChecker(
  schema: object,
  place: string,
  shared: readonly object[] = [],
): (value: unknown) => Problem | null {
  const strict = strictValidator()
  for (const one of shared) strict.addSchema(one)
  const validate = strict.compile(schema)
  return (value) =>
    validate(value)
      ? null
      : validationProblem({
          validation: validate.errors as FastifyError['validation'] & object,
          validationContext: place,
        })
}

/**
 * Validates what is no request of its own, such as one row of many, in the same way.
 *
 * @returns what lets a good value pass, and throws for any other what the error handler makes a
 *   problem of
 */
export function valueValidator(app: FastifyInstance, schema: object): (value: unknown) => void {
  const validate = app.validatorCompiler?.({ schema, method: '', url: '', httpPart: 'body' })
  return (value) => {
    if (validate === undefined || validate(value) === true) return
    throw Object.assign(new Error('a value is not valid'), {
      validation: (validate as { errors?: unknown }).errors ?? [],
      validationContext: 'body',
    })
  }
}
