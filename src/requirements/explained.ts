import { Type } from 'typebox'
import { requirementMembers } from './requirement.ts'

/** A requirement with how each part of it stands. */
export type Explained = {
  badgeClass?: string
  step?: string
  pathway?: string
  opportunity?: string
  layer?: string
  count?: number
  all?: Explained[]
  any?: Explained[]
  atLeast?: number
  points?: number
  of?: (Explained | { weight: number; requires: Explained })[]
  weight?: number
  requires?: Explained
  met?: boolean
  have?: number
  satisfiedBy?: string[]
  missingSteps?: string[]
}

const nested = Type.Unsafe<Explained>({ $ref: 'ExplainedRequirement#' })
const { all: _all, any: _any, of: _of, requires: _requires, ...flat } = requirementMembers

/** The schema of explanations; add it to the application once. */
export const explainedSchema = Type.Object(
  {
    ...flat,
    all: Type.Optional(Type.Array(nested)),
    any: Type.Optional(Type.Array(nested)),
    of: Type.Optional(Type.Array(nested)),
    requires: Type.Optional(nested),
    met: Type.Optional(Type.Boolean()),
    have: Type.Optional(
      Type.Number({ description: 'How many entries are met, points earned, or badges there.' }),
    ),
    satisfiedBy: Type.Optional(
      Type.Array(Type.String(), { description: 'The assertions or check-ins that count.' }),
    ),
    missingSteps: Type.Optional(
      Type.Array(Type.String(), { description: 'Steps that the other pathway still wants.' }),
    ),
  },
  {
    $id: 'ExplainedRequirement',
    title: 'ExplainedRequirement',
    description: 'The requirement again, each part with whether it is met, and by what.',
  },
)

/** A reference to the schema, for what holds an explanation. */
export const ExplainedReference = nested
