import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Client } from './client.ts'
import type { Asked } from './exchange.ts'
import { fileReason } from './source.ts'
import { UsageError } from './usage.ts'

/** What became of a row. */
export type Answer = {
  row: number
  outcome: string
  problem?: { field: string; detail: string }
}

/** The media type that answers are written in, by the name of the file. */
export function answerType(file: string): string {
  return /\.csv$/i.test(file) ? 'text/csv' : 'application/x-ndjson'
}

/**
 * Writes what the service answers into a file, which is there when all of it is. What it may hold is
 * people's data: others on this machine cannot read it.
 *
 * @param file - an absolute path
 */
export async function download(
  client: Client,
  { path, asked }: { path: string; asked: () => Asked },
  file: string,
): Promise<void> {
  const part = `${file}.part`
  try {
    await client.persistently(async () => {
      const answer = await client.ask(path, asked())
      await pipeline(answer, createWriteStream(part, { mode: 0o600 }))
    })
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined)
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === undefined || syscall === undefined) throw error
    throw new UsageError(`${file}: ${fileReason(error)}.`)
  }
}

/** What became of the rows, as NDJSON says it, one after the other. */
export async function* answersIn(answers: Readable): AsyncGenerator<Answer> {
  let rest = ''
  for await (const part of answers.setEncoding('utf8')) {
    const lines = `${rest}${part}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as Answer
  }
}
