import { MAX_DEPTH, MAX_PARTS } from './requirement.ts'

/** What is wrong with steps, and where. */
export type StepProblem = { field: string; detail: string }

/** What goes together: each form by the member that makes it, with what else belongs to it. */
const FORMS: Record<string, readonly string[]> = {
  badgeClass: [],
  step: [],
  pathway: [],
  opportunity: [],
  layer: ['count'],
  all: [],
  any: [],
  atLeast: ['of'],
  points: ['of'],
}
const WORDS = Object.keys(FORMS).join(', ')

/** A requirement whose members have the right types, but may not go together. */
type Loose = Record<string, unknown>

/**
 * Checks that requirements which fit their schema are each in exactly one form, and within bounds.
 *
 * @param steps - which fit the schema
 * @returns what is wrong; nothing when the steps can be taken as what their type says
 */
export function formProblems(steps: readonly { id: string; requires: object }[]): StepProblem[] {
  const problems: StepProblem[] = []
  let parts = 0

  const check = (given: object, field: string, depth: number, isWeighted: boolean): void => {
    const requirement = given as Loose
    parts += 1
    if (parts > MAX_PARTS) return
    const refuse = (at: string, words: string) =>
      problems.push({ field: at, detail: `${at} ${words}` })
    if (isWeighted) {
      for (const name of ['weight', 'requires']) {
        if (requirement[name] === undefined) refuse(`${field}.${name}`, 'is required.')
      }
      for (const name of Object.keys(requirement)) {
        if (name !== 'weight' && name !== 'requires') {
          refuse(
            `${field}.${name}`,
            'does not belong here: entries of points are {weight, requires}.',
          )
        }
      }
      checkDecimals(requirement.weight, `${field}.weight`, refuse)
      const within = requirement.requires
      if (within !== undefined) check(within as object, `${field}.requires`, depth, false)
      return
    }
    if (depth > MAX_DEPTH) {
      refuse(field, `is nested more than ${MAX_DEPTH} levels deep.`)
      return
    }
    const forms = Object.keys(requirement).filter((name) => Object.hasOwn(FORMS, name))
    const [form, second] = forms
    if (form === undefined) {
      refuse(field, `must have one of ${WORDS}.`)
      return
    }
    if (second !== undefined) {
      refuse(`${field}.${second}`, `does not go together with ${form}: a requirement has one form.`)
      return
    }
    const companions = FORMS[form] as readonly string[]
    for (const name of companions) {
      if (requirement[name] === undefined) refuse(`${field}.${name}`, `is required beside ${form}.`)
    }
    for (const name of Object.keys(requirement)) {
      if (name !== form && !companions.includes(name)) {
        refuse(`${field}.${name}`, `does not belong to ${form}.`)
      }
    }
    checkDecimals(requirement.points, `${field}.points`, refuse)
    for (const list of ['all', 'any', 'of']) {
      const entries = requirement[list]
      if (!Array.isArray(entries)) continue
      for (const [position, entry] of entries.entries()) {
        check(entry, `${field}.${list}[${position}]`, depth + 1, form === 'points')
      }
    }
  }

  for (const [position, { requires }] of steps.entries()) {
    check(requires, `steps[${position}].requires`, 1, false)
  }
  if (parts > MAX_PARTS) {
    const detail = `steps must not have more than ${MAX_PARTS} requirements in all.`
    return [{ field: 'steps', detail }]
  }
  return problems
}

function checkDecimals(
  value: unknown,
  field: string,
  refuse: (field: string, words: string) => void,
): void {
  if (typeof value !== 'number') return
  const scaled = value * 1000
  const isExact = Math.round(scaled) >= 1 && Math.abs(scaled - Math.round(scaled)) < 1e-6
  if (!isExact) refuse(field, 'must have at most three decimals.')
}
