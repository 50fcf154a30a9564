import type { FastifyInstance } from 'fastify'

/**
 * When the service closes, requests under way are finished and nothing else holds it up. Node.js
 * by itself waits for every connection to end: for those kept open after such a last answer, and
 * for those that have not asked for anything yet.
 */
export function installClosing(app: FastifyInstance): void {
  let closing = false
  let underWay = 0

  const closeConnections = () => {
    if (closing && underWay === 0) app.server.closeAllConnections()
  }
  app.server.on('request', (_request, response) => {
    underWay += 1
    response.once('close', () => {
      underWay -= 1
      closeConnections()
    })
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
  app.addHook('preClose', async () => {
    closing = true
    // By then nothing new is taken any more.
    setImmediate(closeConnections)
  })
}
