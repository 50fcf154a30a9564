/** Work that many wait for, by key. */
export type Turns<T> = {
  /**
   * Runs the work for a key, never twice at a time. Who comes while it runs waits for the next run,
   * which begins after they came and so knows all that they know; however many come, they share it.
   */
  run(key: string): Promise<T>
  /** Whether a next run is waited for already: who joins costs nothing. */
  isPromised(key: string): boolean
}

/**
 * @param work - what to do for a key
 */
export function inTurns<T>(work: (key: string) => Promise<T>): Turns<T> {
  const running = new Map<string, Promise<T>>()
  const next = new Map<string, Promise<T>>()

  function start(key: string): Promise<T> {
    next.delete(key)
    const run = work(key).finally(() => running.delete(key))
    running.set(key, run)
    return run
  }

  return {
    isPromised: (key) => next.has(key),
    run(key) {
      const promised = next.get(key)
      if (promised !== undefined) return promised
      const current = running.get(key)
      if (current === undefined) return start(key)
      const after = current.then(
        () => start(key),
        () => start(key),
      )
      next.set(key, after)
      return after
    },
  }
}
