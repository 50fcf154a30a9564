/** A count that may be published. */
export type CountCell = {
  /** How many people it is about. */
  people: number
}

/** That one count is the sum of others, as everybody knows who reads a table with its total. */
export type CountRelation = {
  /** Position of the total among the cells. */
  total: number
  /** Positions of what it is the sum of. */
  parts: readonly number[]
  /** Whether the same people may be in several parts. */
  overlapping: boolean
}
