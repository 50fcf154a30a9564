import { type ResultStatus, resultStatuses } from '../credentials/index.ts'
import { type FieldProblem, invalid } from '../http/index.ts'
import type { ResultDescription, StatedResult } from './result-descriptions.ts'

/** Types whose results are numbers, whatever else is said of them. */
const NUMERIC_TYPES: readonly string[] = ['GradePointAverage', 'Percent', 'RawScore']

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/

/** A result in order: which of the descriptions it is of, and what it says. */
export type CheckedResult = {
  position: number
  value?: string
  status?: ResultStatus
}

/** What makes no sense in the result descriptions of a badge class, beyond their shape. */
export function resultDescriptionProblems(
  descriptions: readonly ResultDescription[],
): FieldProblem[] {
  const names = descriptions.map(({ name }) => comparable(name))
  return descriptions.flatMap((one, position) => {
    const isRepeated = names.indexOf(comparable(one.name)) < position
    const problem = isRepeated
      ? { member: 'name', detail: 'is the name of another result of this badge class.' }
      : senseProblem(one)
    if (problem === null) return []
    const field = `resultDescriptions[${position}].${problem.member}`
    return [{ field, detail: `${field} ${problem.detail}` }]
  })
}

function senseProblem(one: ResultDescription): { member: string; detail: string } | null {
  const { allowedValues, requiredValue, valueMin, valueMax } = one
  if (allowedValues !== undefined && (valueMin !== undefined || valueMax !== undefined)) {
    const detail = 'are for a result without valueMin and valueMax.'
    return { member: 'allowedValues', detail }
  }
  if (valueMin !== undefined && valueMax !== undefined && valueMax < valueMin) {
    return { member: 'valueMax', detail: 'must not be less than valueMin.' }
  }
  const detail = requiredValue === undefined ? null : valueProblem(one, requiredValue)
  return detail === null ? null : { member: 'requiredValue', detail }
}

/**
 * Holds the results that an award states against what its badge class describes. Names are found
 * without regard to case and spaces; the only result that is described needs none.
 *
 * @returns the results in their order
 * @throws Problem naming each member that is wrong, `results[0].value`
 */
export function checkedResults(
  descriptions: readonly ResultDescription[],
  results: readonly StatedResult[],
): CheckedResult[] {
  const names = descriptions.map(({ name }) => comparable(name))
  const positions = results.map(({ name }) =>
    name === undefined && names.length === 1 ? 0 : names.indexOf(comparable(name ?? '')),
  )
  const problems: FieldProblem[] = []
  const checked = results.map((one, at): CheckedResult => {
    const position = positions[at] as number
    const description = descriptions[position]
    const said = description === undefined ? {} : sayingOf(description, one)
    const problem =
      description === undefined
        ? unknownProblem(descriptions)
        : positions.indexOf(position) < at
          ? { member: 'name', detail: 'is stated twice.' }
          : statedProblem(description, said)
    if (problem !== null) {
      const field = `results[${at}].${problem.member}`
      problems.push({ field, detail: `${field} ${problem.detail}` })
    }
    return { position, ...said }
  })
  const [first, ...rest] = problems
  if (first !== undefined) throw invalid(first, ...rest)
  return checked
}

/** What a result says: all as text, and a status that stands in the place of a value as a status. */
function sayingOf(
  { resultType, allowedValues = [] }: ResultDescription,
  { value, status }: StatedResult,
): Omit<CheckedResult, 'position'> {
  const bare = value === undefined ? undefined : String(value).trim()
  // As it is described, with whatever stands around it there.
  const text = allowedValues.find((one) => one.trim() === bare) ?? bare
  const named =
    resultType === 'Status' && status === undefined
      ? resultStatuses.find((one) => one.toLowerCase() === text?.toLowerCase())
      : undefined
  if (named !== undefined) return { status: named }
  return { ...(text !== undefined && { value: text }), ...(status !== undefined && { status }) }
}

function unknownProblem(descriptions: readonly ResultDescription[]) {
  const known = descriptions.map(({ name }) => name).join(', ')
  const detail =
    known === ''
      ? 'cannot be: this badge class describes no results.'
      : `must be that of a result that the badge class describes: ${known}.`
  return { member: 'name', detail }
}

function statedProblem(
  description: ResultDescription,
  { value, status }: Omit<CheckedResult, 'position'>,
): { member: string; detail: string } | null {
  if (description.resultType === 'Status' && status === undefined) {
    return { member: 'status', detail: `must be one of ${resultStatuses.join(', ')}.` }
  }
  if (value === undefined) {
    return status === undefined ? { member: 'value', detail: 'is required.' } : null
  }
  const detail = valueProblem(description, value)
  return detail === null ? null : { member: 'value', detail }
}

/** What is wrong with a value as a result of this description; null when nothing is. */
function valueProblem(description: ResultDescription, value: string): string | null {
  const { resultType, allowedValues, valueMin, valueMax } = description
  if (allowedValues !== undefined) {
    return allowedValues.includes(value) ? null : `must be one of ${allowedValues.join(', ')}.`
  }
  const isRange = valueMin !== undefined || valueMax !== undefined
  if (!isRange && !NUMERIC_TYPES.includes(resultType)) return null
  if (!NUMBER.test(value)) return 'must be a number in figures, with a decimal point if need be.'
  const number = Number(value)
  if (valueMin !== undefined && number < valueMin) return `must not be less than ${valueMin}.`
  if (valueMax !== undefined && number > valueMax) return `must not be more than ${valueMax}.`
  return null
}

function comparable(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
}
