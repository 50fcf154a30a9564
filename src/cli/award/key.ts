import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileReason } from './source.ts'
import { UsageError } from './usage.ts'

/**
 * The API key, from a file or from the environment.
 *
 * @param keyFile - goes before the environment
 * @param folder - that the name of the file is relative to
 * @throws UsageError when there is none, or something that cannot be one; repeats nothing of it
 */
export async function apiKey(
  keyFile: string | undefined,
  env: { WAYMARK_API_KEY?: string | undefined },
  folder: string,
): Promise<string> {
  const where = keyFile === undefined ? 'WAYMARK_API_KEY' : `The file of --key-file`
  const text = keyFile === undefined ? env.WAYMARK_API_KEY : await contentOf(keyFile, folder)
  const key = text?.trim() ?? ''
  if (key === '') {
    throw new UsageError(
      keyFile === undefined
        ? 'There is no API key: put it into WAYMARK_API_KEY, or name a file that holds it with --key-file.'
        : `${where} is empty.`,
    )
  }
  if (!/^[\x21-\x7e]{8,500}$/.test(key)) {
    throw new UsageError(`${where} holds something that is no API key.`)
  }
  return key
}

async function contentOf(keyFile: string, folder: string): Promise<string> {
  try {
    return await readFile(resolve(folder, keyFile), 'utf8')
  } catch (error) {
    throw new UsageError(`--key-file: ${fileReason(error)}.`)
  }
}
