import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { answerType, download } from './answers.ts'
import type { AwardCommand } from './arguments.ts'
import { follow, send } from './batch.ts'
import type { Client } from './client.ts'
import { tryOut } from './dry-run.ts'
import { Refused, refusalLines } from './failures.ts'
import { batchText, exitStatus, firstProblems, triedText } from './outcome.ts'
import type { Progress } from './progress.ts'
import type { Source } from './source.ts'
import { EXIT, UsageError } from './usage.ts'

/** What belongs to one run of the command. */
export type Run = {
  client: Client
  source: Source
  progress: Progress
  /** Aborted when somebody interrupts the command. */
  signal: AbortSignal
  /** That names of files are relative to. */
  folder: string
}

/** How it ended: the exit status, and what is said of it to programs and to people. */
export type Ending = { status: number; said: object; text: string }

/** Shows, asks, sends, waits, and fetches the answers. What goes wrong is how it ended. */
export async function carryOut(command: AwardCommand, run: Run): Promise<Ending> {
  try {
    const mediaType = await lookedAt(command, run)
    if (mediaType === null) return ended(EXIT.ended, 'Nothing was sent.')
    return await (command.dryRun ? tried : awarded)(command, run, mediaType)
  } catch (error) {
    return failed(error, run)
  }
}

/**
 * Shows what the file will be read as, and asks.
 *
 * @returns the media type of the rows; null when they are not to be sent
 */
async function lookedAt(
  command: AwardCommand,
  { source, progress, signal, client }: Run,
): Promise<string | null> {
  if (command.json && source.mediaType !== undefined) return source.mediaType
  // Who only wants to know how to ask does not wait for all that reading needs.
  const { previewOf } = await import('./preview.ts')
  const { mediaType, lines } = await previewOf(source, command)
  if (command.json) return mediaType
  for (const line of lines) progress.say(line)
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY && command.file !== '-'
  if (command.yes || command.dryRun || !isTerminal) return mediaType
  const isWanted = await asked(`Award by these rows at ${client.url}? [y/N] `, signal)
  return isWanted ? mediaType : null
}

/** Whether somebody at the terminal says yes. */
async function asked(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(question, { signal })).trim())
  } catch {
    // The key to interrupt is an answer, too.
    process.stderr.write('\n')
    return false
  } finally {
    terminal.close()
  }
}

async function tried(command: AwardCommand, run: Run, mediaType: string): Promise<Ending> {
  const found = await tryOut(run, command, mediaType)
  const { problems: _, ...sums } = found
  return { status: exitStatus(sums), said: { dryRun: true, ...sums }, text: triedText(found) }
}

async function awarded(command: AwardCommand, run: Run, mediaType: string): Promise<Ending> {
  const { client, signal, folder } = run
  const { batch: sent, isReplayed } = await send(run, command, mediaType)
  const path = `/v1/award-batches/${sent.id}`
  const batch = await follow(run, sent).catch((error) => {
    if (!signal.aborted) throw error
    return null
  })
  if (batch === null) {
    const text = `The batch goes on without this command. To follow it run the same command again, or read ${client.url}${path}`
    return { ...ended(EXIT.ended, text), said: { ...sent, interrupted: true } }
  }
  const { results, failures } = command
  const files = [
    results && { file: results, path: `${path}/results`, accept: answerType(results) },
    failures && { file: failures, path: `${path}/failures`, accept: '*/*' },
  ]
  for (const one of files) {
    if (!one) continue
    const asked = () => ({ headers: { accept: one.accept } })
    await download(client, { path: one.path, asked }, resolve(folder, one.file))
  }
  const problems = batch.invalid + batch.failed > 0 ? await firstProblems(client, batch.id) : []
  const text = batchText(batch, { isReplayed, problems })
  return { status: exitStatus(batch), said: { ...batch, isReplayed }, text }
}

function failed(error: unknown, { signal }: Run): Ending {
  if (signal.aborted) {
    return ended(EXIT.ended, 'The file was not sent whole. Run the same command again: it goes on.')
  }
  if (error instanceof Refused) {
    const text = refusalLines(error.refusal).join('\n')
    return { ...ended(EXIT.unsent, text), said: { error: error.refusal } }
  }
  if (error instanceof UsageError) return ended(EXIT.usage, error.message)
  throw error
}

function ended(status: number, detail: string): Ending {
  return { status, said: { error: { detail } }, text: `${detail}\n` }
}
