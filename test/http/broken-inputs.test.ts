import { randomUUID } from 'node:crypto'
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import type { Answer } from '../support/client.ts'
import { type Broken, brokenBodies } from '../support/mutations.ts'
import {
  aimed,
  carryOut,
  type Operation,
  operationsOf,
  type Parameter,
  populate,
  references,
  requestFor,
} from '../support/operations.ts'
import { notAProblem } from '../support/problem.ts'
import { issuerInput, made, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { fingerprint } from '../support/tables.ts'

const { admin, as, database } = await startService(t)
const operations = await operationsOf(admin)
const population = await populate(admin, operations)

/** The part of a tap test that checks. */
type Assertions = Pick<typeof t, 'same' | 'equal'>

const SQL = "'; drop table issuers; --"
const HTML = '<script>alert(1)</script>'

/** Carries out work for each case, a few at a time, and collects what it has to say. */
async function complaints<T>(
  cases: Iterable<T>,
  work: (one: T) => Promise<string | null>,
): Promise<{ count: number; wrong: string[] }> {
  const wrong: string[] = []
  let count = 0
  const iterator = cases[Symbol.iterator]()
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      count += 1
      const complaint = await work(next.value)
      if (complaint !== null) wrong.push(complaint)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return { count, wrong }
}

/** Everything stored, before and after, and whether the service still answers. */
async function unharmed(t: Assertions, work: () => Promise<void>) {
  const before = await fingerprint(database)
  await work()
  t.same(await fingerprint(database), before, 'nothing was stored')
  t.equal((await admin.get('/readyz')).status, 200, 'the service still answers')
}

for (const operation of operations.filter(({ body }) => body !== null)) {
  t.test(`${operation.id} refuses every broken body and names the field`, async (t) => {
    const { path, body } = requestFor(operation, population)
    await unharmed(t, async () => {
      const schema = operation.body as NonNullable<Operation['body']>
      const { count, wrong } = await complaints(
        brokenBodies(schema, body),
        async ({ what, value, field }: Broken) => {
          const answer = await carryOut(admin, operation.method, path, value)
          const problem = notAProblem(answer, field)
          return problem && `${field} ${what}: ${problem}`
        },
      )
      t.ok(count > 20, `${count} bodies`)
      t.same(wrong, [])
    })
  })

  // Their bodies name nothing but ids, which are replaced.
  if (['setApplicationReviewers', 'presentCredentials'].includes(operation.id)) continue

  t.test(`${operation.id} refuses what is no JSON body`, async (t) => {
    const { path, body } = requestFor(operation, population)
    // An empty list has nothing in it that could be broken.
    const text = JSON.stringify(body)
    const good = /"[^"]+":\s*("|\["|\{)/.test(text) ? text : JSON.stringify(operation.example)
    const send = (content: string | Uint8Array | undefined, type: string | null) =>
      admin.send(operation.method, path, {
        ...(content !== undefined && { body: content }),
        headers: type === null ? {} : { 'content-type': type },
      })
    const json = 'application/json'
    const replaced = (value: string) => good.replace(/:"[^"]*"/, `:${value}`)
    const badUtf8 = (...bytes: number[]) =>
      Buffer.concat([
        Buffer.from(good.slice(0, good.indexOf(':"') + 2)),
        Buffer.from(bytes),
        Buffer.from(good.slice(good.indexOf(':"') + 2)),
      ])
    const cases: [string, number, () => Promise<Answer>][] = [
      ['nothing', 400, () => send(undefined, null)],
      ['nothing, said to be JSON', 400, () => send(undefined, json)],
      ['an empty body', 400, () => send('', json)],
      ['blanks', 400, () => send('   ', json)],
      ['half a body', 400, () => send(good.slice(0, -1), json)],
      ['two bodies', 400, () => send(good + good, json)],
      ['a trailing comma', 400, () => send(good.replace(/}$/, ',}'), json)],
      ['single quotes', 400, () => send(good.replaceAll('"', "'"), json)],
      ['NaN', 400, () => send(replaced('NaN'), json)],
      ['a byte order mark inside', 400, () => send(`{\ufeff${good.slice(1)}`, json)],
      ['null', 400, () => send('null', json)],
      ['a text', 400, () => send('"text"', json)],
      ['a number', 400, () => send('7', json)],
      ['true', 400, () => send('true', json)],
      ['a list', 400, () => send(`[${good}]`, json)],
      ['a truncated sequence', 400, () => send(badUtf8(0xc3), json)],
      ['an overlong sequence', 400, () => send(badUtf8(0xc0, 0xaf), json)],
      ['a surrogate in UTF-8', 400, () => send(badUtf8(0xed, 0xa0, 0x80), json)],
      ['beyond Unicode', 400, () => send(badUtf8(0xf5, 0x80, 0x80, 0x80), json)],
      ['Latin-1', 400, () => send(badUtf8(0xe9), json)],
      ['UTF-16', 400, () => send(Buffer.from(good, 'utf16le'), json)],
      ['a raw U+0000', 400, () => send(good.replace(/:"/, ':"\u0000'), json)],
      ['__proto__', 400, () => send(good.replace('{', '{"__proto__":{"name":"x"},'), json)],
      ['__proto__ in disguise', 400, () => send(good.replace('{', '{"__\\u0070roto__":1,'), json)],
      ['very deep', 400, () => send('['.repeat(100_000) + ']'.repeat(100_000), json)],
      ['plain text', 415, () => send(good, 'text/plain')],
      ['a form', 415, () => send('name=x', 'application/x-www-form-urlencoded')],
      ['XML', 415, () => send('<name/>', 'application/xml')],
      ['a made-up type', 415, () => send(good, 'application/jsonx')],
      ['no type', 415, () => send(Buffer.from(good), null)],
      ['no type at all', 415, () => send(good, '')],
      ['too much', 413, () => send(`{"a":"${'a'.repeat(1_100_000)}"}`, json)],
      ['too much, blank', 413, () => send(' '.repeat(1_100_000), json)],
    ]
    const optional = operation.body?.anyOf?.some((one) => one.type === 'null') === true
    const wanted = cases.filter(
      ([what]) =>
        !(what === 'plain text' && operation.types.includes('text/plain')) &&
        (!optional || !/^(null|nothing|nothing, said to be JSON|an empty body)$/.test(what)),
    )
    await unharmed(t, async () => {
      const { wrong } = await complaints(wanted, async ([what, status, ask]) => {
        const answer = await ask()
        const problem = notAProblem(answer)
        if (problem !== null) return `${what}: ${problem}`
        return answer.status === status ? null : `${what}: ${answer.status} and not ${status}`
      })
      t.same(wrong, [])
    })
  })
}

/** Texts that are no good value of a parameter. */
function brokenValues({ schema }: Parameter): string[] {
  const anyway = ['%00', '%ff', '%E0%A4%A', SQL, HTML, 'x'.repeat(3000), '%F0%9F%98%80', '[]']
  switch (schema.type) {
    case 'integer':
      return [...anyway, '', '0', '-1', '201', '1.5', '1e99', '9'.repeat(40), 'ten', 'NaN', 'null']
    case 'boolean':
      return [...anyway, '', '1', 'yes', 'TRUE', 'null']
  }
  return [...anyway, '', 'undefined', '../../etc/passwd', '%2e%2e%2f', '0']
}

for (const operation of operations) {
  const queried = operation.parameters.filter((parameter) => parameter.in === 'query')
  if (queried.length === 0) continue
  t.test(`${operation.id} refuses every broken query and names the parameter`, async (t) => {
    const { path } = requestFor(operation, population)
    const encoded = (text: string) => (text.startsWith('%') ? text : encodeURIComponent(text))
    const queries = queried.flatMap((parameter) => [
      ...brokenValues(parameter).map((text) => ({
        field: parameter.name,
        query: `${parameter.name}=${encoded(text)}`,
      })),
      ...[10, 10].map((limit) => ({
        field: parameter.name,
        query: `${parameter.name}=${limit}&${parameter.name}=${limit + 1}`,
      })),
      { field: '(unnamed)', query: `${parameter.name}[]=1` },
    ])
    const unknown = ['surprise', 'constructor', '__proto__', 'toString', 'LIMIT'].map((name) => ({
      field: name,
      query: `${name}=1`,
    }))
    await unharmed(t, async () => {
      const { wrong } = await complaints([...queries, ...unknown], async ({ field, query }) => {
        const answer = await carryOut(admin, operation.method, `${path}?${query}`, undefined)
        const problem = notAProblem(answer, field)
        return problem && `${query.slice(0, 80)}: ${problem}`
      })
      t.same(wrong, [])
    })
  })
}

for (const operation of operations.filter(({ path }) => path.includes('{'))) {
  t.test(`${operation.id} answers every impossible address with 404`, async (t) => {
    const { path, body } = requestFor(operation, population)
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
    const places = names.map((name) => ({
      name,
      at: operation.path.split('/').findIndex((part) => part.startsWith(`{${name}}`)),
    }))
    const values = [
      randomUUID(),
      'AAAAAAAAAAAAAAAAAAAAAA',
      '019AA7C2-5D1E-7C3F-9A64-0F6F1C7D2B11',
      'x',
      '0',
      '-1',
      'null',
      SQL,
      HTML,
      'é',
      '😀',
      'a/b',
      '..',
      'sam@example.org',
    ]
    const raw = ['%00', '%0a', '%2e%2e%2f%2e%2e', '%252e', '*', '$', ';', '%20']
    const unreadable = ['%ff', '%ZZ', '%', '%c0%af', 'x'.repeat(201), 'x'.repeat(6000)]
    const withId = (at: number, text: string) =>
      path
        .split('/')
        .map((part, position) =>
          position === at ? text + (part.endsWith('.json') ? '.json' : '') : part,
        )
        .join('/')
    await unharmed(t, async () => {
      const named = places.flatMap(({ name, at }) =>
        [...values.map(encodeURIComponent), ...raw].map((text) => ({ name, at, text })),
      )
      const known = await complaints(named, async ({ name, at, text }) => {
        if (text === '..') return null
        const answer = await carryOut(admin, operation.method, withId(at, text), body)
        const problem = notAProblem(answer, name)
        if (problem !== null) return `${text}: ${problem}`
        return answer.status === 404 ? null : `${text}: ${answer.status}`
      })
      t.same(known.wrong, [])
      const unnamed = places.flatMap(({ at }) => unreadable.map((text) => ({ at, text })))
      const unread = await complaints(unnamed, async ({ at, text }) => {
        const answer = await carryOut(admin, operation.method, withId(at, text), body)
        const problem = notAProblem(answer)
        if (problem !== null) return `${text.slice(0, 20)}: ${problem}`
        return answer.text.includes(text) ? `${text.slice(0, 20)} is echoed` : null
      })
      t.same(unread.wrong, [])
    })
  })
}

t.test('an id in a body that names nothing, or something of others, is refused', async (t) => {
  const other = made(await admin.post('/v1/issuers', issuerInput))
  const bound = as(await makeKey(admin, [...SCOPES], other.id))
  await unharmed(t, async () => {
    for (const operation of operations.filter(({ body }) => body !== null)) {
      const { path, body } = requestFor(operation, population)
      if (path !== operation.path) continue
      for (const { field, noun } of references(body)) {
        const stranger = aimed(body, { ...population, [noun]: randomUUID() })
        const unknown = await carryOut(admin, operation.method, path, stranger)
        t.equal(notAProblem(unknown, field), null, `${operation.id}: an unknown ${noun}`)
        const foreign = await carryOut(bound, operation.method, path, body)
        t.equal(notAProblem(foreign, field), null, `${operation.id}: another's ${noun}`)
      }
    }
  })
})

const card = { type: 'library-card', value: '1', authority: 'harbour' }
const email = { type: 'email', value: 'sam@example.org' }
const award = { badgeClassId: population.badgeClass, recipient: card }
const step = { id: 'one', name: 'One', requires: { badgeClass: population.badgeClass } }
const badge = {
  issuerId: population.issuer,
  name: 'Badge',
  description: 'A badge.',
  criteria: { narrative: 'Do it.' },
}
const alignment = { targetName: 'Skill', targetUrl: 'https://example.org/skill' }

/** What no schema can say: members that contradict each other or mean nothing together. */
const contradictions: [string, string, object, string][] = [
  ['no recipient', '/v1/assertions', { badgeClassId: population.badgeClass }, 'recipient'],
  ['two recipients', '/v1/assertions', { ...award, learnerId: population.learner }, 'recipient'],
  [
    'an unknown learner',
    '/v1/assertions',
    { badgeClassId: population.badgeClass, learnerId: randomUUID() },
    'learnerId',
  ],
  [
    'an end before the beginning',
    '/v1/assertions',
    { ...award, validFrom: '2026-02-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' },
    'validUntil',
  ],
  [
    'an end at the beginning',
    '/v1/assertions',
    { ...award, validFrom: '2026-01-01T01:00:00+01:00', validUntil: '2026-01-01T00:00:00.9Z' },
    'validUntil',
  ],
  [
    'a card of no library',
    '/v1/assertions',
    { ...award, recipient: { type: 'library-card', value: '1' } },
    'recipient.authority',
  ],
  [
    'an address with an authority',
    '/v1/assertions',
    { ...award, recipient: { ...email, authority: 'harbour' } },
    'recipient.authority',
  ],
  ...[SQL, HTML, 'x', '@', 'a@b', 'a b@example.org', 'a@example.org, b@example.org', '"a"@b.c'].map(
    (value): [string, string, object, string] => [
      `${value} as an address`,
      '/v1/assertions',
      { ...award, recipient: { type: 'email', value } },
      'recipient.value',
    ],
  ),
  [
    'no validity at all',
    '/v1/badge-classes',
    { ...badge, expiry: { after: 'P0D' } },
    'expiry.after',
  ],
  [
    'a renewal before the beginning',
    '/v1/badge-classes',
    { ...badge, expiry: { after: 'P1Y', renewal: { opens: 'P2Y', closes: 'P1D' } } },
    'expiry.renewal.opens',
  ],
  [
    'an end beyond all years',
    '/v1/assertions',
    { ...award, validFrom: '9999-01-01T00:00:00Z' },
    'validFrom',
  ],
  [
    'a card of no library',
    '/v1/learners',
    { identifiers: [email, { type: 'library-card', value: '1' }] },
    'identifiers[1].authority',
  ],
  [
    'no address',
    '/v1/learners',
    { identifiers: [card, { type: 'email', value: SQL }] },
    'identifiers[1].value',
  ],
  [
    'no address to search for',
    '/v1/learners/search',
    { identifier: { type: 'email', value: HTML } },
    'identifier.value',
  ],
  ['two steps of one name', '/v1/pathways', { name: 'P', steps: [step, step] }, 'steps[1].id'],
  ['both to verify', '/v1/verify', { url: 'https://example.org', credential: {} }, 'url'],
  ['neither to verify', '/v1/verify', {}, 'credential'],
  ...[
    SQL,
    HTML,
    'x',
    '/credentials/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
  ].map((url): [string, string, object, string] => [
    `${url} to verify`,
    '/v1/verify',
    { url },
    'url',
  ]),
  ...['foo', 'badge', 'ext:', SQL, HTML].map(
    (achievementType): [string, string, object, string] => [
      `${achievementType} as a type`,
      '/v1/badge-classes',
      { ...badge, achievementType },
      'achievementType',
    ],
  ),
  ...['foo', 'ext:', SQL, HTML].map((targetType): [string, string, object, string] => [
    `${targetType} as a target's type`,
    '/v1/badge-classes',
    { ...badge, alignments: [{ ...alignment, targetType }] },
    'alignments[0].targetType',
  ]),
]

t.test('what contradicts itself is refused with the field named', async (t) => {
  await unharmed(t, async () => {
    for (const [what, path, body, field] of contradictions) {
      t.equal(notAProblem(await admin.post(path, body), field), null, `${path}: ${what}`)
    }
  })
})

t.test('bodies made to take long are refused quickly', async (t) => {
  const many = (length: number, item: (position: number) => unknown) =>
    Array.from({ length }, (_, position) => item(position))
  const slow: [string, object][] = [
    ['/v1/api-keys', { name: 'x', scopes: many(40_000, (n) => n) }],
    ['/v1/api-keys', { name: 'x', scopes: many(25_000, (n) => [n]) }],
    ['/v1/issuers', { ...issuerInput, proofSuites: many(18_000, (n) => ({ n })) }],
    ['/v1/badge-classes', { ...badge, tags: many(30_000, (n) => `${n}`) }],
    ['/v1/badge-classes', { ...badge, tags: many(25_000, (n) => [n]) }],
    ['/v1/badge-classes', { ...badge, tags: many(120_000, (n) => `${n}`) }],
    ['/v1/issuers', { ...issuerInput, proofSuites: many(70_000, (n) => ({ n })) }],
    ['/v1/issuers', { ...issuerInput, image: `https://${'a.'.repeat(490_000)}` }],
    ['/v1/issuers', { ...issuerInput, image: `data:image/png,${'%'.repeat(990_000)}` }],
    ['/v1/images', { dataUrl: `data:image/png;base64,${'='.repeat(990_000)}A` }],
    ['/v1/images', { dataUrl: `data:image/png${'; '.repeat(400_000)},A` }],
    ['/v1/issuers', { ...issuerInput, url: `https://${'a.'.repeat(100_000)}` }],
    ['/v1/issuers', { ...issuerInput, url: `https://example.org/${'%'.repeat(200_000)}` }],
    ['/v1/issuers', { ...issuerInput, url: `https://[${'1:'.repeat(100_000)}` }],
    ['/v1/issuers', { ...issuerInput, email: `${'a.'.repeat(100_000)}@` }],
    ['/v1/issuers', { ...issuerInput, email: `a@${'a-'.repeat(100_000)}` }],
    ['/v1/issuers', { ...issuerInput, name: ' '.repeat(200_000) }],
    ['/v1/assertions', { ...award, validFrom: '2'.repeat(200_000) }],
    ['/v1/assertions', { ...award, recipient: { type: 'email', value: `${'a.'.repeat(100)}@x` } }],
    ['/v1/issuers', Object.fromEntries(many(18_000, (n) => [`m${n}`, 1]) as [string, number][])],
    ['/v1/learners', { identifiers: many(3000, () => card) }],
    ['/v1/pathways', { name: 'P', steps: many(1500, () => step) }],
  ]
  await unharmed(t, async () => {
    for (const [path, body] of slow) {
      const times: number[] = []
      // Again when it took long: the machine may have had something else to do.
      while (times.length < 3 && times.every((time) => time > 1500)) {
        const began = performance.now()
        t.equal((await admin.post(path, body)).status, 400)
        times.push(Math.round(performance.now() - began))
      }
      const [member] = Object.keys(body).slice(-1)
      t.ok(Math.min(...times) < 1500, `${path} ${member}: ${times} ms`)
    }
  })
})
