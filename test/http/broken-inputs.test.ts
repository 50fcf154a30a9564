// Every request body of the description, broken in every place in every way.
import t from 'tap'
import { type Broken, brokenBodies } from '../support/mutations.ts'
import {
  carryOut,
  type Operation,
  operationsOf,
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

for (const operation of operations.filter(({ body }) => body !== null)) {
  t.test(`${operation.id} refuses every broken body and names the field`, async (t) => {
    const { path, body } = requestFor(operation, population)
    await unharmed(t, service, async () => {
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
}
