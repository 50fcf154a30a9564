const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

const digits = Uint8Array.from(alphabet, (digit) => digit.charCodeAt(0))

// Four digits at a time: 58 to the fourth power leaves room for 24 bits more in a double, and more.
const DIGITS = 4
const LIMB = 58 ** DIGITS

/**
 * Base58 with the alphabet of Bitcoin (Controlled Identifiers 1.0, section 2.4, `base-58-btc`
 * without its prefix `z`): what `base58-universal` gives, in a fraction of the time, which for a
 * signature is a tenth of all that signing takes.
 */
export function base58(bytes: Uint8Array): string {
  let zeros = 0
  while (zeros < bytes.length && bytes[zeros] === 0) zeros += 1
  // The number in base LIMB, least significant limb first. Bytes come in by three, the first few
  // alone, until a multiple of three is left.
  const limbs: number[] = []
  for (let at = zeros; at < bytes.length; ) {
    const three = (bytes.length - at) % 3 === 0
    let carry = three
      ? (bytes[at] ?? 0) * 65_536 + (bytes[at + 1] ?? 0) * 256 + (bytes[at + 2] ?? 0)
      : (bytes[at] ?? 0)
    const shift = three ? 16_777_216 : 256
    at += three ? 3 : 1
    for (let limb = 0; limb < limbs.length; limb += 1) {
      const value = (limbs[limb] ?? 0) * shift + carry
      carry = Math.floor(value / LIMB)
      limbs[limb] = value - carry * LIMB
    }
    for (; carry > 0; carry = Math.floor(carry / LIMB)) limbs.push(carry % LIMB)
  }
  const text = Buffer.allocUnsafe(zeros + DIGITS * limbs.length).fill(digits[0] ?? 0)
  let end = text.length
  for (let limb of limbs) {
    for (let digit = 0; digit < DIGITS; digit += 1) {
      const rest = Math.floor(limb / 58)
      end -= 1
      text[end] = digits[limb - 58 * rest] ?? 0
      limb = rest
    }
  }
  // The last limb need not fill its place.
  let start = zeros
  while (start < text.length && text[start] === digits[0]) start += 1
  return text.toString('latin1', start - zeros)
}
