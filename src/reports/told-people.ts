import { cellBy } from './step-cells.ts'
import { THRESHOLD } from './suppressed.ts'

/**
 * How many there are in each cell of a pathway, without those few who are in it only by what others
 * than an issuer of the place awarded: that issuer knows all who are in it without them, can add as
 * many as it likes, and would see by the rounding whether there is one more. Where that is so of
 * several issuers, it is the fewest.
 */
export function withoutFew(
  people: ReadonlyMap<string, number>,
  issuerIds: readonly string[],
): Map<string, number> {
  return new Map(
    [...people].map(([cell, count]): [string, number] => {
      const alone = issuerIds
        .map((issuerId) => people.get(cellBy(cell, issuerId)) ?? 0)
        .filter((own) => count - own < THRESHOLD)
      return [cell, Math.min(count, ...alone)]
    }),
  )
}
