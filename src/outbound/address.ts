import { BlockList, isIP, isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

// The range tables of the library name what is special; IPv6 that is not allocated for global
// use at all (RFC 4291 section 2.4, such as ::127.0.0.1) is in none of them.
const globalIpv6 = new BlockList()
globalIpv6.addSubnet('2000::', 3, 'ipv6')

// Public by its range, yet it answers every virtual machine of one cloud with that machine's
// own configuration.
const privateServices = new Set(['168.63.129.16'])

/** What an IP address is to this service: only `public` ones may be strangers' servers. */
export type AddressKind = 'public' | 'loopback' | 'refused'

/**
 * Says what kind of address an IP address is.
 *
 * @param address IPv4 in four decimals or IPv6 without brackets, as DNS answers and as `URL`
 *   normalises it. Anything else is `refused`.
 * @returns `loopback` for 127.0.0.0/8 and ::1; `public` for global unicast; `refused` for
 *   private, link-local, shared (CGNAT), multicast, unspecified, documentation and reserved
 *   ranges, and for every IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4, Teredo).
 */
export const addressKind = (address: string): AddressKind => {
  if (isIPv4(address)) {
    if (address.startsWith('127.')) return 'loopback'
    return isUnicast(address) && !privateServices.has(address) ? 'public' : 'refused'
  }
  if (isIP(address) !== 6 || address.includes('%')) return 'refused'
  if (address === '::1') return 'loopback'
  return isUnicast(address) && globalIpv6.check(address, 'ipv6') ? 'public' : 'refused'
}

function isUnicast(address: string): boolean {
  return ipaddr.parse(address).range() === 'unicast'
}
