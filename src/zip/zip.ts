import { Readable } from 'node:stream'
import yazl from 'yazl'

/** A file of an archive. What is compressed already is put in as it is. */
export type ZipEntry = { name: string; content: AsyncIterable<string> | Buffer; compress: boolean }

/** What the library keeps of a file for the table of contents, as far as it matters here. */
type LibraryEntry = { utf8FileName: Buffer; doFileDataPump: unknown }

/** How many entries the library has to look through for the next one to write. */
const SETTLED_EVERY = 500

/**
 * An archive of files as they come: no more of them is in memory than is being written, and nothing
 * is taken while nobody reads. What is kept of a file until the end is its name.
 *
 * @param entries - closed when the reader goes away
 * @param at - when all files were last changed: the same files make the same archive
 * @returns the archive; destroyed with the error that `entries` throws
 */
export function zipOf(entries: AsyncIterable<ZipEntry>, at: Date): Readable {
  const zip = new yazl.ZipFile()
  const gone = new AbortController()
  const output = zip.outputStream as Readable
  const failed = (error: Error) => output.destroy(error)
  zip.on('error', failed)
  output.once('close', () => gone.abort())
  void fill(zip, entries, at, gone.signal).catch(failed)
  return output
}

async function fill(
  zip: yazl.ZipFile,
  entries: AsyncIterable<ZipEntry>,
  mtime: Date,
  gone: AbortSignal,
): Promise<void> {
  const settled: LibraryEntry[] = []
  const inside = zip as unknown as { entries: LibraryEntry[] }
  for await (const { name, content, compress } of entries) {
    await written(zip, name, content, { mtime, compress }, gone)
    if (gone.aborted) return
    if (inside.entries.length >= SETTLED_EVERY) settle(inside.entries, settled)
  }
  inside.entries = [...settled, ...inside.entries]
  zip.end()
}

/**
 * Keeps written entries apart until the table of contents: for each one that is added the library
 * looks through all that it has, which in a large archive is most of the work. Their contents are let
 * go of; so is the pool of Node.js that each name is a piece of, a thousand times as large.
 */
function settle(entries: LibraryEntry[], settled: LibraryEntry[]): void {
  for (const entry of entries.splice(0, entries.length - 1)) {
    const name = Buffer.allocUnsafeSlow(entry.utf8FileName.length)
    entry.utf8FileName.copy(name)
    entry.utf8FileName = name
    entry.doFileDataPump = null
    settled.push(entry)
  }
}

/** Resolves when an entry was handed over whole, or nobody wants it any more. */
function written(
  zip: yazl.ZipFile,
  name: string,
  content: ZipEntry['content'],
  options: { mtime: Date; compress: boolean },
  gone: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      gone.removeEventListener('abort', over)
      resolve()
    }
    gone.addEventListener('abort', over)
    zip.addReadStreamLazy(name, options, (use) => {
      const source = Readable.from(content, { objectMode: false })
      source.once('error', (error) => zip.emit('error', error))
      source.once('close', over)
      use(null, source)
    })
  })
}
