import { createServer, isIPv6 } from 'node:net'

/**
 * A port of this host that can be listened on at this moment.
 *
 * @param port - the one that is wanted; 0: any
 * @throws the system error (EADDRINUSE, EACCES, ENOTFOUND ...) when it cannot be listened on
 */
export function freePort(host: string, port = 0): Promise<number> {
  return new Promise((done, fail) => {
    // Somebody who waits for the service may connect at once and would hold up the closing.
    const server = createServer((socket) => socket.destroy())
    server.once('error', fail)
    server.listen({ host, port }, () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}

/** How a listening address is written in a URL that a client on this machine can use. */
export function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return isIPv6(host) ? `[${host}]` : host
}
