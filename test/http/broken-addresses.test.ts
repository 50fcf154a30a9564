// Every query and every path of the description, with what is no good value in each place.
import { randomUUID } from 'node:crypto'
import t from 'tap'
import {
  carryOut,
  operationsOf,
  type Parameter,
  populate,
  requestFor,
} from '../support/operations.ts'
import { notAProblem } from '../support/problem.ts'
import { startService } from '../support/service.ts'
import { complaints, unharmed } from '../support/sweep.ts'

const service = await startService(t)
const { admin } = service
const operations = await operationsOf(admin)
const population = await populate(admin, operations)

/** What a learner answered is for the learner alone. */
const { body: minted } = await admin.post(`/v1/learners/${population.learner}/tokens`, {})
const learner = service.as(minted.token)

const SQL = "'; drop table issuers; --"
const HTML = '<script>alert(1)</script>'

/** What no parameter takes: what is no UTF-8, what nothing can be stored with, what is too long. */
const NO_TEXT = ['%00', '%61%00b', '%ff', '%E0%A4%A', '%ED%A0%80', 'x'.repeat(3000)]
/** What is good text, however much it looks like something else. */
const ODD_TEXT = [
  SQL,
  HTML,
  '%F0%9F%98%80',
  '[]',
  'undefined',
  '../../etc/passwd',
  '%2e%2e%2f',
  '0',
]

/** Whether any words can be searched for. */
const isFreeText = ({ schema }: Parameter) =>
  schema.type === 'string' && schema.format === undefined && schema.pattern === '\\S'

/** Texts that are no good value of a parameter. */
function brokenValues(parameter: Parameter): string[] {
  const { schema } = parameter
  if (isFreeText(parameter)) return [...NO_TEXT, '', '%20%09']
  const anyway = [...NO_TEXT, ...ODD_TEXT]
  switch (schema.type) {
    case 'integer':
      return [...anyway, '', '-1', '201', '1.5', '1e99', '9'.repeat(40), 'ten', 'NaN', 'null']
    case 'boolean':
      return [...anyway, '', '1', 'yes', 'TRUE', 'null']
  }
  return [...anyway, '']
}

for (const operation of operations) {
  const queried = operation.parameters.filter((parameter) => parameter.in === 'query')
  if (queried.length === 0) continue
  t.test(`${operation.id} refuses every broken query and names the parameter`, async (t) => {
    const { path, body } = requestFor(operation, population)
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
    await unharmed(t, service, async () => {
      const { wrong } = await complaints([...queries, ...unknown], async ({ field, query }) => {
        const answer = await carryOut(admin, operation.method, `${path}?${query}`, body)
        const problem = notAProblem(answer, field)
        return problem && `${query.slice(0, 80)}: ${problem}`
      })
      t.same(wrong, [])
      for (const { name } of queried.filter(isFreeText)) {
        for (const text of ODD_TEXT.map(encoded)) {
          const answer = await carryOut(admin, operation.method, `${path}?${name}=${text}`, body)
          t.equal(answer.status, 200, `${name}=${text}`)
        }
      }
    })
  })
}

for (const operation of operations.filter(({ path }) => path.includes('{'))) {
  t.test(`${operation.id} answers every impossible address with 404`, async (t) => {
    const { path, query, body, type } = requestFor(operation, population)
    const caller = operation.id === 'getEqualityAnswers' ? learner : admin
    const call = (at: number, text: string) => {
      const address = query === undefined ? withId(at, text) : `${withId(at, text)}?${query}`
      return carryOut(caller, operation.method, address, body, { type })
    }
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
    await unharmed(t, service, async () => {
      const named = places.flatMap(({ name, at }) =>
        [...values.map(encodeURIComponent), ...raw].map((text) => ({ name, at, text })),
      )
      const known = await complaints(named, async ({ name, at, text }) => {
        if (text === '..') return null
        const answer = await call(at, text)
        const problem = notAProblem(answer, name)
        if (problem !== null) return `${text}: ${problem}`
        return answer.status === 404 ? null : `${text}: ${answer.status}`
      })
      t.same(known.wrong, [])
      const unnamed = places.flatMap(({ at }) => unreadable.map((text) => ({ at, text })))
      const unread = await complaints(unnamed, async ({ at, text }) => {
        const answer = await call(at, text)
        const problem = notAProblem(answer)
        if (problem !== null) return `${text.slice(0, 20)}: ${problem}`
        return answer.text.includes(text) ? `${text.slice(0, 20)} is echoed` : null
      })
      t.same(unread.wrong, [])
    })
  })
}
