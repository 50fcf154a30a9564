import { type AwardCommand, readArguments } from './arguments.ts'
import { createClient } from './client.ts'
import { apiKey } from './key.ts'
import { createProgress } from './progress.ts'
import { carryOut } from './run.ts'
import { openSource, type Source } from './source.ts'
import { EXIT, USAGE, UsageError } from './usage.ts'

const INSISTING_MS = 1_000

/** Where the command is called. */
type Surroundings = {
  env: { WAYMARK_URL?: string | undefined; WAYMARK_API_KEY?: string | undefined }
  /** That names of files are relative to. */
  folder: string
}

/**
 * `waymark award`: has a service award a badge to everybody in a file, and waits for the end.
 *
 * @param args - what comes after `award`
 * @returns the exit status
 */
export async function awardCommand(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    const command = readArguments(args, around.env)
    if (command === 'help') {
      process.stdout.write(USAGE)
      return EXIT.awarded
    }
    const key = await apiKey(command.keyFile, around.env, around.folder)
    const source = await openSource(command.file, around.folder)
    return await run(command, { key, source, folder: around.folder }).finally(source.discard)
  } catch (error) {
    const isTheirs = error instanceof UsageError
    const reason = isTheirs ? error.message : `the command failed. ${(error as Error).stack}`
    process.stderr.write(`waymark: award: ${reason}\n`)
    if (isTheirs) process.stderr.write('See waymark award --help\n')
    return isTheirs ? EXIT.usage : EXIT.unsent
  }
}

async function run(
  command: AwardCommand,
  { key, source, folder }: { key: string; source: Source; folder: string },
): Promise<number> {
  const interruption = new AbortController()
  let interruptedAt = Number.POSITIVE_INFINITY
  const interrupt = () => {
    // Whoever insists is not kept waiting; but what starts us may pass on what the terminal sends us too.
    if (Date.now() - interruptedAt > INSISTING_MS) process.exit(EXIT.ended)
    interruptedAt = Math.min(interruptedAt, Date.now())
    interruption.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  const { signal } = interruption
  const progress = createProgress(process.stderr, command.json)
  const client = createClient({ url: command.url, key, signal, say: progress.say })
  const all = { client, source, progress, signal, folder }
  const { status, said, text } = await carryOut(command, all).finally(progress.stop)
  const isDone = status === EXIT.awarded || status === EXIT.partly
  if (command.json) process.stdout.write(`${JSON.stringify(said)}\n`)
  else process[isDone ? 'stdout' : 'stderr'].write(text)
  return status
}
