// The description at /openapi.json: complete, and true of itself. What it says of answers is held
// against them in openapi-tour.test.ts.
import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { startService } from '../support/service.ts'
import { escaped, examplesOf, operationsOf, schemasOf } from './openapi/described.ts'

/** Where anybody verifies, without a key. */
const KEYLESS = new Set(['/v1/verify', '/credentials/verify', '/presentations/verify'])

t.test('the description', async (t) => {
  const service = await startService(t)
  const { text, body: document, status, headers } = await service.as(null).get('/openapi.json')
  const operations = operationsOf(document)
  const schemaAt = schemasOf(document)

  t.test('is valid OpenAPI 3.1', async (t) => {
    t.equal(status, 200)
    t.match(headers.get('content-type'), /^application\/json/)
    t.match(document.openapi, /^3\.1\./)
    const result = await new Validator().validate(structuredClone(document))
    t.strictSame(result.errors ?? [], [])
    t.ok(result.valid)
  })

  t.test('is the one in the repository', async (t) => {
    const committed = readFileSync(new URL('../../openapi/waymark.json', import.meta.url), 'utf8')
    t.ok(
      `${JSON.stringify(JSON.parse(text), null, 2)}\n` === committed,
      'npm run openapi writes it anew',
    )
  })

  t.test('names every operation', async (t) => {
    const ids = operations.map(({ operation }) => operation.operationId)
    t.equal(new Set(ids).size, ids.length, 'once')
    const declared = document.tags.map(({ name }: { name: string }) => name)
    t.equal(new Set(declared).size, declared.length, 'each group is explained once')
    for (const { method, path, operation } of operations) {
      const { operationId = '', summary = '', tags = [] } = operation
      const name = `${method} ${path}`
      t.match(operationId, /^[a-z]+([A-Z][a-z0-9]*)*$/, name)
      t.match(summary, /^[A-Z].{3,58}[^.]$/, `${name}: ${summary}`)
      t.equal(tags.length, 1, name)
      t.ok(declared.includes(tags[0]), `${name}: ${tags[0]} is explained`)
      t.ok(
        service.app.hasRoute({
          method: method as 'GET',
          url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
        }),
        `${name} is there`,
      )
    }
  })

  t.test('says who may call', async (t) => {
    t.match(document.components.securitySchemes, { apiKey: { type: 'http', scheme: 'bearer' } })
    const used = new Set<string>()
    for (const { method, path, operation } of operations) {
      const name = `${method} ${path}`
      const scope = operation['x-required-scope']
      const isOfApi = path.startsWith('/v1/') || operation.tags?.includes('VC API') === true
      t.equal(isOfApi, scope !== undefined, name)
      if (scope === undefined) {
        t.equal(operation.security, undefined, 'public')
        continue
      }
      used.add(scope)
      const keyless = KEYLESS.has(path) ? [{}] : []
      t.strictSame(operation.security, [{ apiKey: [scope] }, ...keyless], name)
      t.equal(operation.description?.split(`\`${scope}\``).length, 2, 'readers see it, once')
    }
    t.strictSame([...used].sort(), [...SCOPES].sort(), 'every scope is good for something')
  })

  t.test('says what can go wrong', async (t) => {
    for (const { method, path, operation } of operations) {
      const { parameters = [], requestBody, responses } = operation
      const has = (place: string, name?: string) =>
        parameters.some((one) => one.in === place && (name === undefined || one.name === name))
      const scoped = operation['x-required-scope'] !== undefined
      const expected = [
        ...['500', '503'],
        ...(scoped ? ['401', '403'] : []),
        ...(requestBody !== undefined ? ['400', '413', '415'] : []),
        ...(has('query') ? ['400'] : []),
        ...(has('path') ? ['404'] : []),
        ...(has('header', 'idempotency-key') ? ['409', '422'] : []),
        ...(has('header', 'if-match') ? ['412'] : []),
        ...(has('header', 'if-none-match') ? ['304'] : []),
        ...(KEYLESS.has(path) ? ['429'] : []),
        ...(path === '/credentials/{publicId}' ? ['406'] : []),
      ]
      const missing = expected.filter((code) => !(code in responses))
      t.strictSame(missing, [], `${method} ${path}`)
      for (const [code, { description, content = {} }] of Object.entries(responses)) {
        t.not(description, 'Default Response', `${method} ${path} ${code} has words of its own`)
        // Hosted verification of Open Badges 2.0 has its own document for what was revoked.
        const isOfOthers = path === '/ob2/assertions/{publicId}' && code === '410'
        if (Number(code) < 400 || isOfOthers) continue
        t.strictSame(
          Object.keys(content),
          ['application/problem+json'],
          `${method} ${path} ${code}`,
        )
        t.match(content['application/problem+json']?.schema, {
          $ref: '#/components/schemas/Problem',
        })
      }
    }
  })

  t.test('asks for nothing that has a default', async (t) => {
    for (const { method, path, operation } of operations) {
      for (const { name, required, schema } of operation.parameters ?? []) {
        const optional = schema?.default !== undefined
        if (optional) t.not(required, true, `${method} ${path}?${name}`)
      }
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
        const { required = [], properties = {} } = schema
        const asked = required.filter((name) => properties[name]?.default !== undefined)
        t.strictSame(asked, [], `${method} ${path}`)
      }
    }
  })

  t.test('says where a creating POST and a change can be repeated', async (t) => {
    for (const { method, path, operation } of operations) {
      const headers = (operation.parameters ?? [])
        .filter((one) => one.in === 'header')
        .map(({ name }) => name)
      if (method === 'POST' && '201' in operation.responses) {
        t.strictSame(headers, ['idempotency-key'], `${method} ${path}`)
      }
      if (method === 'PATCH') t.strictSame(headers, ['if-match'], `${method} ${path}`)
      if (method === 'GET') {
        const revised = path.startsWith('/v1/') && '304' in operation.responses
        t.strictSame(headers, revised ? ['if-none-match'] : [], `${method} ${path}`)
      }
    }
  })

  t.test('has an example of every body and answer, and each is right', async (t) => {
    const bodies = operations.filter(({ operation }) => operation.requestBody !== undefined)
    t.ok(bodies.length > 10)
    for (const { method, path, pointer, operation } of bodies) {
      for (const [type, media] of Object.entries(operation.requestBody?.content ?? {})) {
        const examples = examplesOf(media)
        t.ok(examples.length > 0, `${method} ${path}`)
        const problems = schemaAt(`${pointer}/requestBody/content/${escaped(type)}/schema`)
        for (const example of examples) t.strictSame(problems(example), [], `${method} ${path}`)
      }
    }
    const media = operations.flatMap(({ pointer, operation }) =>
      Object.entries(operation.responses).flatMap(([code, { content = {} }]) =>
        Object.entries(content).map(([type, one]) => ({
          examples: examplesOf(one),
          place: `${pointer}/responses/${code}/content/${escaped(type)}/schema`,
        })),
      ),
    )
    for (const { examples, place } of media) {
      t.ok(examples.length > 0, place)
      for (const example of examples) t.strictSame(schemaAt(place)(example), [], place)
    }
  })

  t.test('describes problems as they are', async (t) => {
    const problems = schemaAt('/components/schemas/Problem')
    const { admin } = service
    for (const answer of [
      await service.as(null).get('/v1/issuers'),
      await admin.get('/v1/issuers?limit=0'),
      await admin.get('/v1/issuers/none'),
      await admin.post('/v1/issuers', { name: 5 }),
      await admin.get('/nowhere'),
    ]) {
      t.match(answer.headers.get('content-type'), /^application\/problem\+json/)
      t.strictSame(problems(answer.body), [], `${answer.status}`)
    }
  })
})
