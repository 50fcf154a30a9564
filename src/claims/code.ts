import { randomOctets } from '../randomness.ts'

/** Crockford's base 32: no I, L, O or U, which are read as something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Five bits each. */
const DIGITS = 16

/**
 * A new claim code: 80 random bits in sixteen digits and one that checks them, in groups to be read
 * aloud and typed.
 */
export function newCode(): string {
  const digits = [...randomOctets(DIGITS)].map((octet) => octet & 31)
  return grouped([...digits, checkDigit(digits)].map((digit) => ALPHABET[digit]).join(''))
}

/**
 * A code as it is compared: what somebody typed in lower case, without hyphens or with letters that
 * look like digits.
 *
 * @returns undefined when it was mistyped
 */
export function readCode(typed: string): string | undefined {
  const text = typed
    .toUpperCase()
    .replace(/[\s‐-―-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  const digits = [...text].map((letter) => ALPHABET.indexOf(letter))
  if (digits.length !== DIGITS + 1 || digits.includes(-1)) return undefined
  return checkDigit(digits.slice(0, DIGITS)) === digits[DIGITS] ? grouped(text) : undefined
}

function grouped(text: string): string {
  return `${text.slice(0, 6)}-${text.slice(6, 12)}-${text.slice(12)}`
}

/**
 * Weighs each digit with another power of a generator of the field of 32 elements: one wrong digit,
 * or any two exchanged, give another sum.
 */
function checkDigit(digits: number[]): number {
  return digits.reduce((sum, digit) => timesGenerator(sum ^ digit), 0)
}

/** Multiplies by x, modulo x^5 + x^2 + 1, whose powers are all the others. */
function timesGenerator(element: number): number {
  const shifted = element << 1
  return shifted > 31 ? shifted ^ 0b100101 : shifted
}
