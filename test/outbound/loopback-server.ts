import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'

/** Something that can end what a test started: `t` of tap. */
type Test = { teardown(fn: () => unknown): void }

export type LoopbackServer = {
  port: number
  /** How many connections were made to it, whether or not they went on to ask for anything. */
  contacts(): number
  /** Resolves once no connection is open. */
  idle(): Promise<void>
}

const listen = async (t: Test, server: Server): Promise<LoopbackServer> => {
  const open = new Set<Socket>()
  let contacts = 0
  server.on('connection', (socket: Socket) => {
    contacts += 1
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    for (const socket of open) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const idle = async () => {
    for (const socket of [...open]) {
      // Not `once` of events, which fails with a connection that the other side resets.
      if (!socket.closed) await new Promise((closed) => socket.once('close', closed))
    }
  }
  return { port: (server.address() as AddressInfo).port, contacts: () => contacts, idle }
}

/** An HTTP server on 127.0.0.1 that counts who comes. */
export const startServer = (t: Test, handler: RequestListener): Promise<LoopbackServer> =>
  listen(t, createServer(handler))

/** A TCP server on 127.0.0.1 that counts who comes, for answers that no HTTP server would give. */
export const startTcpServer = (
  t: Test,
  handler: (socket: Socket) => void,
): Promise<LoopbackServer> => {
  const server = createTcpServer((socket) => {
    // A socket whose requests nobody reads would never learn that the other side has left.
    socket.resume()
    handler(socket)
  })
  return listen(t, server)
}

/** Lets a server made elsewhere (TLS) be counted the same way. */
export const startCounting = listen
