import { buffer } from 'node:stream/consumers'
import yauzl from 'yauzl'
import { ADMIN_API_KEY, type Service } from '../support/service.ts'

/** What is answered, and the files of the archive in it, by name. */
export async function download(service: Service, path: string, key = ADMIN_API_KEY) {
  const answer = await fetch(`${service.url}${path}`, {
    headers: { authorization: `Bearer ${key}` },
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  const files = new Map<string, Buffer>()
  if (answer.status !== 200) return { answer, files }
  const zip = await yauzl.fromBufferPromise(bytes)
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
  }
  return { answer, files }
}
