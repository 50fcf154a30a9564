import { type Static, Type } from 'typebox'
import { type FieldProblem, text } from '../http/index.ts'
import type { Vault } from '../vault.ts'

/** Kinds of identifiers that mean nothing without whoever gave them. */
const GIVEN = {
  'library-card': 'the library that gave the card',
  'platform-account': 'the platform',
}

export const IDENTIFIER_TYPES = [
  'email',
  'library-card',
  'platform-account',
  'phone',
  'did',
] as const

/** What a learner is known by. A card number means nothing without the library that gave it. */
export const Identifier = Type.Object(
  {
    type: Type.Enum(IDENTIFIER_TYPES),
    value: text(254, {
      description:
        'Compared as it is normalised: an e-mail address in lower case, a card number without spaces (and with the check digit that the place has set for its authority, if any: `cardNumberChecks`), a phone number in the form of E.164, such as +442079460958 (spaces, hyphens, dots and parentheses are taken out, and with them a 0 in parentheses after the country code; 00 at the beginning is +). A DID is a did:key or a did:web.',
    }),
    authority: Type.Optional(
      text(200, {
        description:
          'Who gave the identifier: for an account of a platform required, for an e-mail address, a phone number and a DID absent, for they mean the same everywhere. A library card without one has, wherever it comes in, the cardAuthority of the opportunity that it comes in at, or else of the place of the issuer that it comes to, or else the id of that issuer; it is required where a key without an issuer gives it to no issuer in particular (learners, their identifiers and the search for them). The authority is part of what the identifier is found by: the same number of another one is another card.',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ type: 'library-card', value: '2900 1234 5678', authority: 'harbour-libraries' }],
  },
)

export type Identifier = Static<typeof Identifier>

const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/
/** E.164: a country code, which begins with no 0, and fifteen digits at the most. */
const PHONE = /^\+[1-9][0-9]{6,14}$/
/** The 0 of calls within a country, as it stands in brackets after the country code: not a part of the number. */
const TRUNK_ZERO = /^(\s*(?:\+|00)\s*[1-9]\d{0,2}[\s.\u2010-\u2015-]*)\(\s*0\s*\)/
const DID =
  /^did:(?:key:z[1-9A-HJ-NP-Za-km-z]{10,}|web:[A-Za-z0-9.-]+(?:%3[Aa][0-9]{1,5})?(?::[A-Za-z0-9._%-]+)*)$/

/** The one form in which an identifier is compared, hashed and stored. */
export function normalise({ type, value, authority }: Identifier): Identifier {
  return {
    type,
    value: normalisedValue(type, value),
    ...(authority !== undefined && { authority: authority.normalize('NFC').trim() }),
  }
}

function normalisedValue(type: Identifier['type'], value: string): string {
  switch (type) {
    case 'email':
      return value.trim().toLowerCase()
    case 'library-card':
      return value.normalize('NFC').replace(/\s+/g, '')
    case 'phone':
      return value
        .replace(TRUNK_ZERO, '$1')
        .replace(/[\s().\u2010-\u2015-]+/g, '')
        .replace(/^00/, '+')
    default:
      return value.normalize('NFC').trim()
  }
}

/**
 * What is wrong with an identifier beyond its shape; null when it can be used.
 * @param path - where it stands in the request, such as `recipient`
 */
export function identifierProblem(identifier: Identifier, path: string): FieldProblem | null {
  const { type, authority } = identifier
  const value = normalisedValue(type, identifier.value)
  const wrong = (member: string, words: string) => {
    const field = `${path}.${member}`
    return { field, detail: `${field} ${words}` }
  }
  if (type === 'library-card' || type === 'platform-account') {
    return authority === undefined ? wrong('authority', `is required: name ${GIVEN[type]}.`) : null
  }
  if (type === 'email' && !EMAIL.test(value)) return wrong('value', 'must be an e-mail address.')
  if (type === 'phone' && !PHONE.test(value)) {
    return wrong('value', 'must be a phone number with its country code, such as +442079460958.')
  }
  if (type === 'did' && !DID.test(value)) return wrong('value', 'must be a did:key or a did:web.')
  return authority === undefined ? null : wrong('authority', NO_AUTHORITY[type])
}

const NO_AUTHORITY = {
  email: 'has no meaning for an e-mail address.',
  phone: 'has no meaning for a phone number.',
  did: 'has no meaning for a DID.',
}

/** The keyed hash that an identifier is found by. The authority is part of it. */
export function blindIndex(vault: Vault, { type, value, authority }: Identifier): Buffer {
  return vault.keyedHash('identifier', type, authority ?? '', value)
}

export function sealIdentifier(vault: Vault, identifier: Identifier): Buffer {
  return vault.seal(JSON.stringify(identifier), 'learner-identifier')
}

/** The identifier in what was sealed of it. */
export function openIdentifier(vault: Vault, sealed: Buffer): Identifier {
  return JSON.parse(vault.open(sealed, 'learner-identifier').toString()) as Identifier
}
