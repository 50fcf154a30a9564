/**
 * What comes from a source, until a signal: whoever waits for more is then told so at once.
 *
 * @throws the signal's reason; and what the source throws
 */
export async function* interruptible<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  let interrupt: (reason: unknown) => void = () => undefined
  const abort = () => interrupt(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    for (;;) {
      signal.throwIfAborted()
      // No race against one promise for all: that would hold everything that ever came.
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        interrupt = reject
        iterator.next().then(resolve, reject)
      })
      if (next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', abort)
    // Not waited for: it may be waiting for what never comes.
    iterator.return?.()?.catch(() => undefined)
  }
}
