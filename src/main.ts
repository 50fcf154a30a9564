import { ConfigError, loadConfig } from './config/index.ts'
import { createLog } from './log.ts'
import { closeOnSignals } from './shutdown.ts'
import { giveThreadsOwnBounds } from './threads/index.ts'

/** Ends the process with one sentence for what an operator can mend, and else with the whole error. */
function fail(error: unknown, sentence: string | undefined): never {
  process.stderr.write(
    sentence === undefined
      ? `waymark could not start: ${(error as Error).stack}\n`
      : `waymark: ${sentence}\n`,
  )
  process.exit(1)
}

function readConfig() {
  try {
    return loadConfig(process.env)
  } catch (error) {
    fail(error, error instanceof ConfigError ? error.message : undefined)
  }
}

const config = readConfig()
giveThreadsOwnBounds()
// What is wrong with the configuration is said before the rest is loaded, which takes seconds.
const { close, explain, start } = await import('./running.ts')
const interruption = new AbortController()
try {
  const log = createLog(config.logLevel)
  const started = Promise.withResolvers<void>()
  const giveUp = closeOnSignals(log, async () => {
    interruption.abort()
    // A server that is being started can only be stopped when that is done.
    await started.promise
    await close()
  })
  await start(config, log, interruption.signal, giveUp).finally(started.resolve)
} catch (error) {
  if (!interruption.signal.aborted) {
    await close().catch(() => undefined)
    fail(error, explain(error))
  }
}
