import { subscribe } from 'node:diagnostics_channel'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifyInstance, RouteOptions } from 'fastify'
import t from 'tap'
import { buildAppAlone } from '../../scripts/app-alone.ts'

/** The schemas in a part of a route's: one, or one for each media type. */
function schemasIn(part: object): object[] {
  if (!('content' in part)) return [part]
  return Object.values(part.content as Record<string, { schema: object }>).map((one) => one.schema)
}

/** Makes now what is made of the schemas of a route when it is first needed. */
function makeAll(app: FastifyInstance, { schema, url, method: methods }: RouteOptions): number {
  const method = String(methods)
  const { response = {}, ...rest } = (schema ?? {}) as Record<string, object>
  for (const httpPart of ['params', 'querystring', 'headers', 'body']) {
    for (const one of rest[httpPart] === undefined ? [] : schemasIn(rest[httpPart])) {
      app.validatorCompiler?.({ schema: one, method, url, httpPart })({})
    }
  }
  const compile = SerializerSelector()(app.getSchemas(), {})
  const answers = Object.entries(response as Record<string, object>).flatMap(
    ([httpStatus, answer]) => schemasIn(answer).map((one) => ({ httpStatus, schema: one })),
  )
  for (const { httpStatus, schema: one } of answers) {
    compile({ schema: one, method, url, httpStatus })
  }
  return answers.length
}

t.test(
  'every schema can be made into what checks and writes, though none is before it is needed',
  async (t) => {
    const routes: [FastifyInstance, RouteOptions][] = []
    subscribe('fastify.initialization', (message) => {
      const { fastify } = message as { fastify: FastifyInstance }
      fastify.addHook('onRoute', function (route) {
        routes.push([this, route])
      })
    })
    const { app, close } = await buildAppAlone()
    t.teardown(close)
    await app.ready()
    let made = 0
    for (const [scope, route] of routes) {
      t.doesNotThrow(() => {
        made += makeAll(scope, route)
      }, `${route.method} ${route.url}`)
    }
    t.ok(made > 1_000, `${made} kinds of answers`)
  },
)
