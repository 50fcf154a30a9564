/** Bytes that come in pieces and are wanted together. */
export type Gathering = {
  length(): number
  add(piece: Buffer): void
  /** All that was added since the last time; what comes next begins anew. */
  take(): Buffer
}

/**
 * Makes a {@link Gathering}. It holds at most twice the bytes that were added: pieces by themselves
 * take a hundred times as much when a hostile sender makes each of them a single byte. One piece
 * alone is not copied.
 */
export function createGathering(): Gathering {
  let gathered: Buffer = Buffer.alloc(0)
  let length = 0
  return {
    length: () => length,
    add(piece) {
      if (piece.length === 0) return
      if (length === 0) {
        gathered = piece
        length = piece.length
        return
      }
      const end = length + piece.length
      // The first piece is the sender's, and full.
      if (end > gathered.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * length))
        gathered.copy(larger, 0, 0, length)
        gathered = larger
      }
      piece.copy(gathered, length)
      length = end
    },
    take() {
      const all = gathered.subarray(0, length)
      gathered = Buffer.alloc(0)
      length = 0
      return all
    },
  }
}
