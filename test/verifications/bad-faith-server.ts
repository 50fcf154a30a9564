// A server that answers in bad faith, in a process of its own, so that what it does takes neither time
// nor memory of the service that is measured. Tells its port when it is ready, and ends with whoever
// started it. At /sent it says how many bytes it has given out without end.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { brotliCompressSync, createGzip, gzipSync } from 'node:zlib'

const zeros = Buffer.alloc(65_536)
const bomb = gzipSync(Buffer.alloc(100 * 1_048_576))
const bombInBomb = gzipSync(bomb)
const brotli = brotliCompressSync(bomb)
let sent = 0

const endless = () =>
  Readable.from(
    (function* () {
      for (;;) {
        sent += zeros.length
        yield zeros
      }
    })(),
  )

const drip = (to: NodeJS.WritableStream) => {
  const timer = setInterval(() => to.write(' '), 20)
  to.on('close', () => clearInterval(timer))
}

const server = createServer(({ url }, response) => {
  const gone = () => undefined
  switch (url) {
    case '/sent':
      return response.end(String(sent))
    case '/endless':
      return void pipeline(endless(), response).catch(gone)
    case '/endless-gzip':
      response.setHeader('content-encoding', 'gzip')
      return void pipeline(endless(), createGzip({ level: 0 }), response).catch(gone)
    case '/bomb':
      return response.setHeader('content-encoding', 'gzip').end(bomb)
    case '/bomb-in-bomb':
      return response.setHeader('content-encoding', 'gzip, gzip').end(bombInBomb)
    case '/brotli':
      return response.setHeader('content-encoding', 'br').end(brotli)
    case '/huge':
      return response.setHeader('content-length', 1e12).write('{')
    case '/circle':
      return response.writeHead(302, { location: '/circle' }).end()
    case '/drip':
      return drip(response)
    case '/drip-headers':
      return drip(response.socket as NodeJS.WritableStream)
    case '/silence':
      return undefined
    default:
      return response.writeHead(302, { location: `${url}x` }).end()
  }
})
server.on('connection', (socket) => socket.on('error', () => {}))
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit())
