import { Resolver } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isLocalhostName } from './url-policy.ts'

/** How long one name server is waited for, and how often it is asked. */
const TIMEOUT_MS = 1_500
const TRIES = 2

type Address = { address: string; family: 4 | 6 }

const LOOPBACK: Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/**
 * Looks names up in the DNS, with the signature of `dns.lookup`.
 *
 * The system's own look-up, which is the default everywhere, blocks one of the few threads that files
 * and cryptography use as well, until the name server answers: four names of a stranger whose name
 * server keeps silent would stop the whole service. This one waits without a thread. It does not read
 * the file `hosts`, whose names are no public ones; `localhost` (RFC 6761) is known without asking.
 *
 * @param servers addresses of name servers, with ports perhaps; those of the system by default
 */
export function createLookup(servers?: string[]): LookupFunction {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
  if (servers !== undefined) resolver.setServers(servers)

  const ask = (hostname: string, family: 4 | 6) => {
    const { promise, resolve } = Promise.withResolvers<Address[] | NodeJS.ErrnoException>()
    const answer = (error: NodeJS.ErrnoException | null, addresses: string[]) =>
      resolve(error ?? addresses.map((address) => ({ address, family })))
    if (family === 4) resolver.resolve4(hostname, answer)
    else resolver.resolve6(hostname, answer)
    return promise
  }

  async function addressesOf(hostname: string): Promise<Address[] | NodeJS.ErrnoException> {
    if (isLocalhostName(hostname)) return LOOPBACK
    const answers = await Promise.all([ask(hostname, 4), ask(hostname, 6)])
    const addresses = answers.filter(Array.isArray).flat()
    return addresses.length === 0 ? (answers[0] as NodeJS.ErrnoException) : addresses
  }

  return (hostname, options, callback) => {
    void addressesOf(hostname).then((answer) => {
      if (!Array.isArray(answer)) return callback(answer, [])
      if (options.all) return callback(null, answer)
      const [first] = answer
      callback(null, first?.address ?? '', first?.family)
    })
  }
}
