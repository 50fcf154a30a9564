const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** All pairs of digits, in order. */
const pairs = [...alphabet].flatMap((first) => [...alphabet].map((second) => first + second))
// Four digits at a time: 58 to the fourth power leaves room for 24 bits more in a double, and more.
const SQUARE = 58 ** 2
const LIMB = 58 ** 4

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
  let text = ''
  for (const limb of limbs) {
    const high = Math.floor(limb / SQUARE)
    text = `${pairs[high]}${pairs[limb - high * SQUARE]}${text}`
  }
  return '1'.repeat(zeros) + text.replace(/^1+/, '')
}
