import { type JsonObject, valuesOf } from '../credentials/index.ts'
import { lineOf, objectsOf } from './read.ts'
import { WORDS } from './words.ts'

const MAX_RESULTS = 20
/** More than these are not read out. */
const TOLD_VALUES = 12

/** What a learner reached: `Score`, `87 %`, `on a scale from 0 to 100 · 50 was needed`. */
export type ResultView = { name: string; said: string; scale: string }

/**
 * The results of a credential (Open Badges 3.0, Result), each with what its ResultDescription says
 * of it. One that says neither a value nor a status is left out.
 *
 * @param subject its `credentialSubject`, of ours or of a stranger
 * @param achievement that of the subject
 */
export function resultsView(subject: JsonObject, achievement: JsonObject): ResultView[] {
  const described = objectsOf(achievement.resultDescription, 100)
  return objectsOf(subject.result, MAX_RESULTS).flatMap((result) => {
    const description = described.find(({ id }) => id === result.resultDescription) ?? {}
    const said = sayingOf(result, description)
    const name = lineOf(description.name, 100) ?? WORDS.resultUntitled
    return said === '' ? [] : [{ name, said, scale: scaleOf(description) }]
  })
}

function sayingOf(result: JsonObject, description: JsonObject): string {
  const levels = objectsOf(description.rubricCriterionLevel, 100)
  const level = levels.find(({ id }) => id === result.achievedLevel)
  const status = lineOf(result.status, 40)
  return [
    withUnit(lineOf(result.value), description),
    lineOf(level?.name),
    status && (WORDS.resultStatuses[status] ?? status),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** What is possible, and what was needed. */
function scaleOf(description: JsonObject): string {
  const least = lineOf(description.valueMin, 40)
  const most = lineOf(description.valueMax, 40)
  const required = withUnit(lineOf(description.requiredValue), description)
  const allowed = valuesOf(description.allowedValue).map((value) => lineOf(value))
  const words = WORDS.resultRange
  const range =
    least !== undefined && most !== undefined
      ? words.between(least, most)
      : least !== undefined
        ? words.atLeast(least)
        : most !== undefined
          ? words.atMost(most)
          : ''
  const choice =
    allowed.length > 0 && allowed.length <= TOLD_VALUES ? words.oneOf(allowed.join(', ')) : ''
  return [range, choice, required && WORDS.resultRequired(required)].filter(Boolean).join(' · ')
}

function withUnit(value: string | undefined, { resultType }: JsonObject): string | undefined {
  const unit = WORDS.resultUnits[String(resultType)]
  return value !== undefined && unit !== undefined && /\d$/.test(value) ? `${value} ${unit}` : value
}
