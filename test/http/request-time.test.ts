// How long the body of a request may take to arrive.
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import Fastify from 'fastify'
import t from 'tap'
import { installRequestTime, unreadableRequests } from '../../src/http/index.ts'

const app = Fastify(unreadableRequests)
installRequestTime(app, 100)
app.post('/', async () => 'read')
app.post('/streamed', { config: { streamedBody: true } }, async () => 'read')
await app.listen({ host: '127.0.0.1', port: 0 })
t.teardown(() => app.close())
const { port } = app.server.address() as AddressInfo

/** Sends half a body, and its other half once there was time for an answer, if any. */
async function slowly(path: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n`
  socket.write(`${head}Connection: close\r\n\r\na`)
  setTimeout(() => socket.write('b'), 400).unref()
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  socket.on('error', () => undefined)
  await once(socket, 'close')
  return text
}

t.test('a body that does not come is not waited for', async (t) => {
  const answer = await slowly('/')
  t.match(answer, /^HTTP\/1\.1 408 /)
  t.match(answer, /"type":"urn:waymark:problem:request-timeout"/)
})

t.test('one that is read as it comes may take its time', async (t) => {
  t.match(await slowly('/streamed'), /^HTTP\/1\.1 200 [\s\S]*read$/)
})
