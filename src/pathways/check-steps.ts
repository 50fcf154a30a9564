import type { Transaction } from '../db/index.ts'
import { type Actor, type FieldProblem, invalid } from '../http/index.ts'
import {
  formProblems,
  inStep,
  namedBy,
  partsOfSteps,
  type Step,
  stepProblems,
} from '../requirements/index.ts'
import { knownOpportunities } from './opportunity-store.ts'
import { knownPathways, leadingTo, nameableBadgeClasses } from './store.ts'

/** What the steps are of. */
export type StepsOf = {
  pathwayId: string
  isPublished: boolean
  /** The badge that the pathway awards. */
  awards: string | null
  /** Steps that stand already: what they name can be named, whoever's it is, and archived too. */
  before?: readonly Step[]
}

/** A step as it is given: without a name it goes by its id. */
type GivenStep = { id: string; name?: string; requires: object }

/**
 * Checks the steps of a pathway, which fit their schema, in every respect.
 *
 * @param tx - which holds the lock on pathways
 * @returns the steps as they are kept
 * @throws Problem naming the step, and the place in it, that is wrong
 */
export async function checkSteps(
  tx: Transaction,
  actor: Actor,
  of: StepsOf,
  given: readonly GivenStep[],
): Promise<Step[]> {
  refuse(formProblems(given))
  const steps = (given as (GivenStep & Step)[]).map((step) => ({
    ...step,
    name: step.name ?? step.id,
  }))
  refuse(stepProblems(steps))
  const named = namedBy(steps)
  const before = namedBy(of.before ?? [])
  const { badgeClasses: standing } = before
  const badgeClasses = await nameableBadgeClasses(tx, named.badgeClasses, actor, standing)
  const pathways = await knownPathways(tx, named.pathways, actor, before.pathways)
  const circular = await leadingTo(tx, [...named.pathways], of.pathwayId)
  const { opportunities: asked } = named
  const opportunities = await knownOpportunities(tx, asked, actor, before.opportunities)

  const problems: FieldProblem[] = []
  for (const { requirement, field, position } of partsOfSteps(steps)) {
    const add = (member: string, words: string) => {
      const at = `${field}.${member}`
      problems.push({ field: at, detail: `${at} ${words} (${inStep(steps[position] as Step)}).` })
    }
    if ('badgeClass' in requirement) {
      const { badgeClass } = requirement
      if (!badgeClasses.has(badgeClass)) add('badgeClass', 'names no badge class')
      else if (badgeClass === of.awards) {
        add('badgeClass', 'asks for the badge that this pathway awards')
      }
    } else if ('pathway' in requirement) {
      const { pathway } = requirement
      const found = pathways.get(pathway)
      if (circular.has(pathway)) add('pathway', 'leads back to this pathway')
      else if (found === undefined) add('pathway', 'names no pathway')
      else if (found.isArchived && !before.pathways.has(pathway)) {
        add('pathway', 'names an archived pathway, which nobody sets out on any more')
      } else if (of.isPublished && found.status !== 'published') {
        add('pathway', 'names a draft, which nobody can complete')
      }
    } else if ('opportunity' in requirement) {
      const { opportunity } = requirement
      const found = opportunities.get(opportunity)
      if (found === undefined) add('opportunity', 'names no opportunity')
      else if (found.isArchived && !before.opportunities.has(opportunity)) {
        add('opportunity', 'names an archived opportunity, which nobody can attend')
      }
    }
  }
  refuse(problems)
  return steps
}

function refuse(problems: readonly FieldProblem[]): void {
  // As many as help: a list of thousands does not.
  const [first, ...rest] = problems.slice(0, 50)
  if (first !== undefined) throw invalid(first, ...rest)
}
