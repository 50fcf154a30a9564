// The arguments of `waymark award`, and where its key comes from.
import t from 'tap'
import { readArguments } from '../../src/cli/award/arguments.ts'
import { apiKey } from '../../src/cli/award/key.ts'

const badge = '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'
const key = `wm_0c2b15e03402_${'k'.repeat(43)}`

t.test('what is asked for', async (t) => {
  const read = (...args: string[]) => readArguments(args, {})
  t.match(read('a.csv', '--badge-class', badge.toUpperCase()), {
    file: 'a.csv',
    badgeClassId: badge,
    columns: {},
    dryRun: false,
    onInvalid: 'skip',
    onDuplicate: 'skip',
    url: 'http://127.0.0.1:3000',
  })
  t.match(read('-', '--column', 'a=b=email', '--column', 'Age=', '--delimiter', 'tab'), {
    file: '-',
    badgeClassId: null,
    columns: { 'a=b': 'email', Age: null },
    delimiter: '\t',
  })
  t.match(readArguments(['a'], { WAYMARK_URL: 'https://b.example/waymark/' }), {
    url: 'https://b.example/waymark',
  })
  t.equal(read('--help'), 'help')
})

t.test('what cannot be meant is refused, and no key repeated', async (t) => {
  const wrong: [args: string[], said: RegExp][] = [
    [[], /Name a file/],
    [['a.csv', 'b.csv'], /Name one file/],
    [['a.csv', '--badge-class', 'x'], /takes the id/],
    [['a.csv', '--colour'], /Unknown option/],
    [['a.csv', '--on-invalid', 'x'], /takes one of skip, reject/],
    [['a.csv', '--on-duplicate', ''], /takes one of skip, reissue, allow/],
    [['a.csv', '--column', 'x'], /takes a header and a field/],
    [['a.csv', '--column', '=email'], /takes a header and a field/],
    [['a.csv', '--url', 'ftp://x'], /takes the address/],
    [['a.csv', '--url', 'http://me:secret@x'], /takes the address/],
    [['a.csv', '--results', './a.csv'], /a file of their own/],
    [['a.csv', '--results', 'b', '--failures', 'b'], /a file of their own/],
    [['a.csv', '--dry-run', '--failures', 'f'], /is for what was awarded/],
    [['a.csv', key], /does not belong in an argument/],
    [['a.csv', `--key=${key}`], /does not belong in an argument/],
    [['a.csv', '--api-key', 'secret'], /does not belong in an argument/],
    [['a.csv', '--token=secret'], /does not belong in an argument/],
  ]
  for (const [args, said] of wrong) {
    t.throws(() => readArguments(args, {}), { name: 'Error', message: said })
    try {
      readArguments(args, {})
    } catch (error) {
      t.notMatch((error as Error).message, /secret|kkk/)
    }
  }
})

t.test('the key', async (t) => {
  const folder = t.testdir({ key: ` ${key}\n`, empty: '\n', words: 'two words' })
  t.equal(await apiKey(undefined, { WAYMARK_API_KEY: key }, folder), key)
  t.equal(await apiKey('key', { WAYMARK_API_KEY: 'another' }, folder), key)
  const wrong: [file: string | undefined, env: string | undefined, said: RegExp][] = [
    [undefined, undefined, /put it into WAYMARK_API_KEY/],
    [undefined, ' ', /put it into WAYMARK_API_KEY/],
    [undefined, 'two words', /WAYMARK_API_KEY holds something that is no API key/],
    ['nothing', key, /there is no such file/],
    ['empty', key, /is empty/],
    ['words', key, /is no API key/],
  ]
  for (const [file, env, said] of wrong) {
    await t.rejects(apiKey(file, { WAYMARK_API_KEY: env }, folder), { message: said })
  }
})
