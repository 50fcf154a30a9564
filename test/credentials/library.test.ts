import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import * as credentials from '../../src/credentials/index.ts'

const README = new URL('../../src/credentials/README.md', import.meta.url)

t.test('the example of the library runs as it stands there', async (t) => {
  const text = await readFile(README, 'utf8')
  const [, example = ''] = /```ts\n([\s\S]+?)```/.exec(text) ?? []
  const folder = await mkdtemp(join(tmpdir(), 'waymark-example-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'example.ts')
  const absolute = example.replace(
    /from '(\.[^']+)'/g,
    (_, path: string) => `from '${new URL(path, README).href}'`,
  )
  await writeFile(file, absolute)
  const { report } = await import(pathToFileURL(file).href)
  t.equal(report.verdict, 'valid')
})

t.test('every function that the map names is there', async (t) => {
  const map = (await readFile(README, 'utf8')).split('## The map')[1] ?? ''
  const rows = map.split('\n').filter((line) => line.startsWith('| ') && line.includes('`'))
  const named = rows.flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`(\w+)`/g)])
  t.ok(named.length > 30)
  t.same(
    named.map(([, name = '']) => name).filter((name) => !(name in credentials)),
    [],
  )
})
