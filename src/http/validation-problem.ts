import type { FastifyError } from 'fastify'
import { failureWords } from './failure-words.ts'
import { type FieldProblem, notFound, Problem } from './problems.ts'

/** Enough places to mend a request by; a hostile body could name thousands. */
const MAX_ERRORS = 20

/** Of how many failures those places are chosen; what is compared with each other has a bound. */
const MAX_FAILURES = 200

/** The problem that a value is which does not fit its schema: each wrong place, and what is wrong. */
export function validationProblem({
  validation: failures = [],
  validationContext: place = 'body',
}: Pick<FastifyError, 'validation'> & { validationContext?: string | undefined }): Problem {
  const errors = telling(failures.slice(0, MAX_FAILURES))
    .map((failure) => fieldProblem(failure, place))
    .filter(isFirst)
    .slice(0, MAX_ERRORS)
  const [first] = errors
  // An id that cannot be one names nothing, just as an unknown one does.
  if (place === 'params') return notFound('resource', first?.field)
  return new Problem(
    'invalid-request',
    first === undefined ? 'The request is not valid.' : `${first.field} ${first.detail}.`,
    { errors },
  )
}

type Failure = NonNullable<FastifyError['validation']>[number]

/** Failures without those of which others say more; all of them where nothing would be left. */
function telling(failures: Failure[]): Failure[] {
  const left = failures.filter(
    (failure) =>
      !isUnion(failure) && !isMereNull(failure, failures) && !isOfLength(failure, failures),
  )
  return left.length > 0 ? left : failures
}

/** A union reports each branch that did not fit and then itself. */
function isUnion({ keyword }: Failure): boolean {
  return keyword === 'anyOf' || keyword === 'if'
}

/** Null is one branch where a value may be left out; what is wrong with the value is in another. */
function isMereNull({ keyword, params, instancePath }: Failure, failures: Failure[]): boolean {
  return (
    keyword === 'type' &&
    params.type === 'null' &&
    failures.some(
      (other) =>
        other.params.type !== 'null' &&
        !isUnion(other) &&
        (other.instancePath === instancePath || other.instancePath.startsWith(`${instancePath}/`)),
    )
  )
}

/** What is too short or too long need not be told how it has to be written as well. */
function isOfLength({ keyword, instancePath }: Failure, failures: Failure[]): boolean {
  return (
    keyword === 'pattern' &&
    failures.some(
      (other) =>
        (other.keyword === 'minLength' || other.keyword === 'maxLength') &&
        other.instancePath === instancePath,
    )
  )
}

function isFirst({ field, detail }: FieldProblem, position: number, all: FieldProblem[]): boolean {
  return all.findIndex((one) => one.field === field && one.detail === detail) === position
}

function fieldProblem(failure: Failure, place: string): FieldProblem {
  const { instancePath, params } = failure
  const member = params.missingProperty ?? params.additionalProperty
  const path =
    typeof member === 'string' ? `${instancePath}/${escapePointer(member)}` : instancePath
  const isRepeated = place === 'querystring' && isListForOne(failure)
  const detail = isRepeated ? 'must be given once' : failureWords(failure)
  return { field: fieldName(path) || place, detail }
}

/** A member of a query that stands there several times is read as a list. */
function isListForOne({ data, parentSchema }: Failure & { data?: unknown; parentSchema?: object }) {
  return Array.isArray(data) && parentSchema !== undefined && !('items' in parentSchema)
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

const POSITION = /^\d{1,4}$/
const PLAIN_WORD = /^[@$]?[A-Za-z_][A-Za-z_:.-]{0,60}\d{0,2}$/

/**
 * `/steps/0/requires` becomes `steps[0].requires`. A member name that the caller made up is shown
 * only when it is a plain word: it could be an e-mail address, a card number, or markup.
 */
export function fieldName(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (POSITION.test(part) || PLAIN_WORD.test(part) ? part : '(unnamed)'))
    .map((part, position) =>
      /^\d+$/.test(part) ? `[${part}]` : position === 0 ? part : `.${part}`,
    )
    .join('')
}
