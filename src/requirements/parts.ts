import type { Requirement, Step } from './requirement.ts'

/** A part of a requirement, and where it stands. */
export type Part = { requirement: Requirement; field: string }

/** What a requirement is made of; nothing for one that is not. */
function entriesOf(requirement: Requirement): Requirement[] {
  if ('all' in requirement) return requirement.all
  if ('any' in requirement) return requirement.any
  if ('atLeast' in requirement) return requirement.of
  if ('points' in requirement) return requirement.of.map(({ requires }) => requires)
  return []
}

/** A requirement with all its parts, each before those within it. */
export function* partsOf(requirement: Requirement, field = 'requires'): Generator<Part> {
  yield { requirement, field }
  const list = 'all' in requirement ? 'all' : 'any' in requirement ? 'any' : 'of'
  const place = 'points' in requirement ? '.requires' : ''
  for (const [position, entry] of entriesOf(requirement).entries()) {
    yield* partsOf(entry, `${field}.${list}[${position}]${place}`)
  }
}

/** The parts of all steps, each with the position of its step. */
export function* partsOfSteps(steps: readonly Step[]): Generator<Part & { position: number }> {
  for (const [position, { requires }] of steps.entries()) {
    for (const part of partsOf(requires, `steps[${position}].requires`)) yield { ...part, position }
  }
}

/** What steps name: ids of badge classes, pathways and opportunities, and layers. */
export type Named = {
  badgeClasses: Set<string>
  pathways: Set<string>
  opportunities: Set<string>
  layers: Set<string>
}

/** Everything that steps name besides one another. */
export function namedBy(steps: readonly Step[]): Named {
  const named: Named = {
    badgeClasses: new Set(),
    pathways: new Set(),
    opportunities: new Set(),
    layers: new Set(),
  }
  for (const { requirement } of partsOfSteps(steps)) {
    if ('badgeClass' in requirement) named.badgeClasses.add(requirement.badgeClass)
    else if ('pathway' in requirement) named.pathways.add(requirement.pathway)
    else if ('opportunity' in requirement) named.opportunities.add(requirement.opportunity)
    else if ('layer' in requirement) named.layers.add(requirement.layer)
  }
  return named
}

/** Which badge class, pathway or opportunity stands in for which. */
export type Replacements = {
  badgeClass: (id: string) => string
  pathway: (id: string) => string
  opportunity: (id: string) => string
}

/** The same steps, with others in the place of what they name. */
export function withReplaced(steps: readonly Step[], by: Replacements): Step[] {
  return steps.map((step) => ({ ...step, requires: replaced(step.requires, by) }))
}

function replaced(requirement: Requirement, by: Replacements): Requirement {
  const each = (entries: Requirement[]) => entries.map((entry) => replaced(entry, by))
  if ('badgeClass' in requirement) return { badgeClass: by.badgeClass(requirement.badgeClass) }
  if ('pathway' in requirement) return { pathway: by.pathway(requirement.pathway) }
  if ('opportunity' in requirement) return { opportunity: by.opportunity(requirement.opportunity) }
  if ('all' in requirement) return { all: each(requirement.all) }
  if ('any' in requirement) return { any: each(requirement.any) }
  if ('atLeast' in requirement) return { ...requirement, of: each(requirement.of) }
  if (!('points' in requirement)) return requirement
  const weighted = requirement.of.map((one) => ({ ...one, requires: replaced(one.requires, by) }))
  return { ...requirement, of: weighted }
}
