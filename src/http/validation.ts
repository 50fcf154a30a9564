import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'

/**
 * Validates requests against their schemas. Bodies are taken as they are: nothing is coerced and
 * no member is dropped silently. Query strings and path parameters are text by nature, so there
 * "5" may be a number. All failures are reported, so that a caller can mend them in one go; what
 * that costs is bounded by the size of a body and the limits in every schema.
 */
export function installValidation(app: FastifyInstance): void {
  const options = { allErrors: true, removeAdditional: false, useDefaults: true, strict: false }
  const strict = addFormats.default(new Ajv({ ...options, coerceTypes: false }))
  const coercing = addFormats.default(new Ajv({ ...options, coerceTypes: true }))
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : coercing).compile(schema as object),
  )
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
