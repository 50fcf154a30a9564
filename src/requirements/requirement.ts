import { Type } from 'typebox'

/** How deep a requirement may be nested: a badge alone is one level. */
export const MAX_DEPTH = 12
/** How many parts the requirements of a pathway may have together. */
export const MAX_PARTS = 5_000
/** How many entries a list in a requirement may have. */
const MAX_ENTRIES = 200
/** The largest weight, number of points and count. */
const MAX_NUMBER = 1_000_000

/** One of several entries that earn points. */
export type Weighted = { weight: number; requires: Requirement }

/** What a step asks for. */
export type Requirement =
  | { badgeClass: string }
  | { step: string }
  | { pathway: string }
  | { opportunity: string }
  | { layer: string; count: number }
  | { all: Requirement[] }
  | { any: Requirement[] }
  | { atLeast: number; of: Requirement[] }
  | { points: number; of: Weighted[] }

/** A step of a pathway. */
export type Step = { id: string; name: string; requires: Requirement; optional?: boolean }

/** The same schema wherever requirements are nested; add it to the application once. */
const nested = Type.Unsafe<Requirement>({ $ref: 'Requirement#' })
const id = Type.String({ format: 'uuid', pattern: '^[0-9a-f-]{36}$' })
const number = Type.Number({ exclusiveMinimum: 0, maximum: MAX_NUMBER })

export const StepId = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  description: 'Names the step within its pathway.',
  examples: ['record-episode'],
})

/** What may stand in a requirement in any of its forms: which of it goes together is checked after. */
export const requirementMembers = {
  badgeClass: Type.Optional(
    Type.String({
      ...id,
      description: 'A badge of this badge class, or of a declared equivalent.',
    }),
  ),
  step: Type.Optional(
    Type.String({ ...StepId, description: 'Another step of this pathway, completed.' }),
  ),
  pathway: Type.Optional(Type.String({ ...id, description: 'Another pathway, completed.' })),
  opportunity: Type.Optional(Type.String({ ...id, description: 'An opportunity, attended.' })),
  layer: Type.Optional(
    Type.Enum(['Engage', 'Participate', 'Demonstrate', 'Lead'], {
      description: 'Badges of this layer, as many different ones as `count` says.',
    }),
  ),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_NUMBER })),
  all: Type.Optional(
    Type.Array(nested, { minItems: 1, maxItems: MAX_ENTRIES, description: 'Each of these.' }),
  ),
  any: Type.Optional(
    Type.Array(nested, { minItems: 1, maxItems: MAX_ENTRIES, description: 'One of these.' }),
  ),
  atLeast: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_NUMBER,
      description: 'So many of the entries of `of`; an entry that stands there twice counts twice.',
    }),
  ),
  points: Type.Optional(
    Type.Number({
      ...number,
      description:
        'So many points, from the weights of the entries `{weight, requires}` of `of`; an entry that stands there twice counts twice. At most three decimals.',
    }),
  ),
  of: Type.Optional(Type.Array(nested, { minItems: 1, maxItems: MAX_ENTRIES })),
  weight: Type.Optional(Type.Number({ ...number, description: 'Only in `of` of `points`.' })),
  requires: Type.Optional(nested),
}

/** The schema of requirements: flat, so that what is wrong in one is told where it stands. */
export const RequirementSchema = Type.Object(requirementMembers, {
  $id: 'Requirement',
  title: 'Requirement',
  additionalProperties: false,
  description:
    'What a step asks for, in exactly one form: `{badgeClass}`, `{step}`, `{pathway}`, `{opportunity}`, `{layer, count}`, `{all: [...]}`, `{any: [...]}`, `{atLeast, of: [...]}` or `{points, of: [{weight, requires}]}`.',
})

/** A reference to the schema, for what holds a requirement. */
export const RequirementReference = nested

/** Weights and points in whole thousandths: sums of them are exact. */
export function thousandths(number: number): number {
  return Math.round(number * 1000)
}
