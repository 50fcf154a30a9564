import { type CardRules, failedSchemes, NO_CARD_RULES } from '../card-numbers/index.ts'
import type { Queries } from '../db/index.ts'
import { invalid } from '../http/index.ts'
import { cardRulesOf } from '../places/index.ts'
import { type Identifier, identifierProblem, normalise } from './identifiers.ts'

/**
 * The one way in which identifiers come in: an authority for a card without one, the form in which it
 * is compared, and whether it can be.
 *
 * @param rules - what counts for cards where it comes in
 * @throws Problem 400 naming the member of `path` that is wrong
 */
export function checkedIdentifier(given: Identifier, path: string, rules: CardRules): Identifier {
  const identifier = normalise(withAuthority(given, rules))
  const problem = identifierProblem(identifier, path)
  if (problem !== null) throw invalid(problem)
  const { type, authority, value } = identifier
  if (type !== 'library-card' || authority === undefined) return identifier
  const failed = failedSchemes(rules, authority, value)
  if (failed.length === 0) return identifier
  const field = `${path}.value`
  const detail = `${field} is mistyped: no card of this library has such a check digit (${failed.join(', ')}).`
  throw invalid({ field, detail })
}

/** The same for one that comes to an issuer, or with null to the platform. */
export async function acceptedIdentifier(
  db: Queries,
  issuerId: string | null,
  given: Identifier,
  path: string,
): Promise<Identifier> {
  return checkedIdentifier(given, path, await rulesForCards(db, issuerId, [given]))
}

/** What counts for these identifiers: nothing is looked up where none is a card. */
export async function rulesForCards(
  db: Queries,
  issuerId: string | null,
  identifiers: readonly Identifier[],
): Promise<CardRules> {
  const isCard = identifiers.some(({ type }) => type === 'library-card')
  return isCard ? cardRulesOf(db, issuerId) : NO_CARD_RULES
}

function withAuthority(identifier: Identifier, { authority }: CardRules): Identifier {
  const isBare = identifier.type === 'library-card' && identifier.authority === undefined
  return isBare && authority !== null ? { ...identifier, authority } : identifier
}
