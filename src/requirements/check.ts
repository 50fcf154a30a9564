import type { StepProblem } from './form.ts'
import { partsOfSteps } from './parts.ts'
import { type Step, thousandths } from './requirement.ts'

/**
 * Checks what steps mean: no id comes twice, every step that is named is there, no step waits for
 * itself, and there is a set of badges that meets each of them.
 *
 * @returns what is wrong, each with the step that it is in
 */
export function stepProblems(steps: readonly Step[]): StepProblem[] {
  const positions = new Map<string, number>()
  const problems: StepProblem[] = []
  for (const [position, { id }] of steps.entries()) {
    const field = `steps[${position}].id`
    if (positions.has(id))
      problems.push({ field, detail: `${field} is the id of an earlier step.` })
    else positions.set(id, position)
  }
  if (steps.length > 0 && steps.every(({ optional = false }) => optional)) {
    problems.push({
      field: 'steps',
      detail:
        'steps must have one that is not optional: everybody would have completed the pathway.',
    })
  }
  for (const { requirement, field, position } of partsOfSteps(steps)) {
    const told = inStep(steps[position] as Step)
    if ('step' in requirement && !positions.has(requirement.step)) {
      const at = `${field}.step`
      problems.push({ field: at, detail: `${at} names no step of this pathway (${told}).` })
    } else if ('atLeast' in requirement && requirement.atLeast > requirement.of.length) {
      const at = `${field}.atLeast`
      const words = `asks for ${requirement.atLeast} of ${requirement.of.length}`
      problems.push({ field: at, detail: `${at} ${words}, which nobody can meet (${told}).` })
    } else if ('points' in requirement) {
      const most = requirement.of.reduce((sum, { weight }) => sum + thousandths(weight), 0)
      if (thousandths(requirement.points) <= most) continue
      const at = `${field}.points`
      const words = `asks for ${requirement.points} points where there are ${most / 1000}`
      problems.push({ field: at, detail: `${at} ${words}, which nobody can meet (${told}).` })
    }
  }
  return problems.length > 0 ? problems : circleProblems(steps, positions)
}

/** In which step something is, in words. */
export function inStep({ id }: Pick<Step, 'id'>): string {
  return `in the step ${id}`
}

/** The places where a step is named that leads back to the step which names it. */
function circleProblems(
  steps: readonly Step[],
  positions: ReadonlyMap<string, number>,
): StepProblem[] {
  const named = steps.map((): { to: number; field: string }[] => [])
  for (const { requirement, field, position } of partsOfSteps(steps)) {
    if (!('step' in requirement)) continue
    const to = positions.get(requirement.step) as number
    named[position]?.push({ to, field: `${field}.step` })
  }
  const problems: StepProblem[] = []
  const state = new Map<number, 'open' | 'done'>()
  const visit = (position: number): void => {
    state.set(position, 'open')
    for (const { to, field } of named[position] ?? []) {
      if (state.get(to) === 'open') {
        const told = inStep(steps[position] as Step)
        const detail = `${field} closes a circle of steps that wait for one another (${told}).`
        problems.push({ field, detail })
      } else if (!state.has(to)) visit(to)
    }
    state.set(position, 'done')
  }
  for (const position of steps.keys()) if (!state.has(position)) visit(position)
  return problems
}
