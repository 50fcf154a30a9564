const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

// Five digits at a time: 58 to the fifth power still leaves room for 16 bits more in a double.
const DIGITS = 5
const BASE = 58 ** DIGITS

/**
 * Base58 with the alphabet of Bitcoin (Controlled Identifiers 1.0, section 2.4, `base-58-btc`
 * without its prefix `z`): what `base58-universal` gives, in a fraction of the time, which for a
 * signature is a tenth of all that signing takes.
 */
export function base58(bytes: Uint8Array): string {
  let zeros = 0
  while (zeros < bytes.length && bytes[zeros] === 0) zeros += 1
  // The number, least significant limb first, each below BASE.
  const limbs: number[] = []
  for (let at = zeros; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length
    let carry = pair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0)
    const shift = pair ? 65536 : 256
    for (let limb = 0; limb < limbs.length; limb += 1) {
      const value = (limbs[limb] ?? 0) * shift + carry
      carry = Math.floor(value / BASE)
      limbs[limb] = value - carry * BASE
    }
    if (carry > 0) limbs.push(carry)
  }
  let text = ''
  for (let limb of limbs) {
    for (let digit = 0; digit < DIGITS; digit += 1) {
      text = alphabet.charAt(limb % 58) + text
      limb = Math.floor(limb / 58)
    }
  }
  return '1'.repeat(zeros) + text.replace(/^1+/, '')
}
