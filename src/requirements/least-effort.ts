import { type Requirement, type Step, thousandths } from './requirement.ts'

/** What is to be met, as far as it is not met already, and what could be done for it. */
export type Effort = {
  /** The steps that must be completed, with all that they name of the same pathway. */
  steps: readonly Step[]
  pathways: ReadonlyMap<string, readonly Step[]>
  equivalents: ReadonlyMap<string, readonly string[]>
  /** Badge classes that the learner has. */
  held: ReadonlySet<string>
  /** How many badge classes of each layer the learner has. */
  heldOfLayer: ReadonlyMap<string, number>
  /** Opportunities that the learner attended. */
  attended: ReadonlySet<string>
  /** Opportunities that can be attended yet. */
  attendable: ReadonlySet<string>
  /** What each badge class costs that can be earned. */
  costs: ReadonlyMap<string, number>
  /** Badge classes of each layer that can be earned and do not count there yet. */
  ofLayer: ReadonlyMap<string, readonly string[]>
}

/** An integer program in the format of CPLEX, and what its choices stand for. */
export type Program = {
  text(cuts: readonly (readonly string[])[]): string
  /** Variables of badge classes and of opportunities to attend. */
  badges: ReadonlyMap<string, string>
  opportunities: ReadonlyMap<string, string>
}

/** What attending an opportunity costs, of which no hours are declared. */
const ATTENDANCE = 1

/**
 * The integer program whose cheapest solution is the least effort: a variable for every badge that
 * could be earned and for every part of the requirements, which holds only if its parts do.
 */
export function programOf(effort: Effort): Program {
  const badges = new Map<string, string>()
  const opportunities = new Map<string, string>()
  const rows: string[] = []
  const parts: string[] = []
  const done = new Map<Step, string>()
  const badge = (id: string): string => {
    const name = badges.get(id) ?? `b${badges.size}`
    badges.set(id, name)
    return name
  }
  /** A part that holds only when so much of these does. */
  const part = (need: number, terms: readonly (readonly [number, string])[]): string => {
    const name = `y${parts.length}`
    parts.push(name)
    // A part that comes twice counts twice; each variable stands in a row once.
    const weights = new Map<string, number>()
    for (const [weight, of] of terms) weights.set(of, (weights.get(of) ?? 0) + weight)
    const sum = [...weights].map(([of, weight]) => `${weight} ${of}`).join(' + ')
    rows.push(`${sum === '' ? '0 zero' : sum} - ${need} ${name} >= 0`)
    return name
  }
  const each = (names: readonly string[]) => names.map((name) => [1, name] as const)

  function all(steps: readonly Step[], of: readonly Step[]): string {
    const names = steps.map((step) => stepVariable(step, of))
    return part(names.length, each(names))
  }

  function stepVariable(step: Step, of: readonly Step[]): string {
    const known = done.get(step)
    if (known !== undefined) return known
    const name = variable(step.requires, of)
    done.set(step, name)
    return name
  }

  function variable(requirement: Requirement, of: readonly Step[]): string {
    if ('badgeClass' in requirement) {
      const { badgeClass } = requirement
      const accepted = [badgeClass, ...(effort.equivalents.get(badgeClass) ?? [])]
      if (accepted.some((id) => effort.held.has(id))) return 'one'
      const open = [...new Set(accepted)].filter((id) => effort.costs.has(id))
      return part(1, each(open.map(badge)))
    }
    if ('opportunity' in requirement) {
      const { opportunity } = requirement
      if (effort.attended.has(opportunity)) return 'one'
      if (!effort.attendable.has(opportunity)) return part(1, [])
      const name = opportunities.get(opportunity) ?? `o${opportunities.size}`
      opportunities.set(opportunity, name)
      return name
    }
    if ('layer' in requirement) {
      const left = requirement.count - (effort.heldOfLayer.get(requirement.layer) ?? 0)
      if (left <= 0) return 'one'
      return part(left, each((effort.ofLayer.get(requirement.layer) ?? []).map(badge)))
    }
    if ('step' in requirement) {
      return stepVariable(of.find(({ id }) => id === requirement.step) as Step, of)
    }
    if ('pathway' in requirement) {
      const steps = effort.pathways.get(requirement.pathway)
      if (steps === undefined) return part(1, [])
      return all(
        steps.filter(({ optional }) => optional !== true),
        steps,
      )
    }
    if ('all' in requirement) {
      const names = requirement.all.map((one) => variable(one, of))
      return part(names.length, each(names))
    }
    if ('any' in requirement) return part(1, each(requirement.any.map((one) => variable(one, of))))
    if ('atLeast' in requirement) {
      const names = requirement.of.map((one) => variable(one, of))
      return part(requirement.atLeast, each(names))
    }
    const weighted = requirement.of.map(
      ({ weight, requires }) => [thousandths(weight), variable(requires, of)] as const,
    )
    return part(thousandths(requirement.points), weighted)
  }

  const goal = all(
    effort.steps.filter(({ optional }) => optional !== true),
    effort.steps,
  )
  const terms = [
    ...[...badges].map(([id, name]) => `${effort.costs.get(id)} ${name}`),
    ...[...opportunities.values()].map((name) => `${ATTENDANCE} ${name}`),
  ]
  const binary = [...badges.values(), ...opportunities.values(), ...parts]
  return {
    badges,
    opportunities,
    text: (cuts) =>
      [
        'Minimize',
        ` cost: ${[...terms, '0 one'].join('\n + ')}`,
        'Subject To',
        ` ${goal} = 1`,
        ' one = 1',
        ' zero = 0',
        ...rows.map((row) => ` ${row.replaceAll(' + ', '\n + ')}`),
        ...cuts.map((cut) => ` ${cut.join('\n + ')} <= ${cut.length - 1}`),
        'Binary',
        ...[...binary, 'one', 'zero'].map((name) => ` ${name}`),
        'End',
      ].join('\n'),
  }
}
