// Every operation with a body, sent what is no JSON, or not what it takes.
import t from 'tap'
import type { Answer } from '../support/client.ts'
import { operationsOf, populate, requestFor } from '../support/operations.ts'
import { notAProblem } from '../support/problem.ts'
import { startService } from '../support/service.ts'
import { complaints, unharmed } from '../support/sweep.ts'

const service = await startService(t)
const { admin } = service
const operations = await operationsOf(admin)
const population = await populate(admin, operations)

/** What cannot be read is refused for that, and not for what it would say. */
const UNREADABLE = new Set([
  'blanks',
  'half a body',
  'two bodies',
  'a trailing comma',
  'single quotes',
  'NaN',
  'a byte order mark inside',
  'a truncated sequence',
  'an overlong sequence',
  'a surrogate in UTF-8',
  'beyond Unicode',
  'Latin-1',
  'UTF-16',
  'a raw U+0000',
  '__proto__',
  '__proto__ in disguise',
])

/** What takes longer bodies than the others. */
const LONG: Record<string, number> = {
  // A pathway with all that it asks for.
  importPathway: 8_500_000,
}

for (const operation of operations.filter(({ body }) => body !== null)) {
  t.test(`${operation.id} refuses what is no JSON body`, async (t) => {
    const { path, body } = requestFor(operation, population)
    const good = JSON.stringify(body)
    const send = (content: string | Uint8Array | undefined, type: string | null) =>
      admin.send(operation.method, path, {
        ...(content !== undefined && { body: content }),
        headers: type === null ? {} : { 'content-type': type },
      })
    const json = 'application/json'
    const tooMuch = LONG[operation.id] ?? 1_100_000
    // In the first text there is, as the value or the name of a member; else in a member of its own.
    const [before, after] = /"/.test(good)
      ? [good.slice(0, good.indexOf('"') + 1), good.slice(good.indexOf('"') + 1)]
      : ['{"', '":1}']
    const within = (...bytes: number[]) =>
      Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
    const empty = good === '{}'
    const beside = (member: string) => good.replace('{', `{${member}${empty ? '' : ','}`)
    const cases: [string, number, () => Promise<Answer>][] = [
      ['nothing', 400, () => send(undefined, null)],
      ['nothing, said to be JSON', 400, () => send(undefined, json)],
      ['an empty body', 400, () => send('', json)],
      ['blanks', 400, () => send('   ', json)],
      ['half a body', 400, () => send(good.slice(0, -1), json)],
      ['two bodies', 400, () => send(good + good, json)],
      ['a trailing comma', 400, () => send(good.replace(/}$/, ',}'), json)],
      ['single quotes', 400, () => send(good.replaceAll('"', "'"), json)],
      ['NaN', 400, () => send(beside('"a":NaN'), json)],
      ['a byte order mark inside', 400, () => send(`{\ufeff${good.slice(1)}`, json)],
      ['null', 400, () => send('null', json)],
      ['a text', 400, () => send('"text"', json)],
      ['a number', 400, () => send('7', json)],
      ['true', 400, () => send('true', json)],
      ['a list', 400, () => send(`[${good}]`, json)],
      ['a truncated sequence', 400, () => send(within(0xc3), json)],
      ['an overlong sequence', 400, () => send(within(0xc0, 0xaf), json)],
      ['a surrogate in UTF-8', 400, () => send(within(0xed, 0xa0, 0x80), json)],
      ['beyond Unicode', 400, () => send(within(0xf5, 0x80, 0x80, 0x80), json)],
      ['Latin-1', 400, () => send(within(0xe9), json)],
      ['UTF-16', 400, () => send(Buffer.from(good, 'utf16le'), json)],
      ['a raw U+0000', 400, () => send(within(0), json)],
      ['__proto__', 400, () => send(beside('"__proto__":{"name":"x"}'), json)],
      ['__proto__ in disguise', 400, () => send(beside('"__\\u0070roto__":1'), json)],
      ['very deep', 400, () => send('['.repeat(100_000) + ']'.repeat(100_000), json)],
      ['plain text', 415, () => send(good, 'text/plain')],
      ['a form', 415, () => send('name=x', 'application/x-www-form-urlencoded')],
      ['XML', 415, () => send('<name/>', 'application/xml')],
      ['a made-up type', 415, () => send(good, 'application/jsonx')],
      ['no type', 415, () => send(Buffer.from(good), null)],
      ['no type at all', 415, () => send(good, '')],
      ['too much', 413, () => send(`{"a":"${'a'.repeat(tooMuch)}"}`, json)],
      ['too much, blank', 413, () => send(' '.repeat(tooMuch), json)],
    ]
    const optional = operation.body?.anyOf?.some((one) => one.type === 'null') === true
    const wanted = cases.filter(
      ([what]) =>
        !(what === 'plain text' && operation.types.includes('text/plain')) &&
        (!optional || !/^(null|nothing|nothing, said to be JSON|an empty body)$/.test(what)),
    )
    await unharmed(t, service, async () => {
      const { wrong } = await complaints(wanted, async ([what, status, ask]) => {
        const answer = await ask()
        const problem = notAProblem(answer)
        if (problem !== null) return `${what}: ${problem}`
        if (UNREADABLE.has(what) && !/:malformed-body$|#PARSING_ERROR$/.test(answer.body.type)) {
          return `${what}: ${answer.text}`
        }
        return answer.status === status ? null : `${what}: ${answer.status} and not ${status}`
      })
      t.same(wrong, [])
    })
  })
}
