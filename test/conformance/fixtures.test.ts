// What others published, good and bad, each file as a stranger would bring it.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { needsShared, sharedUrl } from '../credentials/shared.ts'
import { startService } from '../support/service.ts'
import { expectations, pages } from './expectations.ts'
import { loopbackOnly } from './loopback-only.ts'

type Report = { verdict: string; checks: { name: string; outcome: string; code?: string }[] }

/** The documents in JSON that stand in a page as text. */
function documentsIn(page: string): string[] {
  const texts = [...page.matchAll(/<pre[^>]*>([\s\S]*?)<\/pre\s*>/g)].map(([, text = '']) => text)
  return texts.filter((text) => {
    try {
      return typeof JSON.parse(text) === 'object'
    } catch {
      return false
    }
  })
}

t.test('files that others published', needsShared('fixtures'), async (t) => {
  const root = sharedUrl('fixtures/')
  loopbackOnly(t)
  const service = await startService(t, { now: () => new Date('2026-03-01T12:00:00Z') })
  const anybody = service.as(null)
  const read = (path: string) => readFileSync(new URL(path, root))

  /** Verdict, check and code of what is presented. */
  async function told(presented: string | Buffer): Promise<string> {
    const { status, body } = await (typeof presented === 'string'
      ? anybody.post('/v1/verify', { credential: presented })
      : anybody.send('POST', '/v1/verify', {
          body: Uint8Array.from(presented),
          headers: { 'content-type': 'image/png' },
        }))
    if (status === 400) return 'no document'
    const { verdict, checks }: Report = body
    const telling =
      checks.find(({ outcome }) => outcome === 'failed') ??
      checks.find(({ outcome }) => outcome === 'inconclusive')
    return telling ? `${verdict} ${telling.name} ${telling.code}` : verdict
  }

  const expected = new Map<string, () => Promise<void>>()
  for (const { folder, files, expected: outcome } of expectations) {
    for (const file of files) {
      const path = folder === '' ? file : `${folder}/${file}`
      expected.set(path, async () => {
        const bytes = read(path)
        t.equal(await told(/\.(png|svg)$/.test(path) ? bytes : bytes.toString()), outcome, path)
      })
    }
  }
  for (const { folder, files } of pages) {
    for (const [file, outcomes] of Object.entries(files)) {
      const path = `${folder}/${file}`
      expected.set(path, async () => {
        const documents = documentsIn(read(path).toString())
        t.strictSame(await Promise.all(documents.map(told)), outcomes, path)
      })
    }
  }
  const present = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(fileURLToPath(root), join(parentPath, name)))
  t.strictSame(
    present.filter((path) => !expected.has(path)),
    [],
    'every file has an expectation',
  )
  for (const check of expected.values()) await check()
})
