import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'
import formats from 'ajv-formats'
import { sharedJson } from './shared.ts'

/** Where the official schemas stand, to be asked for with `needsShared`. */
export const schemaFolder = 'standards/ob_v3p0/formal/ob_v3p0_achievementcredential_schema.json'

/** Compiles one of the official Open Badges 3.0 JSON Schemas. */
export function officialSchema(kind: 'json-ld' | 'formal'): ValidateFunction {
  const ajv = new Ajv2019({ strict: false, logger: false })
  formats.default(ajv)
  const folder = kind === 'formal' ? 'standards/ob_v3p0/formal' : 'standards/ob_v3p0'
  const { $schema: _, ...schema } = sharedJson(
    `${folder}/ob_v3p0_achievementcredential_schema.json`,
  )
  return ajv.compile(schema)
}
