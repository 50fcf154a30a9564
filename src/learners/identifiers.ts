import { type Static, Type } from 'typebox'
import { type FieldProblem, text } from '../http/index.ts'
import type { Vault } from '../vault.ts'

/** What a learner is known by. A card number means nothing without the library that gave it. */
export const Identifier = Type.Object(
  {
    type: Type.Enum(['email', 'library-card']),
    value: text(254),
    authority: Type.Optional(
      text(200, {
        description: 'Who gave the identifier. Required for a library card, absent for an e-mail.',
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

/**
 * The one form in which an identifier is compared, hashed and stored: an e-mail address in lower
 * case, a card number without the spaces it is printed with.
 */
export function normalise({ type, value, authority }: Identifier): Identifier {
  return type === 'email'
    ? { type, value: value.trim().toLowerCase() }
    : {
        type,
        value: value.normalize('NFC').replace(/\s+/g, ''),
        ...(authority !== undefined && { authority: authority.normalize('NFC').trim() }),
      }
}

/**
 * What is wrong with an identifier beyond its shape; null when it can be used.
 * @param path - where it stands in the request, such as `recipient`
 */
export function identifierProblem(identifier: Identifier, path: string): FieldProblem | null {
  const { type, value, authority } = identifier
  if (type === 'email') {
    if (!EMAIL.test(value.trim().toLowerCase())) {
      const field = `${path}.value`
      return { field, detail: `${field} must be an e-mail address.` }
    }
    if (authority !== undefined) {
      const field = `${path}.authority`
      return { field, detail: `${field} has no meaning for an e-mail address.` }
    }
    return null
  }
  if (authority === undefined) {
    const field = `${path}.authority`
    return { field, detail: `${field} is required: name the library that gave the card.` }
  }
  return null
}

/** The keyed hash that an identifier is found by. The authority is part of it. */
export function blindIndex(vault: Vault, { type, value, authority }: Identifier): Buffer {
  return vault.keyedHash('identifier', type, authority ?? '', value)
}

export function sealIdentifier(vault: Vault, identifier: Identifier): Buffer {
  return vault.seal(JSON.stringify(identifier), 'learner-identifier')
}

export function openIdentifier(vault: Vault, sealed: Buffer): Identifier {
  return JSON.parse(vault.open(sealed, 'learner-identifier').toString()) as Identifier
}
