/** How the end of a card number checks the rest of it. */
export const CHECK_SCHEMES = ['luhn', 'mod-97', 'codabar-mod-16'] as const

export type CheckScheme = (typeof CHECK_SCHEMES)[number]

/** The characters of Codabar in the order of their values; the last four begin and end a number. */
const CODABAR = '0123456789-$:/.+ABCD'

const HOLDS: Record<CheckScheme, (number: string) => boolean> = {
  luhn: (number) => /^[0-9]{2,}$/.test(number) && luhnSum(number) % 10 === 0,
  'mod-97': (number) => /^[0-9]{3,}$/.test(number) && BigInt(number) % 97n === 1n,
  'codabar-mod-16': (number) => {
    const values = [...number.toUpperCase()].map((character) => CODABAR.indexOf(character))
    return (
      values.length > 1 &&
      !values.includes(-1) &&
      values.reduce((sum, value) => sum + value, 0) % 16 === 0
    )
  },
}

/**
 * Whether a card number is one by a scheme. Each of them refuses every number of which a single
 * digit is another one.
 *
 * @param number - without spaces
 */
export function checks(scheme: CheckScheme, number: string): boolean {
  return HOLDS[scheme](number)
}

/** ISO/IEC 7812-1: from the right every other digit counts twice, as the sum of its own digits. */
function luhnSum(number: string): number {
  return [...number].reverse().reduce((sum, character, position) => {
    const digit = Number(character)
    if (position % 2 === 0) return sum + digit
    return sum + (digit > 4 ? 2 * digit - 9 : 2 * digit)
  }, 0)
}
