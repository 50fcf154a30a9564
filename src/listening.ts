import { createServer, isIPv6 } from 'node:net'

/** A port of this host that nobody listens on at this moment. */
export function freePort(host: string): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen({ host, port: 0 }, () => {
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
