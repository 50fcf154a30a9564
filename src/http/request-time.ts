import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body may take as long as it likes: the route sees to it that somebody is there. */
    streamedBody?: boolean
  }
}

/**
 * Limits how long the body of a request may take to arrive. Node.js has a limit of its own, which is
 * the same for every route.
 *
 * @param ms - from the end of its head
 */
export function installRequestTime(app: FastifyInstance, ms: number): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw, routeOptions } = request
    const hasBody = raw.headers['content-length'] ?? raw.headers['transfer-encoding']
    if (hasBody !== undefined && routeOptions.config.streamedBody !== true) {
      const timer = setTimeout(() => {
        const error = Object.assign(new Error('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
        app.server.emit('clientError', error, raw.socket)
      }, ms)
      raw.once('close', () => clearTimeout(timer))
    }
    done()
  })
}
