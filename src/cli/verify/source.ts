import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { UPLOAD_BYTES } from '../../images/index.ts'
import { type Presented, recognised, recognisedUrl } from '../../verifications/index.ts'
import { UsageError } from './arguments.ts'

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'this is a folder',
  EACCES: 'the file may not be read',
  EPERM: 'the file may not be read',
}

/**
 * What an argument of the command presents: an address, a file, or `-` for standard input.
 *
 * @param folder - that names of files are relative to
 * @throws UsageError when it cannot be read, or is nothing that can be verified
 */
export async function presentedBy(source: string, folder: string): Promise<Presented> {
  const address = /^([a-z][a-z\d+.-]*:\/\/|data:)/i.test(source)
  const found = address ? recognisedUrl(source) : recognised(await contentOf(source, folder))
  if (found !== null) return found
  throw new UsageError(
    address
      ? 'this is no address that can be looked up'
      : 'this is neither a credential in JSON, nor a JWT, a PNG or an SVG, or it is too large',
  )
}

async function contentOf(source: string, folder: string): Promise<Buffer> {
  const stream = source === '-' ? process.stdin : createReadStream(resolve(folder, source))
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of stream) {
      parts.push(part)
      length += part.length
      if (length > UPLOAD_BYTES) throw new UsageError('this is larger than 10 MB')
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { code = '' } = error as NodeJS.ErrnoException
    throw new UsageError(REASONS[code] ?? `the file could not be read (${code})`)
  }
  return Buffer.concat(parts)
}
