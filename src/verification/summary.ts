import { isObject, type JsonObject, valuesOf } from '../credentials/index.ts'

/** What to show of a credential. A member is there only when the document has it, well-formed. */
export type CredentialSummary = {
  id?: string
  type?: string[]
  name?: string
  description?: string
  /** Of the credential, or else of what was achieved. */
  image?: string
  issuer?: { id?: string; name?: string; url?: string }
  achievement?: {
    id?: string
    name?: string
    description?: string
    criteria?: string
    image?: string
  }
  /** What the learner reached: scores, grades, statuses. */
  results?: { name?: string; value?: string; status?: string }[]
  /** How the document names the learner; hashes stay hashes. */
  recipientHint?: string
  validFrom?: string
  validUntil?: string
}

const MAX_CHARACTERS = 4_000

function textOf(value: unknown): string | undefined {
  // A text may be written once for each of several languages (VCDM 2.0, section 11.1).
  const one = Array.isArray(value) ? value.find(isObject) : value
  const text = isObject(one) ? one['@value'] : one
  if (typeof text !== 'string' || text === '') return undefined
  if (text.includes('\u0000') || !text.slice(0, MAX_CHARACTERS + 1).isWellFormed()) return undefined
  if (text.length <= MAX_CHARACTERS) return text
  return `${text.slice(0, MAX_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')}…`
}

function webAddress(value: unknown): string | undefined {
  const text = isObject(value) ? value.id : value
  if (typeof text !== 'string' || text.length > 2048 || !URL.canParse(text)) return undefined
  return /^https?:$/.test(new URL(text).protocol) ? text : undefined
}

/** `object` without undefined members; undefined when nothing is left. */
function present<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T | undefined {
  const members = Object.entries(object).filter(([, value]) => value !== undefined)
  return members.length === 0 ? undefined : (Object.fromEntries(members) as T)
}

function recipientHint(subject: JsonObject): string | undefined {
  const name = textOf(subject.name)
  if (name) return name
  const identifier = valuesOf(subject.identifier).find(isObject)
  if (identifier) {
    const kind = textOf(identifier.identityType) ?? 'identifier'
    return identifier.hashed === false ? textOf(identifier.identityHash) : `${kind} (hashed)`
  }
  return textOf(subject.id)
}

const MAX_RESULTS = 20

/** The results of a subject (Open Badges 3.0, Result), each with the name of what describes it. */
function resultsOf(subject: JsonObject, achievement: JsonObject): CredentialSummary['results'] {
  const described = valuesOf(achievement.resultDescription).slice(0, 100).filter(isObject)
  const results = valuesOf(subject.result)
    .slice(0, MAX_RESULTS)
    .filter(isObject)
    .flatMap((one) => {
      const description = described.find(({ id }) => id === one.resultDescription)
      const said = present({ value: textOf(one.value), status: textOf(one.status) })
      const name = textOf(description?.name)
      return said === undefined ? [] : [{ ...(name !== undefined && { name }), ...said }]
    })
  return results.length === 0 ? undefined : results
}

/**
 * What a reader wants to see of a presented credential, whatever the verdict. Takes any value and
 * looks only at the few members that it shows; texts are cut at 4,000 characters, images and pages
 * are http or https URLs.
 */
export function summaryOf(presented: unknown): CredentialSummary {
  if (!isObject(presented)) return {}
  const subject = valuesOf(presented.credentialSubject).find(isObject) ?? {}
  const achievement = isObject(subject.achievement) ? subject.achievement : {}
  const criteria = isObject(achievement.criteria) ? achievement.criteria : {}
  const issuer = isObject(presented.issuer) ? presented.issuer : { id: presented.issuer }
  const types = valuesOf(presented.type)
    .slice(0, 20)
    .map(textOf)
    .filter((type) => type !== undefined)
  const summary = present<CredentialSummary>({
    id: textOf(presented.id),
    type: types.length === 0 ? undefined : types,
    name: textOf(presented.name) ?? textOf(achievement.name),
    description: textOf(presented.description),
    image: webAddress(presented.image) ?? webAddress(achievement.image),
    issuer: present({
      id: textOf(issuer.id),
      name: textOf(issuer.name),
      url: webAddress(issuer.url),
    }),
    achievement: present({
      id: textOf(achievement.id),
      name: textOf(achievement.name),
      description: textOf(achievement.description),
      criteria: textOf(criteria.narrative) ?? webAddress(criteria.id),
      image: webAddress(achievement.image),
    }),
    results: resultsOf(subject, achievement),
    recipientHint: recipientHint(subject),
    validFrom: textOf(presented.validFrom) ?? textOf(presented.issuanceDate),
    validUntil: textOf(presented.validUntil) ?? textOf(presented.expirationDate),
  })
  return summary ?? {}
}
