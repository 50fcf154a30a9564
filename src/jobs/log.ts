import { Logger } from 'graphile-worker'
import type { Logger as Log } from 'pino'

/**
 * The job queue's messages in our log, under its own name. What it says at `info` is of use to
 * nobody but its authors.
 */
export function queueLog(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    const about = { queue: scope.label, job: scope.taskIdentifier }
    if (level === 'error') log.error(about, message)
    else if (level === 'warning') log.warn(about, message)
    else log.debug(about, message)
  })
}
