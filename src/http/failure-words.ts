import { ID_WORDS, PATTERN_WORDS, WEB_ADDRESS_WORDS } from './fields.ts'

/** What a validator says of a value that does not fit its schema. */
export type Failure = {
  keyword: string
  params: Record<string, unknown>
  message?: string | undefined
  /** The schema that it was held against. */
  parentSchema?:
    | { examples?: unknown; properties?: object; minimum?: number; maximum?: number }
    | undefined
}

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

const FORMATS: Record<string, string> = {
  'date-time': 'must be a date and time such as 2026-05-31T09:00:00Z',
  date: 'must be a date such as 2009-05-31',
  uri: WEB_ADDRESS_WORDS,
  uuid: ID_WORDS,
  email: 'must be an e-mail address',
}

/** How a value has to be, in words for whoever sent it; the field that they are about comes before. */
export function failureWords({ keyword, params, message, parentSchema }: Failure): string {
  const { limit } = params
  switch (keyword) {
    case 'required':
      return 'is required'
    case 'additionalProperties':
      return 'is not a member that this request knows'
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`
    case 'type':
      return `must be ${[params.type].flat().map(typeWords).join(' or ')}${rangeWords(parentSchema)}`
    case 'format':
      return FORMATS[String(params.format)] ?? message ?? 'is not valid'
    case 'pattern':
      return PATTERN_WORDS.get(params.pattern) ?? formWords(parentSchema?.examples)
    case 'minLength':
      return limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`
    case 'maxLength':
      return `must have at most ${limit} characters`
    case 'minItems':
      return limit === 1 ? 'must not be empty' : `must have at least ${limit} entries`
    case 'maxItems':
      return `must have at most ${limit} entries`
    case 'uniqueItems':
      return 'must not have the same entry twice'
    case 'minProperties':
      return `must have ${limit === 1 ? 'one' : `at least ${limit}`} of ${membersOf(parentSchema)}`
    case 'maxProperties':
      return `must have ${limit === 1 ? 'only one' : `at most ${limit}`} of ${membersOf(parentSchema)}`
    case 'exclusiveMinimum':
      return `must be more than ${limit}`
    case 'exclusiveMaximum':
      return `must be less than ${limit}`
    case 'multipleOf':
      return `must be a multiple of ${params.multipleOf}`
    case 'minimum':
      return `must be ${rangeWords(parentSchema).trim() || `at least ${limit}`}`
    case 'maximum':
      return `must be ${rangeWords(parentSchema).trim() || `at most ${limit}`}`
    default:
      return message ?? 'is not valid'
  }
}

function membersOf(schema: Failure['parentSchema']): string {
  const names = Object.keys(schema?.properties ?? {})
  return names.length > 0 ? names.join(', ') : 'its members'
}

/** Both bounds of a number are told together: who is beyond one need not find the other. */
function rangeWords(schema: Failure['parentSchema']): string {
  const { minimum, maximum } = schema ?? {}
  return minimum === undefined || maximum === undefined ? '' : ` from ${minimum} to ${maximum}`
}

/** A pattern tells a reader little; what it lets pass tells more. */
function formWords(examples: unknown): string {
  const [example] = Array.isArray(examples) ? examples : []
  return example === undefined
    ? 'is not written as it has to be'
    : `must be written like ${example}`
}

function typeWords(type: unknown): string {
  return TYPES[String(type)] ?? String(type)
}
