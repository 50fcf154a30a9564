// The README has every code that a report can have: programs branch on them.
import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'

const folders = ['verification', 'verifications', 'credentials', 'images', 'outbound']

/** Where a code stands in the source: in a call, as a member, as a constant. */
const CODE =
  /\b(?:(?:failed|inconclusive|refuse|problem|imageProblem|OutboundError)\(\s*|(?:code|problem): |UNREADABLE = )'([a-z]+(?:-[a-z]+)*)'/g

/** What looks like a code and never reaches a report. */
const OTHERS = new Set(['carries-credential', 'out-of-range'])

/** The codes in the source, each with a file that has it. */
async function codesInSource(): Promise<Map<string, string>> {
  const root = new URL('../../src/', import.meta.url)
  const codes = new Map<string, string>()
  for (const folder of folders) {
    for (const file of await readdir(new URL(folder, root), { recursive: true })) {
      if (!file.endsWith('.ts')) continue
      const text = await readFile(new URL(`${folder}/${file}`, root), 'utf8')
      for (const [, code = ''] of text.matchAll(CODE)) codes.set(code, `${folder}/${file}`)
    }
  }
  return codes
}

t.test('every code is documented, and nothing else', async (t) => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const [, section = ''] = /\n### Codes\n([\s\S]*?)\n## /.exec(readme) ?? []
  const cells = [...section.matchAll(/^\|[^|]+\|([^|]+)\|$/gm)].map(([, cell = '']) => cell)
  const documented = new Set(cells.join().match(/(?<=`)[a-z]+(?:-[a-z]+)*(?=`)/g))
  const found = await codesInSource()
  for (const [code, file] of found) {
    if (!OTHERS.has(code)) t.ok(documented.has(code), `${code} of ${file}`)
  }
  const left = [...documented].filter((code) => !found.has(code))
  t.strictSame(left, [], 'and no report has these')
})
