/** First half of the lock's key: "wayM" in ASCII, so that no other program's lock meets ours. */
const LOCK_SPACE = 0x7761794d

/** Advisory locks of this installation, as the two parameters of PostgreSQL's functions. */
export const LOCKS = {
  /** Held by whoever migrates the schema. */
  migrations: [LOCK_SPACE, 1],
  /**
   * Held, shared, by every connection of every service; taken for itself alone by what must not
   * run beside one.
   */
  inUse: [LOCK_SPACE, 2],
  /** Held by whoever changes what pathways ask for: one at a time, so that no circles come about. */
  pathways: [LOCK_SPACE, 3],
} satisfies Record<string, [number, number]>
