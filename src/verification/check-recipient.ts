import { isObject, isSameIdentity, type JsonObject, valuesOf } from '../credentials/index.ts'
import { type CheckResult, failed, inconclusive, passed } from './report.ts'

/** Whom a credential should be about: the kind of an identifier, and the identifier. */
export type Recipient = { type: string; value: string }

/** Kinds that are the `id` of the subject, and how such an id begins; the others are identifiers. */
const IDS = new Map([
  ['id', /^/],
  ['did', /^did:/],
  ['url', /^https?:/i],
])
/** The names that Open Badges 3.0 (appendix B, IdentifierTypeEnum) has for kinds of ours. */
const ENUM_NAMES = new Map([['email', 'emailAddress']])

/** The name that two words for one kind have in common. */
const kindOf = (type: string) => ENUM_NAMES.get(type) ?? type

/** The identities of the kind that the credential names its subject by. */
function statedIdentities(subject: JsonObject, type: string) {
  const kind = kindOf(type)
  const identifiers = valuesOf(subject.identifier)
    .filter(isObject)
    .filter(({ identityType }) => kindOf(String(identityType)) === kind)
    .map(({ identityHash, hashed, salt }) => ({
      identity: String(identityHash),
      hashed: hashed === true,
      ...(typeof salt === 'string' && { salt }),
    }))
  const { id } = subject
  if (typeof id !== 'string') return identifiers
  if (IDS.get(type)?.test(id)) return [...identifiers, { identity: id, hashed: false }]
  if (kind === 'emailAddress' && /^mailto:/i.test(id)) {
    return [...identifiers, { identity: id.slice('mailto:'.length), hashed: false }]
  }
  return identifiers
}

/**
 * Whether the credential is about the one whom the caller names (Open Badges 3.0, section 9, step 5
 * and "Verify the Recipient Using an Identifier"): by the `id` of its subject for the kinds `id`,
 * `did` and `url`, else by the identifiers of that kind, hashed or plain. E-mail addresses are
 * compared as given and in lower case. What the caller named is not repeated in the result.
 */
export function checkRecipient(document: JsonObject, { type, value }: Recipient): CheckResult {
  const stated = valuesOf(document.credentialSubject)
    .filter(isObject)
    .flatMap((subject) => statedIdentities(subject, type))
  if (stated.length === 0) {
    const detail =
      'The credential does not name the person it is about in the way that was asked for.'
    return inconclusive('recipient-not-named', detail)
  }
  const ignoreCase = kindOf(type) === 'emailAddress'
  return stated.some((one) => isSameIdentity(value, one, { ignoreCase }))
    ? passed('The credential is about the person who was named.')
    : failed('recipient-mismatch', 'The credential is about somebody else than was named.')
}
