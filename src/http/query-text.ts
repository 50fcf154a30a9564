import type { FastifyInstance } from 'fastify'
import { refuseUnstorable } from './json-body.ts'
import { invalid } from './problems.ts'
import { fieldName } from './validation-problem.ts'

/**
 * Holds the text of query strings to what bodies are held to: valid UTF-8, and nothing that
 * PostgreSQL cannot carry. For want of that, whatever is not decoded would be searched for as it is.
 */
export function installQueryText(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    // What asks for nothing ignores whatever is appended to its address.
    if (request.routeOptions.schema?.querystring === undefined) return
    const begin = request.url.indexOf('?')
    if (begin === -1 || !request.url.includes('%', begin)) return
    for (const part of request.url.slice(begin + 1).split('&')) {
      const [name = '', ...rest] = part.split('=')
      const field = fieldName(
        `/${(decoded(name) ?? '').replaceAll('~', '~0').replaceAll('/', '~1')}`,
      )
      const value = decoded(rest.join('='))
      if (value === null) {
        throw invalid({ field, detail: `${field} is not UTF-8 in percent-encoding.` })
      }
      refuseUnstorable(value, `/${field}`)
    }
  })
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
