import { type CheckScheme, checks } from './schemes.ts'

/** What counts for card numbers where one comes in. */
export type CardRules = {
  /** Who gave a card that comes without an authority; null: it has to name one. */
  authority: string | null
  /** By authority: a number has to be one by any of these schemes. Others are never checked. */
  schemes: ReadonlyMap<string, readonly CheckScheme[]>
}

/** Where nobody decides anything. */
export const NO_CARD_RULES: CardRules = { authority: null, schemes: new Map() }

/** The rules that follow from what was set for each authority. */
export function cardRules(
  authority: string | null,
  checks: readonly { authority: string; scheme: CheckScheme }[],
): CardRules {
  const byAuthority = Map.groupBy(checks, (one) => sameAuthority(one.authority))
  return {
    authority,
    schemes: new Map(
      [...byAuthority].map(([name, those]) => [name, those.map(({ scheme }) => scheme)]),
    ),
  }
}

/** The one form in which authorities are compared. */
export function sameAuthority(authority: string): string {
  return authority.normalize('NFC').trim()
}

/** The schemes that a card number of an authority fails; none when it is good. */
export function failedSchemes(
  { schemes }: CardRules,
  authority: string,
  number: string,
): readonly CheckScheme[] {
  const asked = schemes.get(sameAuthority(authority)) ?? []
  return asked.some((scheme) => checks(scheme, number)) ? [] : asked
}
