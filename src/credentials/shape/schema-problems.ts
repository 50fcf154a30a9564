import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { ShapeProblem } from './problem.ts'

/** Keywords that only say that something beneath them failed, which has an error of its own. */
const wrappers = new Set(['if', 'allOf', 'anyOf', 'not'])

function fieldOf(pointer: string, member?: string): string {
  const names = pointer.split('/').slice(1)
  if (member !== undefined) names.push(member)
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')).join('.')
}

/** Compiled when a document is held to it first: few processes see documents of every class. */
const compiled = new WeakMap<TSchema, Validator>()

function validatorOf(schema: TSchema): Validator {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const made = Compile(schema)
  compiled.set(schema, made)
  return made
}

/** What is wrong with a document by a schema, one problem for each member at fault. */
export function schemaProblems(schema: TSchema, document: unknown): ShapeProblem[] {
  const validator = validatorOf(schema)
  if (validator.Check(document)) return []
  const found = new Map<string, ShapeProblem>()
  const add = (field: string, detail: string) => {
    if (!found.has(field)) found.set(field, { field, detail })
  }
  for (const error of validator.Errors(document)) {
    const { keyword, instancePath, params } = error
    if (wrappers.has(keyword)) continue
    if (keyword === 'required') {
      for (const name of params.requiredProperties) add(fieldOf(instancePath, name), 'is required')
    } else if (keyword === 'additionalProperties') {
      for (const name of params.additionalProperties) {
        add(fieldOf(instancePath, name), 'is not a member that the standard allows here')
      }
    } else if (keyword === 'enum') {
      const allowed = params.allowedValues.join(', ')
      add(fieldOf(instancePath), `must be one of ${allowed}`)
    } else if (keyword === 'boolean') {
      add(fieldOf(instancePath), 'is not a member that the standard allows here')
    } else {
      add(fieldOf(instancePath), error.message)
    }
  }
  if (found.size === 0) add('', 'does not have the shape that the standard asks for')
  return [...found.values()]
}
