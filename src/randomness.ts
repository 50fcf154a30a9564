import { randomFillSync } from 'node:crypto'

const POOL_BYTES = 8_192

const pool = Buffer.alloc(POOL_BYTES)
let used = POOL_BYTES

/**
 * Random bytes fit for keys, salts and ids. Taken from the system many at a time, which costs about
 * as much as taking a few; each is handed out once, and nothing of it stays behind.
 *
 * @param length - at most 1,024
 */
export function randomOctets(length: number): Buffer {
  if (used + length > POOL_BYTES) {
    randomFillSync(pool)
    used = 0
  }
  const taken = Buffer.from(pool.subarray(used, used + length))
  pool.fill(0, used, used + length)
  used += length
  return taken
}
