import { type LookupFunction, Socket } from 'node:net'

/** The part of a tap test that cleaning up needs. */
type Teardown = { teardown(work: () => unknown): void }

/**
 * From now until the end of the test every TCP connection of this process to another machine than
 * this one fails before a name is looked up: `fetch`, http, https and database drivers alike all
 * connect through `Socket.prototype.connect`.
 *
 * @returns the hosts that somebody wanted to connect to, and could not
 */
export function loopbackOnly(t: Teardown): string[] {
  const refused: string[] = []
  const { connect } = Socket.prototype
  Socket.prototype.connect = function guarded(this: Socket, ...args: unknown[]): Socket {
    const host = hostOf(args)
    if (host === null || /^(localhost|127(\.\d+){3}|::1)$/.test(host)) {
      return Reflect.apply(connect, this, args)
    }
    refused.push(host)
    // The way in which any name may fail, so that everybody is prepared for it.
    const lookup: LookupFunction = (_name, _options, callback) =>
      callback(new Error(`A test wanted to connect to ${host}.`), [])
    return Reflect.apply(connect, this, [{ host: 'refused.invalid', port: 1, lookup }])
  }
  t.teardown(() => {
    Socket.prototype.connect = connect
  })
  return refused
}

/** The host of a call of `connect`; null for a socket in the file system. */
function hostOf(args: unknown[]): string | null {
  // net.connect hands its arguments over as one array, with the options first.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
  if (typeof first === 'object' && first !== null) {
    const { path, host } = first as { path?: string | null; host?: string | null }
    return path ? null : (host ?? 'localhost')
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return null
  return typeof second === 'string' ? second : 'localhost'
}
