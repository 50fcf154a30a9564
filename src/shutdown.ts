import type { Logger } from 'pino'

/** Ctrl-C reaches us from the terminal and again from npm; only a later one means "now". */
const SAME_SIGNAL_MS = 1_000
const PATIENCE_MS = 30_000

/**
 * Ends the process gracefully at SIGINT, SIGTERM or SIGHUP, or when an error was caught by nobody.
 * A second signal, some time after the first, ends it at once.
 *
 * @param close - finishes what is under way and lets go of everything
 * @returns ends the process in the same way, as a failure
 */
export function closeOnSignals(log: Logger, close: () => Promise<void>): () => void {
  let since: number | undefined

  async function end(exitCode: number): Promise<void> {
    since = performance.now()
    setTimeout(() => {
      log.error('closing took too long; ending anyway')
      process.exit(1)
    }, PATIENCE_MS).unref()
    try {
      await close()
      process.exit(exitCode)
    } catch (err) {
      log.error({ err }, 'closing failed')
      process.exit(1)
    }
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (since === undefined) {
        log.info({ signal }, 'closing')
        void end(0)
      } else if (performance.now() - since > SAME_SIGNAL_MS) {
        log.warn({ signal }, 'second signal; ending at once')
        process.exit(1)
      }
    })
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err) => {
      log.fatal({ err }, 'an error that nobody caught')
      if (since === undefined) void end(1)
    })
  }
  return () => {
    if (since === undefined) void end(1)
  }
}
