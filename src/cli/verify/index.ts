import type { VerificationReport } from '../../verifications/index.ts'
import { readArguments, UsageError } from './arguments.ts'
import { painterFor, reportText } from './report-text.ts'
import { EXIT, USAGE, WORST_FIRST } from './usage.ts'

export { EXIT } from './usage.ts'

/**
 * `waymark verify`: verifies each thing that it is given, and writes a report about it.
 *
 * @param args - what comes after `verify`
 * @param folder - that names of files are relative to
 * @returns the exit status
 */
export async function verifyCommand(args: readonly string[], folder: string): Promise<number> {
  const command = orUsage(() => readArguments(args))
  if (command === 'help') {
    process.stdout.write(USAGE)
    return EXIT.valid
  }
  if (command === null) return EXIT.unusable
  // Who only wants to know how to ask does not wait for all that answering needs.
  const { presentedBy, startExaminer } = await import('./engine.ts')
  const { examine, close } = startExaminer(command)
  const paint = painterFor(process.stdout)
  const write = (source: string, report: VerificationReport) =>
    process.stdout.write(
      command.json
        ? `${JSON.stringify({ source, ...report })}\n`
        : reportText(source, report, paint),
    )
  const statuses: number[] = []
  try {
    for (const source of command.sources) {
      const presented = await presentedBy(source, folder).catch((error) => complain(error, source))
      if (presented === null) statuses.push(EXIT.unusable)
      else {
        const { report } = await examine(presented, command.options)
        write(source, report)
        statuses.push(EXIT[report.verdict])
      }
    }
  } finally {
    await close()
  }
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? EXIT.valid
}

function orUsage<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    return complain(error, 'verify', '\nSee waymark verify --help')
  }
}

/** Says what is wrong with what was given; anything else is our own fault. */
function complain(error: unknown, about: string, more = ''): null {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`waymark: ${about}: ${error.message}${more}\n`)
  return null
}
