/** A state of something that changes until it ends. */
export type State = { text: string; isEnd: boolean }

type Listener = { latest: State | undefined; wake(): void }

/** Tells many listeners about changes that nobody announces. */
export type ProgressHub = {
  /**
   * The states of one thing from now on: each once, and of several that come while the listener is
   * busy only the last. Ends after the one that is the end.
   *
   * @param stop - once aborted it ends as well
   */
  watch(id: string, stop: AbortSignal): AsyncGenerator<State>
}

/**
 * However many listen to however many things, one question at a time is asked, and none while nobody
 * listens.
 *
 * @param options.read - the present states of these things; one that is not there is left out
 * @param options.pause - what passes between two questions
 * @param options.onError - told when a question failed; it is asked again
 */
export function createProgressHub(options: {
  read(ids: string[]): Promise<Map<string, State>>
  pause(): Promise<unknown>
  onError(error: Error): void
}): ProgressHub {
  const { read, pause, onError } = options
  const listeners = new Map<string, Set<Listener>>()
  let isAsking = false

  function tell(states: Map<string, State>): void {
    for (const [id, state] of states) {
      for (const listener of listeners.get(id) ?? []) {
        listener.latest = state
        listener.wake()
      }
    }
  }

  async function ask(): Promise<void> {
    if (isAsking) return
    isAsking = true
    while (listeners.size > 0) {
      await read([...listeners.keys()]).then(tell, onError)
      await pause()
    }
    isAsking = false
  }

  function add(id: string, listener: Listener): void {
    const others = listeners.get(id)
    if (others === undefined) listeners.set(id, new Set([listener]))
    else others.add(listener)
    void ask()
  }

  function remove(id: string, listener: Listener): void {
    const all = listeners.get(id)
    all?.delete(listener)
    if (all?.size === 0) listeners.delete(id)
  }

  return {
    async *watch(id, stop) {
      const listener: Listener = { latest: undefined, wake: () => undefined }
      const stopped = () => listener.wake()
      stop.addEventListener('abort', stopped)
      add(id, listener)
      try {
        let told: string | undefined
        while (!stop.aborted) {
          const { latest } = listener
          listener.latest = undefined
          if (latest !== undefined && latest.text !== told) {
            told = latest.text
            yield latest
            if (latest.isEnd) return
          } else if (latest === undefined) {
            await new Promise<void>((resolve) => {
              listener.wake = resolve
            })
          }
        }
      } finally {
        stop.removeEventListener('abort', stopped)
        remove(id, listener)
      }
    },
  }
}
