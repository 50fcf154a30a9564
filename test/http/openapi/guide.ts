import type { Test } from 'tap'
import type { Answer, Client } from '../../support/client.ts'
import type { Service } from '../../support/service.ts'
import { type Described, examplesOf, operationsOf, schemasOf } from './described.ts'

/** Calls an operation by its id; `change` puts real ids in the place of those in the example. */
export type Call = (
  operationId: string,
  options?: {
    params?: Record<string, string>
    query?: string
    change?: object
    status?: number
    /** Who calls; the administrator when absent. */
    client?: Client
    /** What the answer is, after `application/`. */
    type?: string
  },
) => Promise<Answer>

/** Leads through the API with the examples of its description. */
export type Guide = {
  t: Test
  service: Service
  operations: Described[]
  call: Call
  /** {@link Call} for what is created: the body of the answer. */
  create: (operationId: string, change?: object) => Promise<Answer['body']>
  /** Holds an answer that `call` cannot ask for against what is described. */
  check: (operationId: string, answer: Answer, status?: number, type?: string) => void
  /** Notes what was called otherwise, as its answer is no JSON. */
  visit: (...operationIds: string[]) => void
  /** The operations that nobody called. */
  left: () => string[]
}

/** A {@link Guide} that holds each answer against what is described. */
export async function startGuide(t: Test, service: Service): Promise<Guide> {
  const { admin } = service
  const { body: document } = await service.as(null).get('/openapi.json')
  const operations = operationsOf(document)
  const schemaAt = schemasOf(document)
  const visited = new Set<string>()

  const described = (operationId: string) => {
    const found = operations.find(({ operation }) => operation.operationId === operationId)
    if (found === undefined) throw new Error(`There is no operation ${operationId}.`)
    visited.add(operationId)
    return found
  }

  const check: Guide['check'] = (operationId, answer, status = 200, type = 'json') => {
    const { pointer } = described(operationId)
    t.equal(answer.status, status, `${operationId}: ${answer.text.slice(0, 300)}`)
    if (status === 204) return
    const problems = schemaAt(`${pointer}/responses/${status}/content/application~1${type}/schema`)
    const documents =
      type === 'x-ndjson'
        ? answer.text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line))
        : [answer.body]
    for (const one of documents) t.strictSame(problems(one), [], operationId)
  }

  const call: Call = async (operationId, options = {}) => {
    const { params = {}, query, change = {}, status = 200, type, client = admin } = options
    const { operation, method, path: template } = described(operationId)
    const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
    const media = operation.requestBody?.content['application/json']
    const [example] = media === undefined ? [] : examplesOf(media)
    const answer = await client.send(
      method,
      query === undefined ? path : `${path}?${query}`,
      example === undefined
        ? {}
        : {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ...(example as object), ...change }),
          },
    )
    check(operationId, answer, status, type)
    return answer
  }

  return {
    ...{ t, service, operations, call, check },
    create: async (operationId, change) =>
      (await call(operationId, { status: 201, ...(change && { change }) })).body,
    visit(...operationIds) {
      for (const id of operationIds) described(id)
    },
    left() {
      const keyless = ['Public documents', 'Open Badges 2.0']
      return operations
        .filter(({ operation: { tags = [] } }) => !keyless.includes(tags[0] ?? ''))
        .map(({ operation }) => operation.operationId ?? '')
        .filter((id) => !visited.has(id))
    },
  }
}
