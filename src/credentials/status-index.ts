import { createHmac } from 'node:crypto'
import { STATUS_LIST_SIZE } from './status-list.ts'

const ROUNDS = 8

/**
 * A keyed permutation of `0 .. size-1`: the n-th award takes the index `permute(n)` of its list.
 * Neighbours in time land anywhere in the list, so that a batch cannot be recognised from its
 * indices, and no index is given twice, without any bookkeeping but a counter.
 *
 * A Feistel network over the least number of bits that holds `size`, cut into two halves of which
 * each in turn is masked by HMAC-SHA-256 of the other, walked along its cycle until the result
 * falls into the list (for a size that is a power of two, at once).
 *
 * @param key Secret, one per list; 16 bytes or more.
 * @returns A bijection; throws a RangeError for a counter outside of `0 .. size-1`.
 */
export function statusListIndexPermutation(
  key: Uint8Array,
  size: number = STATUS_LIST_SIZE,
): (counter: number) => number {
  if (key.length < 16) throw new RangeError('The key of a status list has at least 16 bytes.')
  if (!Number.isSafeInteger(size) || size < 1 || size > 2 ** 30) {
    throw new RangeError('A status list has between 1 and 2^30 entries.')
  }
  const bits = Math.max(2, Math.ceil(Math.log2(size)))
  const rightBits = bits >> 1
  const leftMask = 2 ** (bits - rightBits) - 1
  const rightMask = 2 ** rightBits - 1

  // A half has few values: each mask is computed once, when it is first needed.
  const masks = new Int32Array(ROUNDS * (leftMask + 1)).fill(-1)
  const maskFor = (round: number, half: number): number => {
    const place = round * (leftMask + 1) + half
    const known = masks[place] as number
    if (known >= 0) return known
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(round * 2 ** 16 + half)
    const mask = createHmac('sha256', key).update(bytes).digest().readUInt16BE(0)
    masks[place] = mask
    return mask
  }
  const encipher = (value: number): number => {
    let left = value >> rightBits
    let right = value & rightMask
    for (let round = 0; round < ROUNDS; round += 2) {
      left ^= maskFor(round, right) & leftMask
      right ^= maskFor(round + 1, left) & rightMask
    }
    return (left << rightBits) | right
  }

  return (counter) => {
    if (!Number.isSafeInteger(counter) || counter < 0 || counter >= size) {
      throw new RangeError(`The counter of a status list of ${size} entries is ${counter}.`)
    }
    let index = encipher(counter)
    while (index >= size) index = encipher(index)
    return index
  }
}
