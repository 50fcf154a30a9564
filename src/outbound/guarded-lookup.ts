import type { LookupFunction } from 'node:net'
import { type AddressKind, addressKind } from './address.ts'
import { OutboundError } from './error.ts'
import { isLocalhostName } from './url-policy.ts'

/**
 * Wraps a DNS look-up so that it never answers an address the policy refuses.
 *
 * The socket connects to the very answer that was judged here: there is no second look-up that a
 * hostile name server could answer differently (DNS rebinding). One bad address among good ones
 * spoils the answer, since the socket may try any of them.
 *
 * @param lookup what resolves names, with the signature of `dns.lookup`.
 * @param allowLoopback whether names may lead to loopback addresses. A `localhost` name never
 *   leads anywhere else.
 * @returns a look-up for `net.connect`; refusals are OutboundErrors `blocked`.
 */
export const guardLookup =
  (lookup: LookupFunction, allowLoopback: boolean): LookupFunction =>
  (hostname, options, callback) => {
    const isAllowed = (kind: AddressKind) =>
      kind === 'loopback' ? allowLoopback : kind === 'public' && !isLocalhostName(hostname)
    lookup(hostname, options, (error, answer, family) => {
      if (error) return callback(error, answer, family)
      const addresses = typeof answer === 'string' ? [answer] : answer.map((one) => one.address)
      if (addresses.length === 0) {
        const message = `The name ${hostname} has no address.`
        return callback(new OutboundError('unreachable', message), [])
      }
      if (!addresses.every((address) => isAllowed(addressKind(address)))) {
        const message = `The name ${hostname} leads to an address that is not public, so it is not fetched.`
        return callback(new OutboundError('blocked', message), [])
      }
      callback(null, answer, family)
    })
  }
