import { UUID } from 'uuidv7'
import { randomOctets } from '../randomness.ts'

/**
 * A UUIDv7 whose time part is random. An issuer is handed the same id whether the learner is new
 * or has long been known to others, and must not read from it which of the two is the case.
 */
export function newLearnerId(): string {
  const random = randomOctets(16)
  return UUID.fromFieldsV7(
    random.readUIntBE(0, 6),
    random.readUInt16BE(6) & 0xfff,
    random.readUInt32BE(8) >>> 2,
    random.readUInt32BE(12),
  ).toString()
}
